// The seal method open-1 on the host, by the firmware's own code; for document seals, and issuer seals of a verifier.
import { latin1 } from '../edifact/charset.ts';
import { engine } from '../edifact/engine.ts';
import { SealError } from '../errors.ts';
import { asciiBytes, asciiText, compressSeal, requireDigits } from './digits.ts';

export const sealMethod = 'open-1';
/** The open key of document seals (seal document, section 2): known to everybody. */
export const openKey = '12345678901234567890123456789012345';

export interface Seal {
  method: string;
  digits18: string;
  digits6: string;
}

/** Label numbers of firmware/shared/open-1.ts. */
const labels = { document: 1, issuer: 2, response: 3 } as const;
export type SealLabel = keyof typeof labels;

/** 35 decimal digits. As bytes they can be wiped by whoever holds them; text stays in memory for as long as it likes. */
export type KeyDigits = string | Uint8Array;

/** The digits as ASCII bytes: of text a copy, which is the caller's to wipe. */
export function keyBytes(key: KeyDigits): Uint8Array {
  if (typeof key === 'string') return asciiBytes(requireDigits(key, 35, 'A seal key'));
  if (key.length === 35 && key.every((byte) => byte >= 0x30 && byte <= 0x39)) return key;
  throw new SealError(
    'seal-digits',
    `A seal key needs exactly 35 digits, got ${key.length} bytes or other characters.`,
  );
}

/** 18 and 6 digits over `data` under a key of 35 digits. */
export function open1(label: SealLabel, key: KeyDigits, data: Uint8Array): Seal {
  const digits = keyBytes(key);
  const shared = engine();
  const digits18 = shared.scratch(() => {
    const { exports } = shared;
    const context = shared.allocate(exports.OPEN1_CTX.value);
    const keyAt = shared.put(digits);
    const out = shared.allocate(18);
    const from = shared.put(data);
    exports.open1Init(context, keyAt, labels[label]);
    exports.open1Update(context, from, data.length);
    exports.open1Final(context, out);
    const text = asciiText(shared.bytes(out, 18));
    shared.bytes(keyAt, 35).fill(0);
    shared.bytes(context, exports.OPEN1_CTX.value).fill(0);
    return text;
  });
  return { method: sealMethod, digits18, digits6: compressSeal(digits18) };
}

/** The seal of a document's sealed bytes (scopeOf gives them). */
export const documentSeal = (sealed: Uint8Array): Seal => open1('document', openKey, sealed);

/** The issuer seal over the six digits of a document seal, for a verifier that holds the key. */
export const issuerSeal = (documentSeal6: string, key: string): Seal =>
  open1('issuer', key, asciiBytes(requireDigits(documentSeal6, 6, 'A document seal')));

const labelRoom = 9;
const paddingRoom = 72;
/** Documents of one call into the firmware: few enough to stay in the cache of the processor. */
const batchBytes = 1 << 18;

/** Document seals of many documents: the fastest way, four at a time where the engine has lanes. */
export function documentSeals(documents: readonly Uint8Array[]): Seal[] {
  const seals: Seal[] = [];
  for (let first = 0; first < documents.length; ) {
    let last = first;
    for (let size = 0; last < documents.length && (last === first || size < batchBytes); last++)
      size += documents[last]!.length;
    seals.push(...sealBatch(documents.slice(first, last)));
    first = last;
  }
  return seals;
}

/** 18 digits and the 6 that they are compressed to. */
const digitsSize = 24;

function sealBatch(documents: readonly Uint8Array[]): Seal[] {
  const shared = engine();
  return shared.scratch(() => {
    const key = shared.put(asciiBytes(openKey));
    const table = shared.allocate(documents.length * 8);
    const digits = shared.allocate(documents.length * digitsSize);
    const stride = (length: number): number => (labelRoom + length + paddingRoom + 15) & ~15;
    const size = documents.reduce((sum, { length }) => sum + stride(length), 0);
    const room = shared.allocate(size);
    const memory = shared.bytes(room, size);
    const words = shared.words(table, documents.length * 2);
    let at = 0;
    for (const [index, document] of documents.entries()) {
      memory.set(document, at + labelRoom);
      words[index * 2] = room + at + labelRoom;
      words[index * 2 + 1] = document.length;
      at += stride(document.length);
    }
    shared.exports.sealDocuments(key, table, documents.length, digits);
    const text = latin1(shared.bytes(digits, documents.length * digitsSize));
    return documents.map((_, index) => {
      const from = index * digitsSize;
      return {
        method: sealMethod,
        digits18: text.slice(from, from + 18),
        digits6: text.slice(from + 18, from + digitsSize),
      };
    });
  });
}
