// Document seals of TDR041 from an internal record format, before there is any EDIFACT (seal document, section 6):
// the values are normalised as EDIFACT translators do, so that the seal equals that of the EDIFACT form.
import { charsetOf } from '../edifact/charset.ts';
import { concatBytes } from '../edifact/writer.ts';
import { asciiBytes } from './digits.ts';
import { documentSeal, type Seal } from './open-1.ts';

export interface InternalValue {
  value: string;
  /** Format in the message directory: `an..35`, `n..15`; fixed lengths (`n6`) are left as they are. Default `an..35`. */
  format?: string;
}

/** A place for one of the two seals: six zeros. */
export const sealField = Symbol('seal field');

/** The values of a document in the order of its EDIFACT form, from the data of UNH on, without tags. */
export type InternalDocument = readonly (InternalValue | string | typeof sealField)[];

/** Variable numbers lose zeros in front, variable text loses blanks at the end; fixed lengths stay. */
export function normaliseValue({ value, format = 'an..35' }: InternalValue): string {
  if (!format.includes('..')) return value;
  if (!format.startsWith('n')) return value.replace(/ +$/, '');
  const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(value.trim()) ?? [];
  return sign + digits.replace(/^0+(?=\d)/, '');
}

/** The bytes that are sealed. */
export function internalBytes(document: InternalDocument, charset = 'UNOC'): Uint8Array<ArrayBuffer> {
  const { encode } = charsetOf(charset);
  return concatBytes(
    document.map((entry) => {
      if (entry === sealField) return asciiBytes('000000');
      return encode(normaliseValue(typeof entry === 'string' ? { value: entry } : entry));
    }),
  );
}

export const internalSeal = (document: InternalDocument, charset = 'UNOC'): Seal =>
  documentSeal(internalBytes(document, charset));
