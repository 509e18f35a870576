// Sends sealed documents to the reception function of customs (TES) over HTTP and keeps its answers, CONTRL and CUSRES, in the
// journal. The approval desk calls it; the bridge makes one where a customs address is configured.

import type { Sent, SentDocument } from '../approve/desk-parts.ts';
import { readSegments } from '../edifact/reader.ts';
import { SealError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { sha256Hex } from '../seal/sha256.ts';
import { type CustomsAnswer, readCustomsAnswer } from './customs-answer.ts';

export interface TesSenderOptions {
  /** Where files are received: `http://host/tes`. */
  url: string;
  journal: Pick<Journal, 'append'>;
}

const ANSWER_MS = 30_000;
/** Answers are short; what never ends is no answer. */
const ANSWER_BYTES = 1024 * 1024;
/** Columns of the journal. */
const LONGEST = 200;

export class TesSender {
  readonly #options: TesSenderOptions;

  constructor(options: TesSenderOptions) {
    this.#options = options;
  }

  /** Sends a document as the interchange that it is. Customs knows one that comes again. */
  async send({ customsId, document }: SentDocument): Promise<Sent> {
    const transmission = referenceOf(document);
    const answer = await this.#post(document);
    const keep = (outcome: string): Promise<unknown> =>
      this.#options.journal.append([
        { kind: 'answer', customsId, transmission, digest: sha256Hex(answer), outcome, content: answer },
      ]);
    let read: CustomsAnswer;
    try {
      read = readCustomsAnswer(answer, transmission);
    } catch (error) {
      await keep('no answer to this transmission');
      throw error;
    }
    await keep(read.told);
    // The answer to the first time is lost, and may have been yes: it is neither sent nor refused.
    if (read.isDuplicate)
      throw new SealError(
        'customs-has-it',
        `Sending to customs: it has interchange ${transmission} already and does not say what became of it. Ask customs; its answers are in the journal.`,
      );
    return { transmission, ...(read.rejected ? { rejected: read.told } : {}) };
  }

  async #post(document: Uint8Array): Promise<Uint8Array> {
    const failed = (why: string, cause?: unknown): SealError =>
      new SealError('channel-customs', `Sending to customs at ${this.#options.url}: ${why}. Send again later.`, {
        retryable: true,
        cause,
      });
    let response: Response;
    let answer: Uint8Array;
    try {
      response = await fetch(this.#options.url, {
        method: 'POST',
        headers: { 'content-type': 'application/edifact' },
        body: document as Uint8Array<ArrayBuffer>,
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      answer = await readAtMost(response, ANSWER_BYTES);
    } catch (cause) {
      throw failed('nobody answered', cause);
    }
    if (!response.ok) throw failed(`expected CONTRL, got status ${response.status}${sentenceOf(response, answer)}`);
    return answer;
  }
}

/** What customs says instead of an answer, where it is a sentence. */
function sentenceOf({ headers }: Response, body: Uint8Array): string {
  const isText = headers.get('content-type')?.startsWith('text/plain') === true;
  const text = isText
    ? new TextDecoder()
        .decode(body)
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim()
        .replace(/\.$/, '')
    : '';
  return text === '' ? '' : ` and "${text.slice(0, LONGEST)}"`;
}

async function readAtMost(response: Response, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > most) throw new Error(`an answer of more than ${most} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** 0020 of UNB. */
const referenceOf = (document: Uint8Array): string =>
  (
    readSegments(document)
      .find(({ tag }) => tag === 'UNB')
      ?.component(5) ?? ''
  ).slice(0, LONGEST);
