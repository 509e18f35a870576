// Puts both seals into the fields that the profile names, and reads them from there.
import { readSegments } from '../edifact/reader.ts';
import type { Segment } from '../edifact/segment.ts';
import { concatBytes, type ElementData, writeSegment } from '../edifact/writer.ts';
import { SealError } from '../errors.ts';
import { type DocumentScope, scopeOf } from '../scope/scope.ts';
import { requireDigits } from './digits.ts';

export interface PlaceOptions {
  profile: string;
  /** 0062, if the file has several messages. */
  message?: string | undefined;
  documentSeal6: string;
  issuerSeal6: string;
}

/** The segment with the seal fields: AUT for tdr041, the USR of the trailer for ush. */
const sealTags: Record<string, string> = { tdr041: 'AUT', ush: 'USR' };

function sealSegment(bytes: Uint8Array, scope: DocumentScope): Segment {
  const tag = sealTags[scope.profile];
  if (tag === undefined) {
    const text = `profile ${scope.profile} has no seal fields in the document: its seals travel beside it, as evidence.`;
    throw new SealError('seal-no-field', `Placing seals failed: ${text}`);
  }
  const field = scope.zeroFilled[0] ?? scope.fields.find(({ name }) => name === 'documentSeal')?.range;
  const found = field && readSegments(bytes).find(({ start, end }) => start <= field[0] && field[0] < end);
  if (found) return found;
  const sample = tag === 'AUT' ? "AUT+000000+000000' before UNT" : "USR+1:000000+1:000000' behind its UST";
  const advice = `Let the document have ${sample} (and count it in UNT), compute the seals, then place them.`;
  throw new SealError('seal-no-field', `Placing seals failed: message ${scope.message} has no ${tag}. ${advice}`);
}

/** The document with both seals in their fields; every other byte stays as it is. */
export function placeSeals(bytes: Uint8Array, options: PlaceOptions): Uint8Array<ArrayBuffer> {
  const documentSeal = requireDigits(options.documentSeal6, 6, 'The document seal');
  const issuerSeal = requireDigits(options.issuerSeal6, 6, 'The issuer seal');
  const segment = sealSegment(bytes, scopeOf(bytes, options));
  const [, first, second, ...rest] = segment.elements as [string[], ...string[][]];
  const seals: ElementData[] =
    segment.tag === 'AUT'
      ? [
          [documentSeal, ...(first ?? []).slice(1)],
          [issuerSeal, ...(second ?? []).slice(1)],
        ]
      : [
          [first?.[0] || '1', documentSeal],
          [second?.[0] || '1', issuerSeal],
        ];
  const written = writeSegment([segment.tag, ...seals, ...rest], { service: segment.service });
  return concatBytes([bytes.subarray(0, segment.start), written, bytes.subarray(segment.end)]);
}

/** Undefined where the profile has no places: the seals travel beside the document then, as evidence. */
export function placeSealsIfAny(bytes: Uint8Array, options: PlaceOptions): Uint8Array<ArrayBuffer> | undefined {
  try {
    return placeSeals(bytes, options);
  } catch (error) {
    if (error instanceof SealError && error.code === 'seal-no-field') return undefined;
    throw error;
  }
}

export interface PlacedSeals {
  documentSeal6: string;
  issuerSeal6: string;
}

/** The seals as they stand in the document, `''` where there are none. */
export function placedSeals(scope: DocumentScope): PlacedSeals {
  const text = (name: string): string => scope.fields.find((field) => field.name === name)?.text ?? '';
  return { documentSeal6: text('documentSeal'), issuerSeal6: text('issuerSeal') };
}
