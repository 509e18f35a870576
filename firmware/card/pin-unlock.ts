// The PIN path: count first, stretch, unwrap the data key, check twice, then reset the count. Called by verify and
// change-reference-data. A comparison alone grants nothing: without the data key no stored key opens.
import { Sw } from '../../protocol/generated/firmware/apdu';
import { aeadOpen, aeadSeal } from '../shared/chacha20-poly1305';
import { equalBytes, wipe } from '../shared/constant-time';
import { hmacSha256 } from '../shared/hmac';
import { pbkdf2Begin, pbkdf2Finish, pbkdf2Step } from '../shared/pbkdf2';
import { counterRaise, counterRead, counterWrite } from '../shared/store-counter';
import { Store } from '../shared/store';
import { putNumber, Rec } from './memory';
import { CHECK, loadPinRecord, pinMinimum, pinRecord, pinRecordAt, SALT, TAG, triesLeft, WRAPPED } from './pin-record';
import { dataKey, keyA, keyB, scratch, stretch } from './secrets';

/** Iterations a step: 64 take about 8 ms on a 125 MHz Cortex-M0+ (two block functions of 7,848 cycles each). */
const ITERATIONS: u32 = 64;
const SALT_LENGTH: u32 = 16;
/** "check": what the check value is an HMAC of. */
const checkLabel: usize = memory.data<u8>([0x63, 0x68, 0x65, 0x63, 0x6b]);
/** A wrapping key is used once, for its own salt: the nonce may be constant. */
const nonce: usize = memory.data(12, 4);

/** 0 while there is more to do; the status word at the end. */
export const WORKING: u32 = 0;

/** Whether 8 bytes are 4 to 8 ASCII digits filled with FF; the number of digits, or 0. */
export function pinDigits(pin: usize): u32 {
  let digits: u32 = 0;
  while (digits < 8 && <u32>load<u8>(pin + digits) - 0x30 < 10) digits++;
  for (let i = digits; i < 8; i++) if (load<u8>(pin + i) != 0xff) return 0;
  return digits >= 4 ? digits : 0;
}

/** Whether a PIN may be set on this card. */
export function pinMaySet(pin: usize): bool {
  return pinDigits(pin) >= pinMinimum();
}

/**
 * Counts the try; WORKING only if flash has been seen to hold one more. Never Ok: a caller whose check of the result
 * was skipped would answer it.
 */
export function countTry(): u32 {
  const before = counterRead(Rec.Tries);
  if (before < 0) return Sw.MemoryFailure;
  if (triesLeft() == 0) return Sw.PinBlocked;
  if (counterRaise(Rec.Tries) != Store.OK) return Sw.MemoryFailure;
  // Order matters: nothing is compared before the count is seen to stand one higher, whatever the call above answered.
  return counterRead(Rec.Tries) == before + 1 ? WORKING : Sw.MemoryFailure;
}

/** Begins to stretch a PIN with the salt and count of the record in memory. */
export function stretchBegin(pin: usize): void {
  pbkdf2Begin(stretch, pin, 8, pinRecordAt() + SALT, SALT_LENGTH, 1, pinRecord().stretchCount);
}

/** True once the wrapping key lies in keyA. */
export function stretchStep(): bool {
  if (pbkdf2Step(stretch, ITERATIONS) != 0) return false;
  pbkdf2Finish(stretch, keyA);
  return true;
}

/**
 * Unwraps the data key with keyA. Two checks that do not share a value: the tag of the record, then the check value
 * computed from what came out; so a single skipped instruction passes at most one of them.
 */
export function unwrapDataKey(): bool {
  wipe(keyB, 64);
  if (!loadPinRecord()) return false;
  const at = pinRecordAt();
  const opened = aeadOpen(scratch, keyA, nonce, at, 24, at + WRAPPED, 32, at + TAG, keyB);
  if (opened == 0) return false;
  checkValue(keyB, keyB + 32);
  if (equalBytes(keyB + 32, at + CHECK, 16) == 0) return false;
  memory.copy(dataKey, keyB, 32);
  return true;
}

/** Wraps the data key with keyA into the record in memory, whose flags, count and salt are already set. */
export function wrapDataKey(): void {
  const at = pinRecordAt();
  aeadSeal(scratch, keyA, nonce, at, 24, dataKey, 32, at + WRAPPED, at + TAG);
  checkValue(dataKey, keyB);
  memory.copy(at + CHECK, keyB, 16);
}

function checkValue(key: usize, out: usize): void {
  hmacSha256(scratch, key, 32, checkLabel, 5, out);
}

/** 1 if the data key in the slot is the one of the record in memory. */
export function isDataKeyRight(): u32 {
  checkValue(dataKey, keyB);
  return equalBytes(keyB, pinRecordAt() + CHECK, 16);
}

/**
 * Adds to the transaction that no try is used. If the data key is not the right one, a fault has skipped a check before
 * this one: then the tries stay as they were counted.
 */
export function putTriesBack(): void {
  const used = <u32>counterRead(Rec.Tries) * (isDataKeyRight() ^ 1);
  putNumber(Rec.Tries, used);
  putNumber(Rec.SettledTries, used);
}

/** A finished wrong try: it is no longer an interrupted one. Says how many are left. */
export function settleWrongTry(): u32 {
  if (counterWrite(Rec.SettledTries, counterRead(Rec.Tries)) != Store.OK) return Sw.MemoryFailure;
  const left = triesLeft();
  return left == 0 ? Sw.PinBlocked : Sw.WrongPin | left;
}
