// The seal methods of keys by number: six digits in, 18 and 6 digits out. Called by seal and response.
import { CardMethod, LIMIT_KEY_DIGITS } from '../../protocol/generated/firmware/apdu';
import { compress18to6 } from '../shared/compress';
import { areDigits } from '../shared/digits';
import { OPEN1_DIGITS, open1Final, open1Init, open1Update, SealLabel } from '../shared/open-1';
import { externalSeal } from './board';
import { ocraSixDigits } from './ocra-default';
import { scratch } from './secrets';

const SIX: u32 = 6;

/** Whether a key of this method can be used; `external` only in a card built with one (firmware/external.ts). */
export function isMethod(method: u32): bool {
  if (method == CardMethod.External) return isDefined(EXTERNAL_METHOD);
  return method == CardMethod.Open1 || method == CardMethod.Ocra;
}

/**
 * Writes 18 digits (spaces where the method has no such stage) and 6. Only open-1 knows labels: with the others a seal
 * differs from a response by its key alone. False if the external method failed.
 */
export function sixDigits(
  method: u32, label: SealLabel, key: usize, data: usize, digits18: usize, digits6: usize,
): bool {
  if (method == CardMethod.Ocra) {
    memory.fill(digits18, 0x20, OPEN1_DIGITS);
    ocraSixDigits(key, data, digits6);
    return true;
  }
  if (method == CardMethod.External) {
    if (!externalDigits(key, data, digits18)) return false;
  } else {
    open1Init(scratch, key, label);
    open1Update(scratch, data, SIX);
    open1Final(scratch, digits18);
  }
  compress18to6(digits18, digits6);
  return true;
}

function externalDigits(key: usize, data: usize, out: usize): bool {
  if (!isDefined(EXTERNAL_METHOD)) return false;
  memory.fill(out, 0, OPEN1_DIGITS);
  return externalSeal(key, LIMIT_KEY_DIGITS, data, SIX, out) == 0 && areDigits(out, OPEN1_DIGITS);
}
