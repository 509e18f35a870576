// Digits of seals: always text, zeros in front kept; compression from 18 to 6 (seal document 7).
import { compressSeal as compress } from '../compress-seal.ts';
import { SealError } from '../errors.ts';

/** Answers the digits, or says what is wrong with them. A lost leading zero is the usual mistake. */
export function requireDigits(digits: string, count: number, what: string): string {
  if (/^\d*$/.test(digits) && digits.length === count) return digits;
  const got = /^\d*$/.test(digits) ? `${digits.length} digits` : 'other characters';
  const hint = digits.length < count ? ' Zeros in front belong to it.' : '';
  throw new SealError('seal-digits', `${what} needs exactly ${count} digits, got ${got}.${hint}`);
}

/** The six digits that stand for eighteen. */
export function compressSeal(digits18: string): string {
  return compress(requireDigits(digits18, 18, 'Compressing a seal'));
}

/** Compares without telling by its time where two texts of equal length differ. */
export function sameDigits(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

export const asciiBytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (one) => one.charCodeAt(0));
export const asciiText = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
