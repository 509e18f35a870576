// One segment of an interchange: where it stands, its exact bytes, and its text when asked for. Made by reader.ts.
import { type Charset, latin1Bytes } from './charset.ts';
import { type ServiceCharacters, tokenKinds, tokenMask, tokenShift } from './token-stream.ts';

/** A stretch of the stream as Latin-1 text with the tokens in it; shared by its segments. */
export interface Batch {
  text: string;
  /** Offset in the stream of the first character. */
  base: number;
  /** Tokens counted from `base`. */
  tokens: Uint32Array;
}

const { component, element, repetition, release } = tokenKinds;

export class Segment {
  readonly #batch: Batch;
  readonly #first: number;
  readonly #last: number;
  readonly #charset: Charset;
  /** Number in the stream, from 1; UNA is not counted. */
  readonly number: number;
  /** Offset of the first byte of the tag. */
  readonly start: number;
  /** Offset behind the terminator. */
  readonly end: number;
  readonly service: ServiceCharacters;
  #elements: string[][] | undefined;

  /** `first` and `last` are the indices of its Segment and Terminator tokens. */
  constructor(
    batch: Batch,
    first: number,
    last: number,
    number: number,
    context: { charset: Charset; service: ServiceCharacters },
  ) {
    this.#batch = batch;
    this.#first = first;
    this.#last = last;
    this.number = number;
    this.#charset = context.charset;
    this.service = context.service;
    this.start = batch.base + (batch.tokens[first]! >>> tokenShift);
    this.end = batch.base + (batch.tokens[last]! >>> tokenShift) + 1;
  }

  /** The exact bytes, terminator included. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return latin1Bytes(this.#batch.text.slice(this.start - this.#batch.base, this.end - this.#batch.base));
  }

  get tag(): string {
    return this.elements[0]![0]!;
  }

  /** Elements of components; the first element is the tag. Release characters are gone, repetitions stay in the text. */
  get elements(): string[][] {
    this.#elements ??= this.#read(false).map(([first]) => first!);
    return this.#elements;
  }

  /** As elements, with one more nesting: elements of repetitions of components. */
  get repetitions(): string[][][] {
    return this.#read(true);
  }

  /** A component as text, `''` if it is not there. Both counted from 1 behind the tag, as the directories do. */
  component(elementNumber: number, componentNumber = 1): string {
    return this.elements[elementNumber]?.[componentNumber - 1] ?? '';
  }

  /** Offset in the stream of an element's first byte; behind the last one, of the terminator. */
  offsetOf(elementNumber: number): number {
    let left = elementNumber;
    for (let i = this.#first + 1; i < this.#last && left > 0; i++) {
      const token = this.#batch.tokens[i]!;
      if ((token & tokenMask) === element && --left === 0) return this.#batch.base + (token >>> tokenShift) + 1;
    }
    return left === 0 ? this.start : this.end - 1;
  }

  #read(split: boolean): string[][][] {
    const { text, tokens } = this.#batch;
    const read: string[][][] = [[['']]];
    let from = tokens[this.#first]! >>> tokenShift;
    let before = '';
    let repeats = read[0]!;
    let components = repeats[0]!;
    for (let i = this.#first + 1; i <= this.#last; i++) {
      const token = tokens[i]!;
      const kind = token & tokenMask;
      if (kind === repetition && !split) continue;
      const at = token >>> tokenShift;
      before += text.slice(from, at);
      from = at + 1;
      if (kind === release) continue;
      components[components.length - 1] = this.#decode(before);
      before = '';
      if (kind === component) components.push('');
      else if (kind === element || kind === repetition) {
        components = [''];
        if (kind === element) {
          repeats = [];
          read.push(repeats);
        }
        repeats.push(components);
      }
    }
    return read;
  }

  #decode(text: string): string {
    if (this.#charset.name === 'UNOC' || !/[\u0080-\u00ff]/.test(text)) return text;
    return this.#charset.decode(latin1Bytes(text));
  }
}
