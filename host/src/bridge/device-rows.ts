// Keeps room in a device's journal: once half of it waits, the office's journal takes the rows that it lacks, and the device
// may use their places again. Rows of seals at the keypad and of other hosts go under the name of the row; those of requests
// that nobody came back for go under the name of the request, whose seals are kept for whoever asks again. Called by
// sealings.ts before each sealing.
import type { JournalRow } from '../device/journal.ts';
import type { SealResult } from '../device/seal-result.ts';
import { SealError } from '../errors.ts';
import type { Journal, JournalEntry } from '../journal/journal.ts';
import { type CardRegister, judged } from './card-check.ts';
import type { OpenDevice } from './device-source.ts';
import { missingFrom, rowName } from './journal-rows.ts';
import type { RequestName, RequestRow, SealRequests } from './seal-requests.ts';

export interface RowsParts {
  journal: Pick<Journal, 'append' | 'search'>;
  requests: Pick<SealRequests, 'findByNumber' | 'seal' | 'journalled' | 'refuse'>;
  cards: CardRegister | undefined;
  /** True for a request that somebody is finishing right now. */
  isRunning(name: RequestName): boolean;
}

/** A request that nobody came back for, and what its device has sealed of it, by document. */
interface Abandoned {
  request: RequestRow;
  results: Map<number, SealResult>;
}

export async function collectRows(device: OpenDevice, parts: RowsParts): Promise<void> {
  const { journal, requests, cards, isRunning } = parts;
  const { journalRows, journalCapacity } = await device.info();
  if (journalRows * 2 < journalCapacity) return;
  const entries: JournalEntry[] = [];
  const abandoned = new Map<bigint, Abandoned>();
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
    const first = request.firstSequence!;
    const kept = abandoned.get(first) ?? { request, results: new Map() };
    abandoned.set(first, kept);
    kept.results.set(Number(sequence - first), result);
  }
  if (last === undefined) return;
  const refusals: JournalEntry[] = [];
  const refused: RequestRow[] = [];
  const sealed: RequestRow[] = [];
  for (const { request, results } of abandoned.values()) {
    const rules = { issuer: request.about.issuer, register: cards };
    const { fault, seals, refusals: more } = judged(request, device.serial, results, rules);
    entries.push(...seals);
    if (results.size < request.count) continue;
    if (fault === undefined) requests.seal(request, [...results.values()]);
    else refusals.push(...more);
    (fault === undefined ? sealed : refused).push(request);
  }
  // Order matters: seals are kept, then journalled, and only then may the device forget them.
  await journal.append([...(await missingFrom(journal, entries)), ...refusals]);
  for (const request of sealed) requests.journalled(request);
  for (const request of refused) requests.refuse(request);
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
