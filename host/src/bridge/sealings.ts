// Sealing by a device through the bridge, exactly once: whoever asks again under the same name, after a lost answer, a crash
// or a lost cable, gets the same seals, and the journal has one row for each document. Called by routes/seals.ts and approve.
//
// The steps, each stored before the next begins: 1 the request is noted, 2 it gets numbers of its device, 3 the device
// seals, 4 the seals are stored, 5 the journal has its rows, 6 that is noted, 7 the answer leaves. Cut anywhere, the next
// try goes on behind the last step that was done; the device knows its numbers and answers the same (SPEC "Sealing").
import { createHash } from 'node:crypto';
import type { SealDocumentsOptions } from '../device/seal-documents.ts';
import type { SealResult } from '../device/seal-result.ts';
import { SealError } from '../errors.ts';
import { requireCustomsId } from '../journal/customs-id.ts';
import type { Journal } from '../journal/journal.ts';
import { type DocumentScope, scopeOf } from '../scope/scope.ts';
import { placeSealsIfAny } from '../seal/place.ts';
import { type CardLook, type CardRegister, cardFault, judged, refusalEntries, refusedSeal } from './card-check.ts';
import { collectRows } from './device-rows.ts';
import type { OpenDevice } from './device-source.ts';
import type { Devices } from './devices.ts';
import type { Events } from './events.ts';
import { missingFrom, sealEntry } from './journal-rows.ts';
import { requireNotApproved, requireNotInRows, sealedAlready } from './never-sealed.ts';
import { evidenceOf, isOwn, isTaken } from './own-seals.ts';
import type { Clock } from './parts.ts';
import type { RequestName, RequestRow, SealRequests } from './seal-requests.ts';

export interface SealingDocument {
  document: Uint8Array;
  profile: string;
}

export interface SealingRequest extends RequestName {
  documents: readonly SealingDocument[];
  /** Default: the only one there is. */
  device?: string | undefined;
  /** Where the owner has acquired the device. */
  session?: string | undefined;
  /** The person that approved, where one did. */
  person?: string | undefined;
  /** Whose card has to seal; default: any. */
  issuer?: string | undefined;
  /** How long the clerk may take, and how long a lost device is waited for. */
  budgetMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface SealedDocument extends SealResult {
  /** The document with both seals in their places; undefined where its profile has no places. */
  sealed: Uint8Array | undefined;
}

export interface SealingsParts {
  requests: SealRequests;
  devices: Devices;
  journal: Pick<Journal, 'append' | 'search'>;
  events: Events;
  clock: Clock;
  /** Without it no card is known to be revoked. */
  cards?: CardRegister | undefined;
}

const DEFAULT_BUDGET_MS = 300_000;
/** How long one look for a lost device takes; between looks the request may be taken back. */
const COME_BACK_MS = 1_000;
/** Between a connection that went and the next try. */
const PAUSE_MS = 50;
/** The connection went, not the request: connect again and go on. */
const lostCodes = new Set(['no-device', 'no-device-link', 'no-session', 'bad-frame', 'closed']);

/** Who is to seal may not; everything else about the card shows when it seals. */
const cardCodes = new Set(['wrong-card', 'card-revoked', 'key-store-closed']);

export class Sealings {
  readonly #parts: SealingsParts;
  readonly #running = new Map<string, { digest: string; done: Promise<SealResult[]>; abort: AbortController }>();
  #stopping = false;

  constructor(parts: SealingsParts) {
    this.#parts = parts;
  }

  async seal(request: SealingRequest): Promise<SealedDocument[]> {
    if (this.#stopping)
      throw new SealError('stopping', 'Sealing: the bridge is stopping; ask again when it is back.', {
        retryable: true,
      });
    const { documents } = request;
    // A document that the profile does not fit is told before anybody is asked.
    const placed = documents.map(({ document, profile }) => placer(document, profile));
    const digest = digestOf(documents);
    const key = keyOf(request);
    const running = this.#running.get(key);
    if (running !== undefined && running.digest === digest) return placedResults(await running.done, placed);
    // Another content under this name is refused here, also while the first is running.
    const scopes = documents.map(({ document, profile }) => scopeOf(document, { profile }));
    const about = {
      ...{ person: request.person, issuer: request.issuer, customsIds: scopes.map(customsIdOf) },
      documents: scopes.map(evidenceOf),
    };
    const row = this.#parts.requests.note(request, digest, documents.length, this.#parts.clock.now(), about);
    row.about.documents ??= about.documents; // noted before they were kept
    const abort = new AbortController();
    request.signal?.addEventListener('abort', () => abort.abort(), { once: true });
    const done = this.#run(row, { ...request, signal: abort.signal });
    this.#running.set(key, { digest, done, abort });
    const settled = done.then(
      () => this.#tell(row, 'sealed'),
      (error: unknown) => this.#tell(row, 'failed', { error: error instanceof SealError ? error.toJSON() : undefined }),
    );
    try {
      return placedResults(await done, placed);
    } finally {
      await settled.finally(() => this.#running.delete(key));
    }
  }

  /** How a request stands; undefined for one that was never asked. */
  find(name: RequestName): (RequestRow & { running: boolean }) | undefined {
    const row = this.#parts.requests.find(name);
    return row && { ...row, running: this.#running.has(keyOf(name)) };
  }

  /** The seals of a request as far as they may be given out: none of a card that was revoked. */
  sealsOf({ state, askedAt, results = [] }: RequestRow): SealResult[] {
    const rules = { register: this.#parts.cards, upTo: state === 'journalled' ? askedAt : undefined };
    return results.some((result) => cardFault(result, rules) !== undefined) ? [] : results;
  }

  /** Takes back a request that waits for its clerk; what is approved already is finished. */
  cancel(name: RequestName): boolean {
    const running = this.#running.get(keyOf(name));
    running?.abort.abort();
    return running !== undefined;
  }

  /** Ends well only if no device sealed it, or will: where that is not known without the device, it has to be there. */
  async requireNeverSealed(name: RequestName): Promise<void> {
    const row = this.#parts.requests.find(name);
    if (row === undefined || row.state === 'noted') return;
    if (row.state !== 'numbered' || row.firstSequence === undefined) throw sealedAlready();
    const id = await this.#parts.devices.choose(undefined, row.device);
    await this.#parts.devices.use(id, name, async (open) => {
      await requireNotApprovedOn(await open(COME_BACK_MS), row);
    });
  }

  get running(): number {
    return this.#running.size;
  }

  /** Takes no more, lets what runs end within the grace time, and takes back what waits for its clerk after that. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const all = Promise.allSettled([...this.#running.values()].map(({ done }) => done));
    const timer = setTimeout(() => {
      for (const { abort } of this.#running.values()) abort.abort();
    }, graceMs);
    await all;
    clearTimeout(timer);
  }

  async #run(row: RequestRow, request: SealingRequest): Promise<SealResult[]> {
    const { requests } = this.#parts;
    const givenOut = row.state === 'journalled';
    let results = row.results;
    const isNew = results === undefined;
    if (isNew) this.#tell(row, 'queued');
    results ??= await this.#byDevice(row, request);
    requireOwn(row, results);
    if (isNew && row.state !== 'journalled') requests.seal(row, results); // step 4
    await this.#requireCards(row, request, results, givenOut);
    if (row.state !== 'journalled') {
      await this.#journal(row, results); // step 5
      requests.journalled(row); // step 6
    }
    return results;
  }

  /** Seals of a card that may not seal are journalled, without the digits, and given to nobody. */
  async #requireCards(
    row: RequestRow,
    { issuer }: SealingRequest,
    results: readonly SealResult[],
    givenOut: boolean,
  ): Promise<void> {
    const { requests, journal, cards } = this.#parts;
    if (results.length === 0) throw refusedSeal(row);
    const rules = { issuer, register: cards, upTo: givenOut ? row.askedAt : undefined };
    const device = requests.find(row)?.device ?? '';
    const { fault, seals, refusals } = judged(row, device, new Map(results.entries()), rules);
    if (fault === undefined) return;
    await journal.append([...(await missingFrom(journal, seals)), ...refusals]);
    requests.refuse(row);
    throw refusedSeal(row, fault);
  }

  /** Before the clerk is asked, so that no seal is made in vain. */
  async #requireCardNow(row: RequestRow, { issuer }: SealingRequest, device: OpenDevice): Promise<void> {
    const { journal, cards } = this.#parts;
    cards?.revokedCard({ issuer: '' }); // while nobody can look, nobody is asked for a card either
    const card = await device.card();
    if (card.cardId === undefined) return; // none yet
    const look: CardLook = { issuer: card.issuer ?? '', cardId: card.cardId, keyGeneration: card.generation ?? 0 };
    const fault = cardFault(look, { issuer, register: cards });
    if (fault === undefined) return;
    await journal.append(refusalEntries(row, device.serial, look, fault));
    throw fault;
  }

  async #byDevice(row: RequestRow, request: SealingRequest): Promise<SealResult[]> {
    const { devices, requests } = this.#parts;
    const id = await devices.choose(request.device, row.device);
    const endMs = performance.now() + (request.budgetMs ?? DEFAULT_BUDGET_MS);
    return devices.use(id, request, async (open) => {
      for (;;) {
        const leftMs = endMs - performance.now();
        if (request.signal?.aborted) throw cancelled(row);
        try {
          return await this.#onDevice(row, request, await open(Math.min(leftMs, COME_BACK_MS)), leftMs);
        } catch (error) {
          // A clerk's no takes his approval away, unless something was sealed. Asked before others get the device.
          if (request.person !== undefined && error instanceof SealError && error.code === 'refused')
            await requireNotApprovedOn(await open(COME_BACK_MS), requests.find(row)!);
          if (!(error instanceof SealError) || !lostCodes.has(error.code) || leftMs < COME_BACK_MS) throw error;
          this.#tell(row, 'device-lost', { message: error.message });
          await devices.forget(id);
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      }
    });
  }

  async #onDevice(
    row: RequestRow,
    request: SealingRequest,
    device: OpenDevice,
    budgetMs: number,
  ): Promise<SealResult[]> {
    const { requests, journal, cards } = this.#parts;
    const isRunning = (name: RequestName): boolean => keyOf(name) !== keyOf(row) && this.#running.has(keyOf(name));
    await collectRows(device, { journal, requests, cards, isRunning });
    const { sequence: seen } = await device.info();
    const count = request.documents.length;
    const current = requests.find(row)!;
    // A try before may have come further than it could tell, and the rows just collected may be its own.
    row.state = current.state;
    if (current.results !== undefined) return current.results;
    if (current.device !== undefined && current.device !== device.serial)
      throw new SealError(
        'wrong-device',
        `Sealing: request "${row.requestId}" was given to the device with serial number ${current.device}, which may have sealed it; connect that one.`,
      );
    await this.#requireCardNow(row, request, device);
    const first = current.firstSequence ?? requests.number(row, device.serial, count, seen); // step 2
    try {
      return await this.#sealFrom(first, row, request, device, budgetMs); // step 3
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      // A later request overtook this one while the bridge was down, or another program of this user took its numbers. If the
      // device's journal shows that it was never sealed, it gets new ones; where the journal says nothing about it, nobody can
      // know, and it stays unsealed.
      const isReused = error.code === 'request-reused' && (await isTaken(device, row, first));
      if (error.code !== 'request-expired' && !isReused) throw error;
      await requireNotInRows(device, row, first);
      return this.#sealFrom(requests.number(row, device.serial, count, seen), row, request, device, budgetMs);
    }
  }

  async #sealFrom(
    first: bigint,
    row: RequestRow,
    request: SealingRequest,
    device: OpenDevice,
    budgetMs: number,
  ): Promise<SealResult[]> {
    const { documents, signal } = request;
    const wrongCard = new AbortController();
    const options: SealDocumentsOptions = {
      budgetMs: Math.max(1_000, Math.floor(budgetMs)),
      onProgress: (reason, sealed) => {
        this.#tell(row, reason, { sealed });
        // A card has come: what cannot be asked of it now shows when its seal is back.
        if (reason === 'pin' || reason === 'approval')
          this.#requireCardNow(row, request, device).catch((error: unknown) => {
            if (error instanceof SealError && cardCodes.has(error.code)) wrongCard.abort(error);
          });
      },
      signal: signal ? AbortSignal.any([signal, wrongCard.signal]) : wrongCard.signal,
    };
    const numbered = documents.map((document, index) => ({ ...document, requestId: first + BigInt(index) }));
    try {
      return await device.sealDocuments(numbered, options);
    } catch (error) {
      throw wrongCard.signal.aborted ? wrongCard.signal.reason : error;
    }
  }

  async #journal(row: RequestRow, results: readonly SealResult[]): Promise<void> {
    const { journal, requests } = this.#parts;
    const device = requests.find(row)?.device;
    const entries = results.map((result, index) => sealEntry(row, index, device, result));
    // Tried before, and cut behind the journal: the rows may be there.
    await journal.append(row.state === 'noted' ? entries : await missingFrom(journal, entries));
  }

  #tell({ owner, requestId }: RequestName, state: string, more: object = {}): void {
    this.#parts.events.publish({ type: 'seal', requestId, state, ...more }, owner);
  }
}

const keyOf = ({ owner, requestId }: RequestName): string => `${owner}\n${requestId}`;

/** The device that has the request neither sealed nor approved it. */
async function requireNotApprovedOn(device: OpenDevice, row: RequestRow): Promise<void> {
  if (row.firstSequence === undefined) return; // never asked for
  if (device.serial === row.device) return requireNotApproved(device, row, row.firstSequence);
  const text = `Withdrawing: the device with serial number ${row.device} may have sealed it; connect that one.`;
  throw new SealError('wrong-device', text);
}

const cancelled = ({ requestId }: RequestName): SealError =>
  new SealError('cancelled', `Sealing: request "${requestId}" was taken back.`, { retryable: true });

/** Whoever made them: a seal of something else is never placed in a document, nor journalled as its own. */
function requireOwn(row: RequestRow, results: readonly SealResult[]): void {
  if (results.every((result, index) => isOwn(row, index, result))) return;
  const message = `Sealing request "${row.requestId}": the device answered the seal of another document. It is not used; ask anew under another request id.`;
  throw new SealError('seal-refused', message);
}

function customsIdOf({ fields }: DocumentScope): string | undefined {
  const id = fields.find(({ name }) => name === 'customsId')?.text;
  if (id !== undefined) requireCustomsId(id);
  return id;
}

function digestOf(documents: readonly SealingDocument[]): string {
  const hash = createHash('sha256');
  for (const { document, profile } of documents) hash.update(`${profile}\0${document.length}\0`).update(document);
  return hash.digest('hex');
}

type Placer = (result: SealResult) => Uint8Array | undefined;

/** Tries the places of a document now and fills them later; throws where the document is not what the profile needs. */
function placer(document: Uint8Array, profile: string): Placer {
  const place = (documentSeal6: string, issuerSeal6: string): Uint8Array | undefined =>
    placeSealsIfAny(document, { profile, documentSeal6, issuerSeal6 });
  place('000000', '000000');
  return ({ documentSeal6, issuerSeal6 }) => place(documentSeal6, issuerSeal6);
}

const placedResults = (results: readonly SealResult[], placers: readonly Placer[]): SealedDocument[] =>
  results.map((result, index) => ({ ...result, sealed: placers[index]!(result) }));
