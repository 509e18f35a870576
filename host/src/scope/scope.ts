// Which bytes of a document a seal covers, by the firmware's own rules; used by seal, the CLI and explain.ts.
import { type FieldName, fields, type ProfileId, profiles, sealDigits } from '@sigillator/protocol/tables/profiles';
import { latin1 } from '../edifact/charset.ts';
import { Engine } from '../edifact/engine.ts';
import { SealError } from '../errors.ts';

/** Offsets in the file: from the first byte to behind the last one. */
export type ByteRange = [start: number, end: number];

export interface DocumentField {
  name: FieldName;
  /** As it stands in the file, Latin-1, release characters left out. */
  text: string;
  /** From its first byte to the separator behind it, release characters included. */
  range: ByteRange;
  sealed: boolean;
}

export interface DocumentScope {
  profile: ProfileId;
  /** 0062. */
  message: string;
  /** What is sealed as it stands, in order; neighbours are joined. */
  ranges: ByteRange[];
  /** Seal fields that count as six zeros whatever stands in them; empty ranges are fields that are not there. */
  zeroFilled: ByteRange[];
  /** The exact bytes that are sealed. */
  sealed: Uint8Array<ArrayBuffer>;
  fields: DocumentField[];
  /** From the U of UNH to behind the terminator of UNT. */
  extent: ByteRange;
}

export interface ScopeOptions {
  profile: string;
  /** Points that sender and receiver agreed on for 0541 = ZZZ, instead of the profile's. */
  agreed?: { start: string; stop: string; stopIncluded?: boolean } | undefined;
}

export function requireProfile(id: string): (typeof profiles)[number] {
  const profile = profiles.find((candidate) => candidate.id === id);
  if (profile) return profile;
  const known = profiles.map((candidate) => candidate.id).join(', ');
  throw new SealError('profile-unknown', `Unknown sealing profile "${id}"; expected one of ${known}.`);
}

/** Why firmware/shared/scope.ts refuses a document, by its number. */
const refusals: Record<number, [code: string, text: string]> = {
  2: ['scope-no-message', 'it has no message: UNH is missing'],
  3: ['scope-second-message', 'it has more than one message'],
  4: ['scope-message-not-ended', 'a message has no UNT before the file ends or the next one begins'],
  5: ['scope-no-security-header', 'a message has no USH (or none of the agreed points), which the profile ush needs'],
  6: ['scope-unsupported-code', 'its USH 0541 is none of 1, 2, 3, 6 and ZZZ'],
  7: ['scope-header-too-long', 'a security header has more than 64 bytes before what it means'],
  8: ['scope-no-security-trailer', 'a message has no UST for its USH'],
};

/** Kinds of firmware/shared/scope.ts. */
const piece = { sealed: 1, held: 2, zero: 3, restart: 4, start: 5, end: 6, field: 7, fieldEnd: 8 } as const;

const sliceSize = 1 << 15;
const tokenRoom = 1 << 14;
const wordsPerPiece = 3;
const piecesPerToken = 6;
const zeros = new Uint8Array(sealDigits).fill(0x30);
const packed = (tag: string): number => [...tag].reduce((number, letter) => number * 256 + letter.charCodeAt(0), 0);

/** The scope of every message in `bytes`, in order. */
export function scopesOf(bytes: Uint8Array, options: ScopeOptions): DocumentScope[] {
  return new ScopeRun(bytes, options).run();
}

/** The scope of the one message in `bytes`, or of the one with the reference. */
export function scopeOf(bytes: Uint8Array, options: ScopeOptions & { message?: string | undefined }): DocumentScope {
  const scopes = scopesOf(bytes, options);
  const chosen = options.message === undefined ? scopes : scopes.filter(({ message }) => message === options.message);
  if (chosen.length === 1) return chosen[0]!;
  const known = scopes.map(({ message }) => message).join(', ');
  const wanted = options.message === undefined ? 'one message' : `one message ${options.message}`;
  const text = `Choosing the message to seal failed: expected ${wanted}, found ${chosen.length} among ${known}.`;
  throw new SealError('scope-message', `${text} Name one with its reference (UNH 0062).`);
}

const engines: Engine[] = [];

class ScopeRun {
  readonly #bytes: Uint8Array;
  readonly #profile: (typeof profiles)[number];
  readonly #options: ScopeOptions;
  readonly #found: DocumentScope[] = [];
  #scope: DocumentScope | undefined;
  #parts: Uint8Array[] = [];
  #field = '';

  constructor(bytes: Uint8Array, options: ScopeOptions) {
    this.#bytes = bytes;
    this.#options = options;
    this.#profile = requireProfile(options.profile);
  }

  run(): DocumentScope[] {
    const engine = engines.pop() ?? new Engine();
    try {
      engine.scratch(() => this.#scan(engine));
    } finally {
      engines.push(engine);
    }
    return this.#found;
  }

  #scan(engine: Engine): void {
    const { exports } = engine;
    const scanner = engine.allocate(exports.scannerSize());
    const scope = engine.allocate(exports.scopeSize());
    const input = engine.allocate(sliceSize);
    const tokens = engine.allocate(tokenRoom * 4);
    const pieces = engine.allocate((tokenRoom + 1) * piecesPerToken * wordsPerPiece * 4);
    exports.startScanner(scanner, true);
    exports.startScope(scope, this.#profile.number, true);
    const { agreed } = this.#options;
    if (agreed) exports.agreePoints(scope, packed(agreed.start), packed(agreed.stop), agreed.stopIncluded ?? false);
    for (let at = 0; at < this.#bytes.length; ) {
      const slice = this.#bytes.subarray(at, at + sliceSize);
      engine.bytes(input, slice.length).set(slice);
      const count = exports.scan(scanner, input, slice.length, tokens, tokenRoom);
      const used = exports.consumed(scanner);
      const found = exports.scopeTokens(scope, input, used, tokens, count, pieces);
      this.#take(engine.words(pieces, found * wordsPerPiece));
      at += used;
    }
    const cutShort = exports.endScan(scanner) !== 0;
    const refusal = refusals[exports.endScope(scope)];
    // A message that is open because the file was cut is the file's fault.
    if (refusal && !(cutShort && refusal[0] === 'scope-message-not-ended'))
      throw refused(refusal, exports.scopeErrorOffset(scope) || (this.#scope?.extent[0] ?? 0));
    if (cutShort) {
      const message = `Finding the sealed bytes failed: the file ends within a segment. Ask the sender for the whole file.`;
      throw new SealError('edifact-unterminated', message);
    }
  }

  #take(words: Uint32Array): void {
    for (let i = 0; i < words.length; i += wordsPerPiece) {
      const [start, length, packedKind] = [words[i]!, words[i + 1]!, words[i + 2]!];
      this.#piece(packedKind & 0xff, start, length, packedKind);
    }
  }

  #piece(kind: number, start: number, length: number, packedKind: number): void {
    if (kind === piece.start) this.#start(start);
    const scope = this.#scope;
    if (!scope) return;
    // A held piece lies in the file too, so that its bytes need not come back from the firmware.
    if (kind === piece.sealed || kind === piece.held) this.#seal(scope, start, start + length);
    else if (kind === piece.zero) {
      scope.zeroFilled.push([start, start + length]);
      this.#parts.push(zeros);
    } else if (kind === piece.restart) this.#restart(scope);
    else if (kind === piece.field) this.#field += latin1(this.#bytes.subarray(start, start + length));
    else if (kind === piece.fieldEnd) this.#endField(scope, [start, start + length], packedKind);
    else if (kind === piece.end) this.#end(scope, start + 1);
  }

  #start(start: number): void {
    const profile = this.#profile.id;
    const extent: ByteRange = [start, start];
    this.#scope = { profile, message: '', ranges: [], zeroFilled: [], sealed: new Uint8Array(), fields: [], extent };
    this.#parts = [];
  }

  #seal(scope: DocumentScope, start: number, end: number): void {
    this.#parts.push(this.#bytes.subarray(start, end));
    const last = scope.ranges.at(-1);
    if (last && last[1] === start) last[1] = end;
    else scope.ranges.push([start, end]);
  }

  #restart(scope: DocumentScope): void {
    scope.ranges = [];
    for (const field of scope.fields) field.sealed = false;
    this.#parts = [];
  }

  #endField(scope: DocumentScope, range: ByteRange, packedKind: number): void {
    const number = (packedKind >> 8) & 0xff;
    const name = (Object.keys(fields) as FieldName[]).find((candidate) => fields[candidate] === number)!;
    const text = this.#field;
    this.#field = '';
    if (name === 'messageReference') scope.message = text;
    else scope.fields.push({ name, text, range, sealed: packedKind >> 16 !== 0 });
  }

  #end(scope: DocumentScope, end: number): void {
    const whole = new Uint8Array(this.#parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    scope.sealed = whole;
    scope.extent[1] = end;
    this.#found.push(scope);
    this.#scope = undefined;
  }
}

function refused([code, text]: [string, string], offset: number): SealError {
  return new SealError(code, `Finding the sealed bytes failed at offset ${offset}: ${text}.`);
}
