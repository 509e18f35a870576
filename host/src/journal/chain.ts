// The hash of a row over the one before it, as journal.ts says; for writing and for verifying.
import { createHash } from 'node:crypto';
import { type FixedFields, numberFields, textFields } from './entry.ts';

/** Stands before row 1. */
export const noHash = '0'.repeat(64);

export const fieldNames = [
  ...(Object.keys(textFields) as (keyof typeof textFields)[]),
  ...numberFields,
] as (keyof FixedFields)[];

/** The end of a chain: its last row. */
export interface Head {
  number: number;
  hash: string;
}

/** A row as stores keep it, without its content. */
export interface ChainedRow extends FixedFields {
  number: number;
  previous: string;
  hash: string;
}

export function rowHash(number: number, previous: string, fields: FixedFields): string {
  const list = ['sigillator-journal-1', number, previous, ...fieldNames.map((name) => fields[name])];
  return createHash('sha256').update(JSON.stringify(list)).digest('hex');
}

export function chainRow(head: Head, fields: FixedFields): ChainedRow {
  const number = head.number + 1;
  return { number, previous: head.hash, ...fields, hash: rowHash(number, head.hash, fields) };
}
