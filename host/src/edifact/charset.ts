// The character sets of UNB 0001 (UNOA to UNOY): bytes to text and back, without a silent replacement.
import { SealError } from '../errors.ts';

export interface Charset {
  readonly name: string;
  /** Throws a SealError for a byte that the charset does not have. */
  decode(bytes: Uint8Array): string;
  /** Throws a SealError for a character that the charset does not have. */
  encode(text: string): Uint8Array;
}

/** 0001 -> the WHATWG label of the standard behind it (ISO 9735, code list 0001). */
const labels: Record<string, string> = {
  UNOA: 'ascii',
  UNOB: 'ascii',
  UNOC: 'iso-8859-1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
  UNOK: 'iso-8859-9',
  UNOL: 'iso-8859-15',
  UNOW: 'utf-8',
  UNOX: 'iso-2022-jp',
  UNOY: 'utf-8',
};

export const charsetNames: readonly string[] = Object.keys(labels);

const hex = (byte: number): string => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** Bytes as characters of the same number: lossless, and what every scanner works on. */
export function latin1(bytes: Uint8Array): string {
  const buffer = (globalThis as { Buffer?: typeof Buffer }).Buffer;
  if (buffer) return buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
}

/** The bytes behind text made by latin1(). */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const wrongByte = (name: string, byte: number, at: number): SealError =>
  new SealError(
    'charset',
    `Reading text as ${name} failed: byte ${hex(byte)} at position ${at} is no character of it. ` +
      'Ask the sender which charset was meant, or name it with --charset.',
  );

const wrongCharacter = (name: string, character: string): SealError =>
  new SealError(
    'charset',
    `Writing text as ${name} failed: it has no character "${character}" (U+${character
      .codePointAt(0)!
      .toString(16)
      .toUpperCase()
      .padStart(4, '0')}). Choose a charset in UNB 0001 that has it.`,
  );

/** ISO 8859-9 is ISO 8859-1 but for six letters; its WHATWG label means another set. */
const turkish: Record<number, string> = { 208: 'Ğ', 221: 'İ', 222: 'Ş', 240: 'ğ', 253: 'ı', 254: 'ş' };

/** Characters of the bytes 0x80 to 0xFF; undefined where there is none. */
function upperHalf(label: string): (string | undefined)[] {
  return Array.from({ length: 128 }, (_, i) => {
    const byte = i + 0x80;
    if (label === 'ascii') return undefined;
    if (byte < 0xa0 || label === 'iso-8859-1') return String.fromCharCode(byte);
    if (label === 'iso-8859-9') return turkish[byte] ?? String.fromCharCode(byte);
    try {
      return new TextDecoder(label, { fatal: true }).decode(Uint8Array.of(byte));
    } catch {
      return undefined;
    }
  });
}

function singleByte(name: string, label: string): Charset {
  const upper = upperHalf(label);
  const bytes = new Map(upper.flatMap((character, i) => (character ? [[character, i + 0x80] as const] : [])));
  return {
    name,
    decode: (data) =>
      latin1(data).replace(/[\u0080-\u00ff]/g, (character, at: number) => {
        const byte = character.charCodeAt(0);
        const decoded = upper[byte - 0x80];
        if (decoded === undefined) throw wrongByte(name, byte, at);
        return decoded;
      }),
    encode: (text) =>
      Uint8Array.from(text, (character) => {
        const byte = character <= '\u007f' ? character.charCodeAt(0) : bytes.get(character);
        if (byte === undefined) throw wrongCharacter(name, character);
        return byte;
      }),
  };
}

function multiByte(name: string, label: string): Charset {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return {
    name,
    decode(data) {
      try {
        return decoder.decode(data);
      } catch {
        const at = firstWrong(data, label);
        throw wrongByte(name, data[at] ?? 0, at);
      }
    },
    encode(text) {
      const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
      if (lone) throw wrongCharacter(name, lone[0]);
      if (label === 'utf-8') return new TextEncoder().encode(text);
      // ISO 2022 begins in ASCII; other sets are read, not written.
      return singleByte(name, 'ascii').encode(text);
    },
  };
}

/** The longest beginning that decodes ends before the wrong byte. */
function firstWrong(data: Uint8Array, label: string): number {
  let low = 0;
  for (let high = data.length; low < high; ) {
    const middle = (low + high + 1) >> 1;
    try {
      new TextDecoder(label, { fatal: true }).decode(data.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return Math.min(low, data.length - 1);
}

const made = new Map<string, Charset>();

/** The charset of 0001; an unknown one is an error that names the known ones. */
export function charsetOf(name: string): Charset {
  const label = labels[name];
  if (label === undefined) {
    const known = charsetNames.join(', ');
    throw new SealError('charset', `Unknown character set "${name}" (UNB 0001); expected one of ${known}.`);
  }
  let charset = made.get(name);
  if (!charset) {
    charset =
      label.startsWith('utf') || label.startsWith('iso-2022') ? multiByte(name, label) : singleByte(name, label);
    made.set(name, charset);
  }
  return charset;
}

/** What a tolerant reader does with a declared charset: unknown ones, and 8-bit bytes in UNOA or UNOB, are Latin-1. */
export function tolerantCharset(name: string | undefined): Charset {
  const plain = name === undefined || name === 'UNOA' || name === 'UNOB' || !(name in labels);
  return charsetOf(plain ? 'UNOC' : name);
}
