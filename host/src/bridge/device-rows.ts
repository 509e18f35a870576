// Keeps room in a device's journal: once half of it waits, the office's journal takes the rows that it lacks, and the device
// may use their places again. Rows of seals at the keypad and of other hosts go under the name of the row; those of requests
// that nobody came back for go under the name of the request, whose seals are kept for whoever asks again. Called by
// sealings.ts before each sealing.
import type { JournalRow } from '../device/journal.ts';
import type { SealResult } from '../device/seal-result.ts';
import { SealError } from '../errors.ts';
import type { Journal, JournalEntry } from '../journal/journal.ts';
import type { OpenDevice } from './device-source.ts';
import { journalName, missingFrom, rowName, sealEntry } from './journal-rows.ts';
import type { RequestName, RequestRow, SealRequests } from './seal-requests.ts';

export interface RowsParts {
  journal: Pick<Journal, 'append' | 'search'>;
  requests: Pick<SealRequests, 'findByNumber' | 'seal' | 'journalled'>;
  /** True for a request that somebody is finishing right now. */
  isRunning(name: RequestName): boolean;
}

export async function collectRows(device: OpenDevice, { journal, requests, isRunning }: RowsParts): Promise<void> {
  const { journalRows, journalCapacity } = await device.info();
  if (journalRows * 2 < journalCapacity) return;
  const entries: JournalEntry[] = [];
  const abandoned = new Map<string, { request: RequestRow; results: SealResult[] }>();
  let last: JournalRow | undefined;
  for await (const row of device.journal(0)) {
    const sequence = BigInt(row.requestId);
    const request = row.host === device.host ? requests.findByNumber(device.serial, sequence) : undefined;
    // It writes its row itself: until then that stays on the device, and all behind it.
    if (request && request.state !== 'journalled' && isRunning(request)) break;
    last = row;
    if (request?.state === 'journalled') continue;
    const result = request && (await resultOf(device, sequence));
    if (request === undefined || result === undefined) {
      entries.push(entryOf(device, row));
      continue;
    }
    const index = Number(sequence - request.firstSequence!);
    entries.push(sealEntry(request, index, device.serial, result));
    const name = journalName(request, 0);
    const kept = abandoned.get(name) ?? { request, results: [] };
    kept.results.push(result);
    abandoned.set(name, kept);
  }
  if (last === undefined) return;
  const whole = [...abandoned.values()].filter(({ request, results }) => results.length === request.count);
  // Order matters: seals are kept, then journalled, and only then may the device forget them.
  for (const { request, results } of whole) requests.seal(request, results);
  await journal.append(await missingFrom(journal, entries));
  for (const { request } of whole) requests.journalled(request);
  await device.acknowledgeJournal(last);
}

/** Undefined where the device took this host anew since: it gives seals only to the host that asked. */
async function resultOf(device: OpenDevice, sequence: bigint): Promise<SealResult | undefined> {
  try {
    return await device.result(sequence);
  } catch (error) {
    if (error instanceof SealError && ['request-unknown', 'request-expired'].includes(error.code)) return undefined;
    throw error;
  }
}

function entryOf(device: OpenDevice, row: JournalRow): JournalEntry {
  const { profile, method, digest, documentSeal, issuer, counter } = row;
  const requestId = `${device.serial}/${counter}`;
  const seal = { profile, method, digest, documentSeal, issuer, outcome: rowName(counter) };
  return { kind: 'seal', device: device.serial, requestId, origin: 'card', ...seal };
}
