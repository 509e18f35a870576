// The registry of seal methods by id. The id travels with every seal: in the answer of the card, in the evidence, in the keys
// file. Called by verify.ts, response.ts and the CLI.
import { cardMethods } from '@sigillator/protocol/tables/apdu';
import { SealError } from '../errors.ts';
import { asciiBytes, asciiText, compressSeal } from './digits.ts';
import type { DigitsMaker } from './external.ts';
import { cardSuite, ocra } from './ocra.ts';
import { documentSeal, type KeyDigits, keyBytes, open1, openKey, type Seal } from './open-1.ts';

export type MethodId = keyof typeof cardMethods;
export const methodIds = Object.keys(cardMethods) as MethodId[];
export const isMethodId = (id: unknown): id is MethodId => methodIds.includes(id as MethodId);

export interface SealMethod {
  id: MethodId;
  /** The seal of a document's sealed bytes under the open key; absent where a method only knows challenges. */
  document?(sealed: Uint8Array): Seal;
  /** Over the six digits of a document seal or challenge. Only open-1 tells the two apart by more than the key. */
  sixDigits(label: 'issuer' | 'response', key: KeyDigits, digits6: string): Seal;
}

export type SealMethods = ReadonlyMap<string, SealMethod>;

const openMethod: SealMethod = {
  id: 'open-1',
  document: documentSeal,
  sixDigits: (label, key, digits6) => open1(label, key, asciiBytes(digits6)),
};

/** Has no stage of 18 digits, so `digits18` is empty. */
const ocraMethod: SealMethod = {
  id: 'ocra',
  sixDigits: (_, key, digits6) => ({
    method: 'ocra',
    digits18: '',
    digits6: ocra(cardSuite, keyBytes(key), { question: digits6 }),
  }),
};

function externalMethod(maker: DigitsMaker): SealMethod {
  const seal = (key: KeyDigits, data: Uint8Array): Seal => {
    const digits18 = maker.digits18(asciiText(keyBytes(key)), data);
    return { method: 'external', digits18, digits6: compressSeal(digits18) };
  };
  return {
    id: 'external',
    document: (sealed) => seal(openKey, sealed),
    sixDigits: (_, key, digits6) => seal(key, asciiBytes(digits6)),
  };
}

/** The methods of this program, with the organisation's own where it has one. */
export function sealMethods(external?: DigitsMaker): SealMethods {
  const methods = [openMethod, ocraMethod, ...(external ? [externalMethod(external)] : [])];
  return new Map(methods.map((method) => [method.id, method]));
}

export function requireMethod(methods: SealMethods, id: string): SealMethod {
  const method = methods.get(id);
  if (method) return method;
  const known = [...methods.keys()].join(', ');
  const advice = id === 'external' ? ' Set external-module and external-sha256 in the configuration.' : '';
  throw new SealError('method-unknown', `Seal method "${id}" is unknown here; expected one of ${known}.${advice}`);
}

/** The seal of a document's sealed bytes by a method of the registry. */
export function documentSealBy(methods: SealMethods, id: string, sealed: Uint8Array): Seal {
  const method = requireMethod(methods, id);
  if (method.document) return method.document(sealed);
  const message = `Method ${id} makes issuer seals and responses from six digits, no document seals; expected open-1.`;
  throw new SealError('method-unfit', message);
}
