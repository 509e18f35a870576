// Keeps room in a device's journal: once half of it waits, the office's journal takes the rows that it lacks (seals at the
// keypad, of other hosts), and the device may use their places again. Called by sealings.ts before each sealing.
import type { Journal, JournalEntry } from '../journal/journal.ts';
import type { OpenDevice } from './device-source.ts';
import { rowName } from './journal-rows.ts';
import type { SealRequests } from './seal-requests.ts';

export async function collectRows(
  device: OpenDevice,
  journal: Pick<Journal, 'append' | 'search'>,
  requests: Pick<SealRequests, 'isUnfinished'>,
): Promise<void> {
  const { journalRows, journalCapacity } = await device.info();
  if (journalRows * 2 < journalCapacity) return;
  const known = new Set<string>();
  for await (const row of journal.search({ kind: 'seal', newestFirst: true, limit: journalCapacity * 8 }))
    if (row.device === device.serial && row.outcome !== undefined) known.add(row.outcome);
  const missing: JournalEntry[] = [];
  let last: { counter: number; chain: Uint8Array } | undefined;
  for await (const row of device.journal(0)) {
    // Whoever asked for it has not got it yet: it stays on the device until then, and all behind it.
    if (row.host === device.host && requests.isUnfinished(device.serial, BigInt(row.requestId))) break;
    last = row;
    if (known.has(rowName(row.counter))) continue;
    missing.push({
      ...{ kind: 'seal', device: device.serial, requestId: `${device.serial}/${row.counter}`, origin: 'card' },
      ...{ profile: row.profile, method: row.method, digest: row.digest, documentSeal: row.documentSeal },
      ...{ issuer: row.issuer, outcome: rowName(row.counter) },
    });
  }
  if (missing.length > 0) await journal.append(missing);
  if (last) await device.acknowledgeJournal(last);
}
