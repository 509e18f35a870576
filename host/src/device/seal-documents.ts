// Sealing by batches: streams documents with the pipe kept full, waits for the clerk, fetches the results.
// After a lost connection call it again with the same requestIds: what was sealed comes back, nothing is sealed twice.
import { sha256 } from '@noble/hashes/sha2.js';
import { limits } from '@sigillator/protocol/tables/limits';
import { waits } from '@sigillator/protocol/tables/messages';
import { profiles } from '@sigillator/protocol/tables/profiles';
import { SealError } from '../errors.ts';
import type { Link, ProgressNews } from '../link/link.ts';
import { type SealResult, sealResult } from './seal-result.ts';

export const purposes = { seal: 0, sign: 1, cms: 2 } as const;

export interface SealRequest {
  document: Uint8Array;
  /** Id of the profile: it decides which bytes are sealed. */
  profile: string;
  /** What to make of it: a seal unless said otherwise. */
  purpose?: keyof typeof purposes;
  /** The number this document is asked under; without it the next free one. Keep it to ask again after a failure. */
  requestId?: bigint;
}

export interface SealDocumentsOptions {
  /** How long the clerk may take for one approval. */
  budgetMs?: number;
  /** Why it waits: `card`, `pin`, `approval`, `working`. */
  onProgress?: (reason: string, sealed: number) => void;
  signal?: AbortSignal;
}

/** Room for data beside the other fields of a message. */
const CHUNK = 2048;
const reasons = Object.fromEntries(Object.entries(waits).map(([name, value]) => [value, name]));

interface Numbered extends SealRequest {
  sequence: bigint;
  profileNumber: number;
}

export async function sealDocuments(
  link: Link,
  requests: readonly SealRequest[],
  options: SealDocumentsOptions,
): Promise<SealResult[]> {
  const numbered = await number(link, requests);
  const results: SealResult[] = [];
  for (const batch of batches(numbered)) {
    await sealBatch(link, batch, options);
    results.push(...(await resultsOf(link, batch)));
  }
  return results;
}

/** Results are small and independent: as many at once as the window takes. Only signatures come one by one. */
async function resultsOf(link: Link, batch: readonly Numbered[]): Promise<SealResult[]> {
  const seals = batch.every(({ purpose = 'seal' }) => purpose === 'seal');
  if (seals) return Promise.all(batch.map(({ sequence }) => sealResult(link, sequence)));
  const results: SealResult[] = [];
  for (const { sequence } of batch) results.push(await sealResult(link, sequence));
  return results;
}

async function number(link: Link, requests: readonly SealRequest[]): Promise<Numbered[]> {
  let next: bigint | undefined;
  const numbered: Numbered[] = [];
  for (const request of requests) {
    const profile = profiles.find(({ id }) => id === request.profile);
    if (!profile) {
      const known = profiles.map(({ id }) => id).join(', ');
      throw new SealError('unknown-profile', `Sealing: profile "${request.profile}" is unknown; known are ${known}.`);
    }
    if (request.requestId === undefined) next ??= (await link.request('info', {})).sequence + 1n;
    const sequence: bigint = request.requestId ?? next!;
    next = sequence + 1n;
    numbered.push({ ...request, sequence, profileNumber: profile.number });
  }
  return numbered;
}

/** Runs of consecutive numbers, at most as long as one approval takes. */
function* batches(requests: readonly Numbered[]): Generator<Numbered[]> {
  let batch: Numbered[] = [];
  for (const request of requests) {
    const follows = batch.length === 0 || batch.at(-1)!.sequence + 1n === request.sequence;
    if (batch.length === limits.batchMaximum || !follows) {
      yield batch;
      batch = [];
    }
    batch.push(request);
  }
  if (batch.length > 0) yield batch;
}

async function sealBatch(link: Link, batch: readonly Numbered[], options: SealDocumentsOptions): Promise<void> {
  const begun = { sequence: batch[0]!.sequence, count: batch.length };
  const { known } = await link.request('seal-begin', begun);
  // Documents that are sealed already are announced too, so that another digest under their number is noticed.
  await streamAll(link, batch, known);
  if (known === batch.length) return;
  await approve(link, batch, options);
}

/** Sends all chunks in order without waiting for each answer; the window of the link is the only brake. */
async function streamAll(link: Link, batch: readonly Numbered[], known: number): Promise<void> {
  const pending = new Set<Promise<unknown>>();
  let failure: unknown;
  const launch = (promise: Promise<unknown>): void => {
    const settled = promise
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => pending.delete(settled));
    pending.add(settled);
  };
  for (const [index, request] of batch.entries()) {
    const { document } = request;
    const digest = requestDigest(request);
    const announce = {
      index,
      purpose: purposes[request.purpose ?? 'seal'],
      profile: request.profileNumber,
      length: document.length,
      digest,
      data: index < known ? new Uint8Array(0) : document.subarray(0, CHUNK),
    };
    launch(link.request('seal-document', announce));
    for (let offset = CHUNK; offset < document.length && index >= known && !failure; offset += CHUNK) {
      await roomFor(link, pending);
      launch(link.request('seal-data', { index, offset, data: document.subarray(offset, offset + CHUNK) }));
    }
    await roomFor(link, pending);
    if (failure) break;
  }
  await Promise.all(pending);
  if (failure) {
    await link.request('cancel', {}).catch(() => {}); // the first failure is the one to tell
    throw failure;
  }
}

async function roomFor(link: Link, pending: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (link.room < 1 && pending.size > 0) await Promise.race(pending);
}

const requestDigest = (request: Numbered): Uint8Array =>
  sha256
    .create()
    .update(Uint8Array.of(request.profileNumber, purposes[request.purpose ?? 'seal']))
    .update(request.document)
    .digest();

/** The clerk reads on: the rest of the document from there. */
async function sendAgain(link: Link, index: number, from: number, document: Uint8Array): Promise<void> {
  for (let offset = from; offset < document.length; offset += CHUNK)
    await link.request('seal-data', { index, offset, data: document.subarray(offset, offset + CHUNK) });
}

async function approve(link: Link, batch: readonly Numbered[], options: SealDocumentsOptions): Promise<void> {
  const onProgress = (news: ProgressNews): void => {
    if (news.reason === waits.documentWanted) {
      // The approval itself reports what goes wrong.
      const wanted = batch[news.index]?.document;
      if (wanted) sendAgain(link, news.index, news.done, wanted).catch(() => {});
      return;
    }
    options.onProgress?.(reasons[news.reason] ?? 'working', news.done);
  };
  const budgetMs = options.budgetMs ?? 300_000;
  const { signal } = options;
  await link.request(
    'seal-approve',
    { budgetMs },
    { budgetMs: budgetMs + 10_000, onProgress, ...(signal ? { signal } : {}) },
  );
}
