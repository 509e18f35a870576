// What people do wrong when they compute a document seal, as variants to try; for explain.ts.

import { profiles } from '@sigillator/protocol/tables/profiles';
import { latin1 } from '../edifact/charset.ts';
import { readSegments } from '../edifact/reader.ts';
import type { Segment } from '../edifact/segment.ts';
import { concatBytes } from '../edifact/writer.ts';
import { SealError } from '../errors.ts';
import { type DocumentScope, scopesOf } from '../scope/scope.ts';
import { asciiBytes } from './digits.ts';
import { sha256Hex } from './sha256.ts';

/** A way to get it wrong: what was sealed instead, and how to say it. */
export interface Variant {
  cause: 'line-breaks' | 'range' | 'charset' | 'double-hash' | 'seal-fields' | 'profile';
  text: string;
  sealed: Uint8Array;
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export function* variants(bytes: Uint8Array, scope: DocumentScope): Generator<Variant> {
  const { sealed } = scope;
  yield* hashed(sealed);
  yield* lineBreaks(bytes, scope);
  yield* ranges(bytes, scope);
  yield* charsets(sealed);
  yield* sealFields(bytes, scope);
  for (const { id } of profiles.filter((profile) => profile.id !== scope.profile))
    for (const document of [bytes, withZeros(bytes, scope)]) {
      const other = tryScope(document, id, scope.message);
      if (other) yield { cause: 'profile', text: `it was computed with profile ${id}`, sealed: other.sealed };
    }
}

/** The document before its seals were placed. */
function withZeros(bytes: Uint8Array, { zeroFilled: [first, second] }: DocumentScope): Uint8Array {
  if (!first || !second) return bytes;
  const zeros = asciiBytes('000000');
  return concatBytes([
    bytes.subarray(0, first[0]),
    zeros,
    bytes.subarray(first[1], second[0]),
    zeros,
    bytes.subarray(second[1]),
  ]);
}

function tryScope(bytes: Uint8Array, profile: string, message: string): DocumentScope | undefined {
  try {
    return scopesOf(bytes, { profile }).find((scope) => scope.message === message);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

function* hashed(sealed: Uint8Array): Generator<Variant> {
  const digest = sha256Hex(sealed);
  const cause = 'double-hash';
  yield { cause, text: 'the data was hashed with SHA-256 first (double hash)', sealed: bytesOfHex(digest) };
  yield { cause, text: 'the hexadecimal text of a SHA-256 was sealed (double hash)', sealed: asciiBytes(digest) };
  const upper = asciiBytes(digest.toUpperCase());
  yield { cause, text: 'the hexadecimal text of a SHA-256 in capitals was sealed (double hash)', sealed: upper };
}

const withoutBreaks = (sealed: Uint8Array): Uint8Array => sealed.filter((byte) => byte !== 0x0d && byte !== 0x0a);

function* lineBreaks(bytes: Uint8Array, scope: DocumentScope): Generator<Variant> {
  const cause = 'line-breaks';
  const { sealed } = scope;
  yield { cause, text: 'line breaks were left out', sealed: withoutBreaks(sealed) };
  yield {
    cause,
    text: 'CR LF had become LF',
    sealed: sealed.filter((byte, i) => byte !== 0x0d || sealed[i + 1] !== 0x0a),
  };
  const crLf = concatBytes(
    [...sealed].map((byte, i) => Uint8Array.from(byte === 0x0a && sealed[i - 1] !== 0x0d ? [13, 10] : [byte])),
  );
  yield { cause, text: 'LF had become CR LF', sealed: crLf };
  yield {
    cause,
    text: 'a line break at the end was sealed too (LF)',
    sealed: concatBytes([sealed, Uint8Array.of(10)]),
  };
  yield {
    cause,
    text: 'a line break at the end was sealed too (CR LF)',
    sealed: concatBytes([sealed, Uint8Array.of(13, 10)]),
  };
  const segments = segmentsIn(bytes, scope.ranges[0]?.[0] ?? 0, scope.ranges.at(-1)?.[1] ?? 0);
  if (scope.profile === 'tdr041' || segments.length === 0) return;
  for (const [name, mark] of [
    ['LF', '\n'],
    ['CR LF', '\r\n'],
  ] as const) {
    const joined = concatBytes(
      segments.flatMap((segment, i) => (i === 0 ? [segment.bytes] : [asciiBytes(mark), segment.bytes])),
    );
    yield { cause, text: `a line break (${name}) stood between the segments`, sealed: joined };
  }
}

const segmentsIn = (bytes: Uint8Array, start: number, end: number): Segment[] =>
  readSegments(bytes).filter((segment) => segment.start >= start && segment.end <= end);

/** One segment more or less at either end; the data rule takes the segments' data, the others every character. */
function* ranges(bytes: Uint8Array, scope: DocumentScope): Generator<Variant> {
  const all = readSegments(bytes);
  const first = all.findIndex(({ end }) => end > (scope.ranges[0]?.[0] ?? 0));
  const end = Math.max(...[...scope.ranges, ...scope.zeroFilled].map((range) => range[1]));
  const last = all.findLastIndex(({ start }) => start < end);
  const isData = scope.profile === 'tdr041';
  // Line breaks behind the last segment may have been taken along or not.
  const join = (from: number, to: number): Uint8Array[] =>
    isData
      ? [concatBytes(all.slice(from, to + 1).map((segment) => dataOf(segment)))]
      : [all[to]!.end, all[to + 1]?.start ?? bytes.length].map((stop) => bytes.subarray(all[from]!.start, stop));
  const shifts = [
    [-1, 0],
    [1, 0],
    [0, 1],
    [0, -1],
    [-1, 1],
    [1, -1],
  ] as const;
  for (const [before, behind] of shifts) {
    const [from, to] = [first + before, last + behind];
    if (from < 0 || to >= all.length || from > to) continue;
    const text = `the range was from ${all[from]!.tag} through ${all[to]!.tag}`;
    for (const taken of join(from, to)) yield { cause: 'range', text, sealed: taken };
  }
  for (const sealed of [bytes, withZeros(bytes, scope)])
    yield { cause: 'range', text: 'the whole file was sealed, UNA and UNB included', sealed };
  if (isData) {
    const withTags = concatBytes(
      all.slice(first, last + 1).flatMap((segment) => [asciiBytes(segment.tag), dataOf(segment)]),
    );
    yield { cause: 'range', text: 'the segment tags were sealed too', sealed: withTags };
  }
}

/** The data of a segment as the data rule takes it, seal fields of AUT as zeros. */
function dataOf(segment: Segment): Uint8Array {
  const [tag, ...elements] = segment.elements as [string[], ...string[][]];
  if (tag[0] === 'AUT') return asciiBytes(`000000000000${elements.slice(2).flat().join('')}`);
  return asciiBytes(elements.flat().join(''));
}

function* charsets(sealed: Uint8Array): Generator<Variant> {
  const cause = 'charset';
  if (!sealed.some((byte) => byte > 0x7f)) return;
  yield {
    cause,
    text: 'the text had been converted from ISO 8859-1 to UTF-8',
    sealed: new TextEncoder().encode(latin1(sealed)),
  };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sealed);
    yield { cause, text: 'the text had been converted from UTF-8 to ISO 8859-1', sealed: asciiBytes(text) };
  } catch {
    // The bytes are no UTF-8: nobody can have converted them from it.
  }
  yield {
    cause,
    text: 'letters with accents had become question marks',
    sealed: sealed.map((byte) => (byte > 0x7f ? 0x3f : byte)),
  };
  yield {
    cause,
    text: 'the text had been converted to the Swedish 7-bit set',
    sealed: sealed.map((byte) => sevenBit[byte] ?? byte),
  };
  yield {
    cause,
    text: 'the text had been converted to code page 850',
    sealed: sealed.map((byte) => codePage850[byte] ?? byte),
  };
}

/** SEN 85 02 00. */
const sevenBit: Record<number, number> = {
  201: 0x40,
  196: 0x5b,
  214: 0x5c,
  197: 0x5d,
  220: 0x5e,
  233: 0x60,
  228: 0x7b,
  246: 0x7c,
  229: 0x7d,
  252: 0x7e,
};
const codePage850: Record<number, number> = {
  201: 0x90,
  196: 0x8e,
  214: 0x99,
  197: 0x8f,
  220: 0x9a,
  233: 0x82,
  228: 0x84,
  246: 0x94,
  229: 0x86,
  252: 0x81,
};

function* sealFields(bytes: Uint8Array, scope: DocumentScope): Generator<Variant> {
  const cause = 'seal-fields';
  const [first, second] = scope.zeroFilled;
  if (!first || !second) return;
  const parts = [...scope.ranges, first, second].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const build = (replace: (range: readonly [number, number]) => Uint8Array): Uint8Array =>
    concatBytes(
      parts.map((range) => (range === first || range === second ? replace(range) : bytes.subarray(...range))),
    );
  yield {
    cause,
    text: 'the seal fields were sealed as they stand, not as zeros',
    sealed: build((range) => bytes.subarray(...range)),
  };
  yield { cause, text: 'the seal fields were left out', sealed: build(() => new Uint8Array()) };
  yield {
    cause,
    text: 'the seal fields were filled with blanks, not with zeros',
    sealed: build(() => asciiBytes('      ')),
  };
  const documentOnly = build((range) => (range === first ? bytes.subarray(...range) : asciiBytes('000000')));
  yield { cause, text: 'only the issuer seal field was filled with zeros', sealed: documentOnly };
}
