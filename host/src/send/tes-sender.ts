// Sends sealed documents to the reception function of customs (TES) over HTTP and keeps its answers, CONTRL and CUSRES, in the
// journal. The approval desk calls it; the bridge makes one where a customs address is configured.
import { readSegments } from '../edifact/reader.ts';
import { SealError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { sha256Hex } from '../seal/sha256.ts';

export interface SentDocument {
  customsId: string;
  document: Uint8Array;
}

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

  /** Sends each document as the interchange that it is; answers their references. Customs knows one that comes again. */
  async send(documents: readonly SentDocument[]): Promise<string> {
    const references: string[] = [];
    for (const { customsId, document } of documents) {
      const transmission = referenceOf(document);
      const answer = await this.#post(document);
      await this.#options.journal.append([
        {
          ...{ kind: 'answer', customsId, transmission, digest: sha256Hex(answer) },
          ...{ outcome: outcomeOf(answer), content: answer },
        },
      ]);
      references.push(transmission);
    }
    return references.join(' ').slice(0, LONGEST);
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
    if (!response.ok) throw failed(`expected CONTRL, got status ${response.status}`);
    return answer;
  }
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

/** What customs said, in its own words as far as it has some: the types of messages, UCI's code, free text. */
function outcomeOf(answer: Uint8Array): string {
  const segments = readSegments(answer);
  const types = segments.filter(({ tag }) => tag === 'UNH').map((segment) => segment.component(2));
  const texts = segments.filter(({ tag }) => tag === 'FTX').map((segment) => segment.component(4));
  return [types.join(', ') || 'an answer without messages', ...texts].join('; ').slice(0, 1_000);
}
