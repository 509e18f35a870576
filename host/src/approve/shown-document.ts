// What a clerk is shown of a document, and how: his identity in its place (seal document 9.6), the summary of the list, and
// for the page every segment with what the seal covers. Called by approval-desk.ts.
import { createHash } from 'node:crypto';
import { readSegments } from '../edifact/reader.ts';
import { concatBytes, type ElementData, writeSegment } from '../edifact/writer.ts';
import { requireCustomsId } from '../journal/customs-id.ts';
import { type DocumentScope, scopeOf } from '../scope/scope.ts';
import type { CaseSummary } from './case.ts';

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The document with the clerk's identity in the first CTA of its message: C056 3413, "department or employee identification".
 * An assumption, as the places of protocol/tables/profiles.ts are. A message without CTA stays as it is: then the identity
 * travels in journal and evidence only.
 */
export function shownTo(document: Uint8Array, issuer: string): Uint8Array {
  const place = readSegments(document).find(({ tag }) => tag === 'CTA');
  if (place === undefined) return document;
  const [, contact = [''], person = [], ...rest] = place.elements as [string[], ...string[][]];
  const segment: [string, ...ElementData[]] = ['CTA', contact, [issuer, ...person.slice(1)], ...rest];
  const written = writeSegment(segment, { service: place.service });
  return concatBytes([document.subarray(0, place.start), written, document.subarray(place.end)]);
}

const texts = ({ fields }: DocumentScope, wanted: string): string[] =>
  fields.filter(({ name, text }) => name === wanted && text !== '').map(({ text }) => text);

/** Throws where the profile does not fit the document, it has not exactly one message, or no journal takes its customs id. */
export function summaryOf(document: Uint8Array, profile: string): CaseSummary {
  const scope = scopeOf(document, { profile });
  const text = (name: string): string => texts(scope, name).join(' ');
  const customsId = text('customsId');
  requireCustomsId(customsId);
  return {
    customsId,
    messageType: text('messageType'),
    documentName: text('documentName'),
    goods: texts(scope, 'goods'),
    exportControl: text('exportControl'),
    destination: text('destination'),
  };
}

export interface ShownField {
  name: string;
  text: string;
  sealed: boolean;
}

export interface ShownSegment {
  tag: string;
  /** Elements of components. */
  elements: string[][];
  sealed: boolean;
}

export interface ShownDocument {
  fields: ShownField[];
  segments: ShownSegment[];
  /** The file as it is, a segment a line. */
  raw: string;
}

/** Everything that is in the document; nothing is left out. */
export function shownDocument(document: Uint8Array, profile: string): ShownDocument {
  const scope = scopeOf(document, { profile });
  const covered = [...scope.ranges, ...scope.zeroFilled];
  const segments = readSegments(document);
  return {
    fields: scope.fields
      .filter(({ name }) => name !== 'documentSeal' && name !== 'issuerSeal')
      .map(({ name, text, sealed }) => ({ name, text, sealed })),
    segments: segments.map(({ tag, elements, start, end }) => ({
      tag,
      elements: elements.slice(1),
      sealed: covered.some(([from, to]) => from < end && start < to),
    })),
    raw: segments.map(({ bytes }) => new TextDecoder('latin1').decode(bytes)).join('\n'),
  };
}
