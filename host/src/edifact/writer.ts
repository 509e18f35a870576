// Writes segments: escapes what needs it (the `+` of Base64 too), in the service characters and charset asked for.
import { SealError } from '../errors.ts';
import { charsetOf } from './charset.ts';
import { defaultService } from './reader.ts';
import type { ServiceCharacters } from './token-stream.ts';

/** Text, components, or repetitions of components. */
export type ElementData = string | readonly string[] | readonly (readonly string[])[];

/** The tag and its elements. */
export type SegmentData = readonly [tag: string, ...elements: ElementData[]];

export interface WriteOptions {
  /** Default: those of an interchange without UNA, so no repetition. */
  service?: ServiceCharacters;
  /** 0001 of the interchange, default UNOC. */
  charset?: string;
  /** Written behind every terminator, default nothing. */
  lineBreak?: '' | '\n' | '\r\n';
}

const blank = 0x20;

function escaped(text: string, service: ServiceCharacters): string {
  const { component, element, release, repetition, terminator } = service;
  const special = [component, element, terminator, ...(repetition === blank ? [] : [repetition])];
  const marks = new Set((release === blank ? special : [...special, release]).map((code) => String.fromCharCode(code)));
  let written = '';
  for (const character of text) {
    if (!marks.has(character)) written += character;
    else if (release !== blank) written += String.fromCharCode(release) + character;
    else {
      const message =
        `Writing "${text}" failed: it holds the service character "${character}", and this interchange has no ` +
        'release character. Choose other service characters in UNA.';
      throw new SealError('edifact-not-writable', message);
    }
  }
  return written;
}

function elementText(data: ElementData, service: ServiceCharacters): string {
  if (typeof data === 'string') return escaped(data, service);
  const repeats = (data.some((part) => typeof part !== 'string') ? data : [data]) as readonly (readonly string[])[];
  if (repeats.length > 1 && service.repetition === blank) {
    const message = 'Writing a repeated element failed: repetition needs syntax 4 and a repetition separator in UNA.';
    throw new SealError('edifact-not-writable', message);
  }
  const component = String.fromCharCode(service.component);
  return repeats
    .map((components) => components.map((text) => escaped(text, service)).join(component))
    .join(String.fromCharCode(service.repetition));
}

/** One segment with its terminator. */
export function writeSegment(segment: SegmentData, options: WriteOptions = {}): Uint8Array {
  const { service = defaultService, charset = 'UNOC', lineBreak = '' } = options;
  const text = segment.map((data) => elementText(data, service)).join(String.fromCharCode(service.element));
  return charsetOf(charset).encode(text + String.fromCharCode(service.terminator) + lineBreak);
}

/** Segments one after the other. */
export function writeSegments(segments: readonly SegmentData[], options: WriteOptions = {}): Uint8Array {
  return concatBytes(segments.map((segment) => writeSegment(segment, options)));
}

/** UNA for service characters that are not the default ones. */
export function writeAdvice(service: ServiceCharacters): Uint8Array {
  const { component, element, decimal, release, repetition, terminator } = service;
  return Uint8Array.of(0x55, 0x4e, 0x41, component, element, decimal, release, repetition, terminator);
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
