// Keeps room in a device's journal: once half of it waits, the office's journal takes the rows that it lacks, and the device
// may use their places again. Rows of seals at the keypad, of other hosts and of other programs here go under the name of the
// row; those of requests that nobody came back for go under the name of the request, whose seals are kept for whoever asks
// again. Called by sealings.ts before each sealing.
import type { JournalRow } from '../device/journal.ts';
import type { SealResult } from '../device/seal-result.ts';
import type { Journal, JournalEntry } from '../journal/journal.ts';
import { type CardRegister, judged } from './card-check.ts';
import type { OpenDevice } from './device-source.ts';
import { missingFrom, rowName } from './journal-rows.ts';
import { isOwn, resultOf } from './own-seals.ts';
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
    const own = requestOf(row, device, parts);
    const isDone = own?.request.state === 'journalled';
    // It writes its row itself: until then that stays on the device, and all behind it.
    if (own && !isDone && isRunning(own.request)) break;
    last = row;
    if (own && isDone && isResult(own.request.results?.[own.index], row)) continue;
    const result = own && !isDone ? await resultOf(device, BigInt(row.requestId)) : undefined;
    // After a new pairing a device gives old numbers again: then this row is another one, or its result is.
    if (own === undefined || result === undefined || !isResult(result, row)) {
      entries.push(entryOf(device, row));
      continue;
    }
    const first = own.request.firstSequence!;
    const kept = abandoned.get(first) ?? { request: own.request, results: new Map() };
    abandoned.set(first, kept);
    kept.results.set(own.index, result);
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

/** The request that a row is about, and which of its documents, if the bridge asked for it. */
function requestOf(
  row: JournalRow,
  device: OpenDevice,
  { requests }: RowsParts,
): { request: RequestRow; index: number } | undefined {
  if (row.host !== device.host) return undefined;
  const sequence = BigInt(row.requestId);
  const request = requests.findByNumber(device.serial, sequence);
  if (request === undefined) return undefined;
  const index = Number(sequence - request.firstSequence!);
  return isOwn(request, index, row) ? { request, index } : undefined;
}

const isResult = (result: SealResult | undefined, { counter, digest }: JournalRow): boolean =>
  result?.counter === counter && result.digest === digest;

function entryOf(device: OpenDevice, row: JournalRow): JournalEntry {
  const { profile, method, digest, documentSeal, issuer, counter } = row;
  const requestId = `${device.serial}/${counter}`;
  const seal = { profile, method, digest, documentSeal, issuer, outcome: rowName(counter) };
  return { kind: 'seal', device: device.serial, requestId, origin: 'card', ...seal };
}
