// The reception function of customs (TES): keeps a file before it reads it, checks the envelopes, verifies every seal, answers
// CONTRL and CUSRES, and journals all of it. http.ts and inbox.ts bring the files.
import { createHash } from 'node:crypto';
import {
  placedSeals,
  readSegments,
  SealError,
  type Segment,
  scopeOf,
  type Verification,
  type VerifierKey,
  verifyDocument,
  writeContrl,
} from '@sigillator/host';
import type { JournalEntry, JournalRow } from '@sigillator/host/journal';
import { type Archive, archiveId, type Channel } from './archive.ts';
import { type Decision, type Parties, writeCusres } from './cusres.ts';

export type Keys = readonly VerifierKey[] | (() => Promise<readonly VerifierKey[]>);

export interface Receipt {
  /** Row of the archive. */
  number: number;
  /** CONTRL, and CUSRES behind it; or one sentence where nobody can be answered in EDIFACT. */
  answer: Uint8Array;
  isEdifact: boolean;
}

/** Answers and reports are not answered. */
const unanswered = ['CONTRL', 'CUSRES', 'APERAK', 'AUTACK'];

export class Reception {
  readonly #archive: Archive;
  readonly #keys: Keys;
  readonly #now: () => Date;
  /** One file is read after the other, so that the same one twice at once is noticed. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(archive: Archive, keys: Keys, now: () => Date) {
    this.#archive = archive;
    this.#keys = keys;
    this.#now = now;
  }

  async receive(bytes: Uint8Array, channel: Channel, name = ''): Promise<Receipt> {
    const number = await this.#archive.keep(bytes, sha256(bytes), channel, name);
    return this.#inTurn(() => this.#read(number, bytes));
  }

  /** Reads what was kept when the program ended before it was read. */
  async resume(): Promise<number> {
    const unread = await this.#archive.unread();
    for (const number of unread) {
      const row = await this.#archive.row(number);
      if (row?.content instanceof Uint8Array) await this.#inTurn(() => this.#read(number, row.content as Uint8Array));
    }
    return unread.length;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #read(number: number, bytes: Uint8Array): Promise<Receipt> {
    const requestId = archiveId(number);
    const about = { requestId, digest: sha256(bytes) };
    const segments = readSegments(bytes);
    const header = segments.find(({ tag }) => tag === 'UNB');
    if (!header) return this.#refuse(number, about, 'it is no EDIFACT interchange: UNB is missing.');
    const [sender, transmission] = [header.component(2), header.component(5)].map((text) => text.slice(0, 200));
    const where = { ...about, person: sender, transmission };
    for await (const row of this.#archive.search({ transmission, person: sender, kind: 'transmission' })) {
      const answer = row.digest === about.digest ? await this.#answerTo(row) : undefined;
      if (answer) return this.#finish(number, where, `again: ${row.requestId}`, [], answer);
      if (row.digest !== about.digest && row.outcome === 'acknowledged')
        return this.#refuse(number, where, `another interchange ${transmission} came from ${sender} before.`);
    }
    const contrl = writeContrl(bytes, { reference: `C${number}`, at: this.#now() });
    const decisions = await this.#decide(bytes, segments, contrl);
    const parties: Parties = { sender: header.elements[2] ?? [''], recipient: header.elements[3] ?? [''] };
    const cusres =
      decisions.length === 0
        ? new Uint8Array()
        : writeCusres(
            decisions.map(({ decision }) => decision),
            parties,
            `R${number}`,
            this.#now(),
          );
    const outcome = decisions.length > 0 || isAcknowledged(contrl) ? 'acknowledged' : 'rejected';
    const rows = decisions.map(({ entry }) => ({ ...where, ...entry }));
    return this.#finish(number, where, outcome, rows, Buffer.concat([contrl, cusres]));
  }

  async #decide(bytes: Uint8Array, segments: Segment[], contrl: Uint8Array): Promise<Judged[]> {
    if (!isAcknowledged(contrl)) return [];
    const rejected = new Set(
      readSegments(contrl).flatMap((segment) => (segment.tag === 'UCM' ? segment.component(1) : [])),
    );
    const keys = typeof this.#keys === 'function' ? await this.#keys() : this.#keys;
    const first = segments.find(({ tag }) => tag === 'UNH')?.start ?? bytes.length;
    const judged: Judged[] = [];
    let open: Segment | undefined;
    for (const segment of segments) {
      if (segment.tag === 'UNH') open = segment;
      if (segment.tag !== 'UNT' || !open) continue;
      const [message, type] = [open.component(1), open.component(2)];
      // The one message with what stands before the first: its service characters and its charset.
      const document = Buffer.concat([bytes.subarray(0, first), bytes.subarray(open.start, segment.end)]);
      if (!rejected.has(message) && !unanswered.includes(type))
        judged.push(judge(document, message, keys, this.#now()));
      open = undefined;
    }
    return judged;
  }

  async #answerTo({ requestId, transmission }: JournalRow): Promise<Uint8Array | undefined> {
    for await (const row of this.#archive.search({ transmission, kind: 'answer', content: true }))
      if (row.requestId === requestId && row.outcome === 'EDIFACT' && row.content instanceof Uint8Array)
        return row.content;
    return undefined;
  }

  #refuse(number: number, where: Where, why: string): Promise<Receipt> {
    const sentence = `Reading file ${number} of the archive: ${why}`;
    return this.#finish(number, where, `refused: ${why}`, [], new TextEncoder().encode(sentence), false);
  }

  async #finish(
    number: number,
    where: Where,
    outcome: string,
    rows: JournalEntry[],
    answer: Uint8Array,
    isEdifact = true,
  ): Promise<Receipt> {
    await this.#archive.record([
      { ...where, kind: 'transmission', outcome: outcome.toWellFormed().slice(0, 1000) },
      ...rows,
      { ...where, kind: 'answer', digest: sha256(answer), outcome: isEdifact ? 'EDIFACT' : 'text', content: answer },
    ]);
    return { number, answer, isEdifact };
  }
}

type Where = Pick<JournalEntry, 'requestId' | 'digest' | 'person' | 'transmission'>;

interface Judged {
  decision: Decision;
  entry: JournalEntry;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** UCI 0083 is not "rejected". */
const isAcknowledged = (contrl: Uint8Array): boolean =>
  readSegments(contrl).some((segment) => segment.tag === 'UCI' && segment.component(4) !== '4');

function judge(document: Uint8Array, message: string, keys: readonly VerifierKey[], at: Date): Judged {
  const [, documentName = '', customsId = ''] =
    readSegments(document)
      .find(({ tag }) => tag === 'BGM')
      ?.elements.map(([first = '']) => first) ?? [];
  const about = { message, documentName, customsId };
  try {
    const verdict: Verification = verifyDocument(document, { keys: [...keys], at });
    const { ok: accepted, reason, explanation, profile, issuer, generation, origin } = verdict;
    const { documentSeal6, issuerSeal6 } = placedSeals(scopeOf(document, { profile }));
    return {
      decision: { ...about, accepted, reason, explanation },
      entry: {
        ...{ kind: 'verification', customsId: customsId.slice(0, 200), profile, outcome: reason },
        ...{ documentSeal: documentSeal6.slice(0, 18), issuerSeal: issuerSeal6.slice(0, 18) },
        ...(issuer === undefined ? {} : { issuer, keyGeneration: generation, origin }),
      },
    };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return {
      decision: { ...about, accepted: false, reason: 'not-readable', explanation: error.message },
      entry: {
        kind: 'verification',
        customsId: customsId.slice(0, 200),
        outcome: `not-readable: ${error.message}`.slice(0, 1000),
      },
    };
  }
}
