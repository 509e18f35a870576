// Reads segments from bytes in chunks of any size: the way in for check.ts, the CLI and programs.
//
//   const reader = new SegmentReader();
//   for await (const chunk of source) for (const segment of reader.push(chunk)) …
//   reader.end();
import { SealError } from '../errors.ts';
import { type Charset, charsetOf, latin1, tolerantCharset } from './charset.ts';
import { type Batch, Segment } from './segment.ts';
import {
  type EndProblem,
  type ServiceCharacters,
  TokenStream,
  tokenKinds,
  tokenMask,
  tokenShift,
} from './token-stream.ts';

export interface ReaderOptions {
  /** 0001 to read with, whatever UNB declares. */
  charset?: string | undefined;
  /** Strict: an unknown charset, a byte outside it and an unfinished end are errors. Tolerant (default): read on. */
  strict?: boolean | undefined;
}

/** Where a package's object lay (UNO … UNP); its bytes are not kept. */
export interface ObjectRange {
  start: number;
  end: number;
}

const isEnd = (token: number): boolean => {
  const kind = token & tokenMask;
  return kind === tokenKinds.terminator || kind >= tokenKinds.object;
};

const longestSegment = 1 << 27;
const code = (character: string): number => character.charCodeAt(0);

/** The service characters without UNA. */
export const defaultService: ServiceCharacters = {
  component: code(':'),
  element: code('+'),
  decimal: code('.'),
  release: code('?'),
  repetition: code(' '),
  terminator: code("'"),
};
/** Those of UNOB without UNA, if UNB is followed by IS 3 (ISO 9735, level B). */
const controlService: ServiceCharacters = {
  ...defaultService,
  component: 0x1f,
  element: 0x1d,
  release: 0x20,
  terminator: 0x1c,
};

const serviceOf = (advice: string): ServiceCharacters => {
  const [component = 0, element = 0, decimal = 0, release = 0, repetition = 0, terminator = 0] = [...advice].map(code);
  return { component, element, decimal, release, repetition, terminator };
};

export class SegmentReader {
  readonly #stream: TokenStream;
  readonly #strict: boolean;
  readonly #fixedCharset: Charset | undefined;
  #charset: Charset;
  #service = defaultService;
  #advised = false;
  #text = '';
  #base = 0;
  #tokens: number[] = [];
  #found: Segment[] = [];
  #count = 0;
  /** The six service characters of the first UNA. */
  una: string | undefined;
  /** 0001 of the first UNB. */
  declaredCharset: string | undefined;
  readonly objects: ObjectRange[] = [];

  /** `stream`: one at its start that nobody else uses. */
  constructor({ charset, strict = false }: ReaderOptions = {}, stream = new TokenStream()) {
    this.#stream = stream;
    this.#strict = strict;
    this.#fixedCharset = charset === undefined ? undefined : charsetOf(charset);
    this.#charset = this.#fixedCharset ?? tolerantCharset(undefined);
  }

  /** Takes bytes in and answers the segments that they complete. UNA is none. */
  push(bytes: Uint8Array): Segment[] {
    this.#found = [];
    this.#stream.feed(bytes, (slice, offset, tokens) => this.#take(latin1(slice), offset, tokens));
    return this.#found;
  }

  /** Says that no more comes. Strict: throws if the stream may not end here; tolerant: answers why not. */
  end(): EndProblem | undefined {
    const problem = this.#stream.end();
    if (problem && this.#strict) {
      const message = `Reading the interchange ended at offset ${this.#stream.offset} too early: ${endTexts[problem]}`;
      throw new SealError(`edifact-${problem}`, message);
    }
    return problem;
  }

  /** Bytes taken in so far. */
  get offset(): number {
    return this.#stream.offset;
  }

  #take(text: string, offset: number, tokens: Uint32Array): void {
    if (this.#tokens.length === 0) {
      this.#text = '';
      this.#base = offset;
    }
    const shift = (offset - this.#base) << tokenShift;
    this.#text += text;
    if (this.#text.length > longestSegment)
      throw new SealError('edifact-segment-too-long', `The segment at offset ${this.#base} has more than 128 MiB.`);
    let ends = tokens.length;
    while (ends > 0 && !isEnd(tokens[ends - 1]!)) ends--;
    if (ends === 0) {
      for (const token of tokens) this.#tokens.push(token + shift);
      return;
    }
    this.#emit(tokens, ends, shift);
  }

  // Everything up to the last end goes into a batch of its own; what is open stays.
  #emit(tokens: Uint32Array, ends: number, shift: number): void {
    const open = this.#tokens.length;
    const all = new Uint32Array(open + ends);
    all.set(this.#tokens);
    for (let i = 0; i < ends; i++) all[open + i] = tokens[i]! + shift;
    const batch: Batch = { text: this.#text, base: this.#base, tokens: all };
    let first = 0;
    for (let i = 0; i < all.length; i++) {
      const kind = all[i]! & tokenMask;
      if (kind === tokenKinds.segment) first = i;
      else if (kind === tokenKinds.terminator) this.#segment(batch, first, i);
      else if (kind >= tokenKinds.object) this.#object(kind, batch.base + (all[i]! >>> tokenShift));
    }
    // An object begins or ends at its token, a segment ends behind its terminator.
    const last = all[all.length - 1]!;
    const cut = (last >>> tokenShift) + ((last & tokenMask) === tokenKinds.terminator ? 1 : 0);
    this.#text = this.#text.slice(cut);
    this.#base += cut;
    this.#tokens = [];
    for (let i = ends; i < tokens.length; i++) this.#tokens.push(tokens[i]! + shift - (cut << tokenShift));
  }

  #object(kind: number, at: number): void {
    if (kind === tokenKinds.object) this.objects.push({ start: at, end: Number.POSITIVE_INFINITY });
    else this.objects.at(-1)!.end = at;
  }

  #segment(batch: Batch, first: number, last: number): void {
    const at = batch.tokens[first]! >>> tokenShift;
    if (batch.text.startsWith('UNA', at)) {
      this.#advice(batch.text.slice(at + 3, at + 9));
      return;
    }
    const isHeader = batch.text.startsWith('UNB', at) || batch.text.startsWith('UIB', at);
    if (isHeader) this.#header(batch.text.charCodeAt(at + 3));
    this.#count++;
    const context = { charset: this.#charset, service: this.#service };
    const segment = new Segment(batch, first, last, this.#count, context);
    this.#advised = false;
    if (!isHeader) {
      this.#found.push(segment);
      return;
    }
    const declared = segment.component(1);
    this.declaredCharset ??= declared;
    this.#charset = this.#fixedCharset ?? (this.#strict ? charsetOf(declared) : tolerantCharset(declared));
    if (segment.component(1, 2) >= '4' && this.#service === defaultService)
      this.#service = { ...defaultService, repetition: code('*') };
    // The header itself may hold names in the charset that it declares.
    this.#found.push(new Segment(batch, first, last, this.#count, { charset: this.#charset, service: this.#service }));
  }

  #advice(characters: string): void {
    this.una ??= characters;
    this.#service = serviceOf(characters);
    this.#advised = true;
  }

  #header(next: number): void {
    if (this.#advised) return;
    if (next === controlService.element) this.#service = controlService;
    else if (next === defaultService.element) this.#service = defaultService;
  }
}

const endTexts: Record<EndProblem, string> = {
  unterminated: 'its last segment has no terminator. Ask the sender for the whole file.',
  'object-cut-short': 'the object of its package is shorter than UNO 0810 says. Ask the sender for the whole file.',
  'advice-cut-short': 'UNA needs six service characters. Ask the sender for the whole file.',
};

/** Why the stream may not end there, in words. */
export const endText = (problem: EndProblem): string => endTexts[problem];

/** Kept for the next file: making one costs more than reading a declaration by it. */
let wholeFiles: TokenStream | undefined;

/** The segments of a whole file in memory. */
export function readSegments(bytes: Uint8Array, options: ReaderOptions = {}): Segment[] {
  wholeFiles ??= new TokenStream();
  wholeFiles.restart();
  const reader = new SegmentReader(options, wholeFiles);
  const segments = reader.push(bytes);
  reader.end();
  return segments;
}

/** The segments of a stream, one after the other; memory stays flat. */
export async function* streamSegments(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReaderOptions = {},
): AsyncGenerator<Segment> {
  const reader = new SegmentReader(options);
  for await (const chunk of source) yield* reader.push(chunk);
  reader.end();
}
