// Says why a seal does not fit: tries what people usually do wrong until one of them gives the seal that was found.

import { engine } from '../edifact/engine.ts';
import { concatBytes } from '../edifact/writer.ts';
import type { DocumentScope } from '../scope/scope.ts';
import { asciiBytes, compressSeal } from './digits.ts';
import type { VerifierKey } from './keys-file.ts';
import { type SealMethods, sealMethods } from './methods.ts';
import { documentSeal, open1, openKey, sealMethod } from './open-1.ts';
import { type Variant, variants } from './variants.ts';

export interface Explanation {
  cause:
    | Variant['cause']
    | 'lost-zeros'
    | 'byte-order'
    | 'wrong-key'
    | 'label'
    | 'eighteen-digits'
    | 'truncated'
    | 'method'
    | 'unknown';
  text: string;
}

const unknown = (what: string): Explanation => ({
  cause: 'unknown',
  text: `None of the usual mistakes gives this ${what}: the data was changed, or another method was used.`,
});

/** Whether digits are the seal with its zeros in front lost (or moved behind, or blank). */
const lostZeros = (found: string, right: string): boolean =>
  found !== right &&
  /^[\d ]+$/.test(found) &&
  found.trim() !== '' &&
  Number(found) === Number(right) &&
  right.startsWith('0');

/** Why `found` is not the document seal of the document. */
export function explainDocumentSeal(bytes: Uint8Array, scope: DocumentScope, found: string): Explanation {
  const right = documentSeal(scope.sealed);
  if (lostZeros(found, right.digits6))
    return { cause: 'lost-zeros', text: `Zeros in front were lost: ${right.digits6} is right.` };
  if (found === right.digits18)
    return { cause: 'eighteen-digits', text: 'These are the 18 digits; the field takes the 6.' };
  if (found === right.digits18.slice(-6) || found === right.digits18.slice(0, 6))
    return { cause: 'truncated', text: 'The 18 digits were cut off, not compressed (section 7 of the seal document).' };
  for (const attempt of keyVariants(scope.sealed)) if (attempt.digits === found) return attempt.explanation;
  for (const { cause, text, sealed } of variants(bytes, scope))
    if (documentSeal(sealed).digits6 === found) return { cause, text: `The seal fits if ${text}.` };
  return unknown('document seal');
}

/** The right data under the wrong key, label or digit order. */
function* keyVariants(sealed: Uint8Array): Generator<{ digits: string; explanation: Explanation }> {
  for (const label of ['issuer', 'response'] as const) {
    const text = `The label "${label}" was used instead of "document".`;
    yield { digits: open1(label, openKey, sealed).digits6, explanation: { cause: 'label', text } };
  }
  const plain = hmacSha256(asciiBytes(openKey), sealed);
  const plainText = 'The label "document" was left out of the computation.';
  yield { digits: compressSeal(decimal18(plain)), explanation: { cause: 'label', text: plainText } };
  const labelled = hmacSha256(asciiBytes(openKey), concatBytes([asciiBytes('document\0'), sealed]));
  const reversed = 'The bytes of the digest were read in reverse order (little-endian).';
  yield {
    digits: compressSeal(decimal18(labelled.toReversed())),
    explanation: { cause: 'byte-order', text: reversed },
  };
  for (const [key, name] of wrongOpenKeys) {
    const text = `${name} was used instead of the open key.`;
    yield { digits: open1('document', key, sealed).digits6, explanation: { cause: 'wrong-key', text } };
  }
}

const wrongOpenKeys: [key: string, name: string][] = [
  ['0'.repeat(35), 'A key of zeros'],
  [[...openKey].reverse().join(''), 'The open key in reverse order'],
];

/** Why `found` is not the issuer seal of `documentSeal6` under `key`. */
export function explainIssuerSeal(
  documentSeal6: string,
  documentSeal18: string,
  found: string,
  keys: VerifierKey[],
  methods: SealMethods = sealMethods(),
): Explanation {
  for (const { issuer, generation, key, use, method = sealMethod } of keys) {
    const who = `issuer ${issuer}, generation ${generation}`;
    const right = methods.get(method)?.sixDigits('issuer', key, documentSeal6).digits6 ?? '';
    if (lostZeros(found, right)) return { cause: 'lost-zeros', text: `Zeros in front were lost (${who}).` };
    if (found === right) return { cause: 'wrong-key', text: `The seal was made with the ${use} key of ${who}.` };
    if (open1('response', key, asciiBytes(documentSeal6)).digits6 === found)
      return { cause: 'label', text: `It is a one-time response to ${documentSeal6}, not a seal (${who}).` };
    if (open1('issuer', key, asciiBytes(documentSeal18)).digits6 === found)
      return { cause: 'eighteen-digits', text: `It was computed over the 18 digits instead of the 6 (${who}).` };
    if (open1('issuer', key, asciiBytes(String(Number(documentSeal6)))).digits6 === found)
      return {
        cause: 'lost-zeros',
        text: `It was computed over the document seal without its zeros in front (${who}).`,
      };
    for (const other of sealMethods().values())
      if (other.sixDigits('issuer', key, documentSeal6).digits6 === found)
        return {
          cause: 'method',
          text: `It was made with method ${other.id}, but the key of ${who} is for ${method}.`,
        };
  }
  return unknown('issuer seal');
}

/** HMAC-SHA-256 with any key; only to try mistakes, so written on plain SHA-256 (RFC 2104). */
function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = new Uint8Array(64);
  block.set(key);
  const inner = sha256(Uint8Array.of(...block.map((byte) => byte ^ 0x36)), data);
  return sha256(Uint8Array.of(...block.map((byte) => byte ^ 0x5c)), inner);
}

function sha256(first: Uint8Array, second: Uint8Array): Uint8Array {
  const shared = engine();
  return shared.scratch(() => {
    const { exports } = shared;
    const context = shared.allocate(exports.SHA256_CTX.value);
    const out = shared.allocate(32);
    const [a, b] = [shared.put(first), shared.put(second)];
    exports.sha256Init(context);
    exports.sha256Update(context, a, first.length);
    exports.sha256Update(context, b, second.length);
    exports.sha256Final(context, out);
    return shared.bytes(out, 32).slice();
  });
}

function decimal18(digest: Uint8Array): string {
  const number = digest.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return String(number % 10n ** 18n).padStart(18, '0');
}
