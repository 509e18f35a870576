// Feeds bytes in chunks of any size through the scanner; used by reader.ts and events.ts. Memory stays flat.
import { Engine } from './engine.ts';

/** The kinds of firmware/shared/edifact-scanner.ts. */
export const tokenKinds = {
  component: 1,
  element: 2,
  repetition: 3,
  release: 4,
  terminator: 5,
  segment: 6,
  object: 7,
  objectEnd: 8,
} as const;
export const tokenShift = 4;
export const tokenMask = 15;

export interface ServiceCharacters {
  component: number;
  element: number;
  decimal: number;
  release: number;
  repetition: number;
  terminator: number;
}

/** Why a stream may not end where it does. */
export type EndProblem = 'unterminated' | 'object-cut-short' | 'advice-cut-short';
const endProblems: (EndProblem | undefined)[] = [undefined, 'unterminated', 'object-cut-short', 'advice-cut-short'];

const sliceSize = 1 << 16;

/** Bytes, their offset in the stream, and the tokens in them. The views are valid until the next call. */
export type TokenSink = (bytes: Uint8Array, offset: number, tokens: Uint32Array) => void;

export class TokenStream {
  readonly #engine = new Engine();
  readonly #scanner: number;
  readonly #input: number;
  readonly #tokens: number;
  #offset = 0;

  constructor() {
    this.#scanner = this.#engine.allocate(this.#engine.exports.scannerSize());
    this.#input = this.#engine.allocate(sliceSize);
    // A byte makes at most one token, but for an empty segment, which is a tag and a terminator in one.
    this.#tokens = this.#engine.allocate((sliceSize + 8) * 4);
    this.restart();
  }

  restart(): void {
    this.#offset = 0;
    this.#engine.exports.startScanner(this.#scanner, true);
  }

  /** Bytes taken in so far. */
  get offset(): number {
    return this.#offset;
  }

  feed(bytes: Uint8Array, sink: TokenSink): void {
    const { exports } = this.#engine;
    for (let from = 0; from < bytes.length; ) {
      const slice = bytes.subarray(from, from + sliceSize);
      this.#engine.bytes(this.#input, slice.length).set(slice);
      const count = exports.scan(this.#scanner, this.#input, slice.length, this.#tokens, sliceSize + 8);
      const used = exports.consumed(this.#scanner);
      sink(slice.subarray(0, used), this.#offset, this.#engine.words(this.#tokens, count));
      this.#offset += used;
      from += used;
    }
  }

  /** The service characters in force. */
  service(): ServiceCharacters {
    const [component, element, decimal, release, repetition, terminator] = this.#engine.bytes(
      this.#engine.exports.serviceCharacters(this.#scanner),
      6,
    ) as unknown as [number, number, number, number, number, number];
    return { component, element, decimal, release, repetition, terminator };
  }

  /** Whether the stream may end here. */
  end(): EndProblem | undefined {
    return endProblems[this.#engine.exports.endScan(this.#scanner)];
  }
}
