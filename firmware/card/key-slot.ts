// Seal and response keys: stored wrapped under the data key, opened for one command. Called by seal, response, put-key,
// put-delivery and GET DATA status.
import {
  CardFlag, KeyRef, LIMIT_KEY_DIGITS, Sw, Validity,
} from '../../protocol/generated/firmware/apdu';
import { aeadOpen, aeadSeal } from '../shared/chacha20-poly1305';
import { equalBytes, wipe } from '../shared/constant-time';
import { areDigits } from '../shared/digits';
import { Random, randomBytes } from '../shared/random';
import { readNumber } from '../shared/big-endian';
import { readCounters } from './counters';
import { put, readRecord, Rec } from './memory';
import { isMethod } from './methods';
import { cardFlags } from './pin-record';
import { dataKey, keyA, keyB, scratch } from './secrets';
import { terminalTime } from './session';

export const SLOT: u32 = 75;
const HEADER: u32 = 12;
const NONCE: usize = 12;
const WRAPPED: usize = 24;
const TAG: usize = 59;
/** Longest data of a key as PUT DATA and deliveries carry it: reference, method, generation, validity, digits. */
export const KEY_DATA: u32 = 46;

@unmanaged
export class KeyHeader {
  method: u8;
  generation: u8;
  zero: u16;
  validFrom: u32;
  validTo: u32;
}

const slot: usize = memory.data(76, 4);
/** What the tag covers beside the digits: header and class, so that a response key never works as a seal key. */
const associated: usize = memory.data(16, 4);

export function slotRecord(reference: u32): u32 {
  if (reference == KeyRef.SealCurrent) return Rec.SealCurrent;
  return reference == KeyRef.SealNext ? Rec.SealNext : Rec.Response;
}

export function isKeyReference(reference: u32): bool {
  return reference == KeyRef.SealCurrent || reference == KeyRef.SealNext || reference == KeyRef.Response;
}

export function keyHeader(): KeyHeader {
  return changetype<KeyHeader>(slot);
}

/** Reads a slot as it is stored; false if there is no key. */
export function loadSlot(reference: u32): bool {
  return readRecord(slotRecord(reference), slot, SLOT);
}

/** The stored bytes of the slot read last, for moving a key from next to current. */
export function slotBytes(): usize {
  return slot;
}

function associate(reference: u32): void {
  memory.copy(associated, slot, HEADER);
  store<u32>(associated, reference == KeyRef.Response ? KeyRef.Response : KeyRef.SealCurrent, 12);
}

/** Opens a key into `out` (35 digits); the status word. */
export function openSlot(reference: u32, out: usize): u32 {
  if (!loadSlot(reference)) return Sw.KeyNotFound;
  associate(reference);
  const right = aeadOpen(
    scratch, dataKey, slot + NONCE, associated, 16, slot + WRAPPED, LIMIT_KEY_DIGITS, slot + TAG, out,
  );
  return right != 0 ? Sw.Ok : Sw.Internal;
}

/** Checks the validity of the slot read last against the latest time that is known. */
export function checkValidity(): u32 {
  const header = keyHeader();
  const latest = max<u32>(readCounters().latestTime, terminalTime);
  if (latest > header.validTo) return Sw.KeyExpired;
  return terminalTime != 0 && latest < header.validFrom ? Sw.KeyNotYetValid : Sw.Ok;
}

export function validityByte(): Validity {
  return terminalTime != 0 ? Validity.Checked : Validity.TimeUnknown;
}

/** Checks the form of a key as it comes in (reference, method, generation, validity, digits). */
export function checkKeyData(data: usize, length: u32): u32 {
  const method: u32 = load<u8>(data, 1);
  if (!isKeyReference(load<u8>(data)) || load<u8>(data, 2) == 0) return Sw.WrongData;
  if (!isMethod(method)) return Sw.WrongData;
  if (readNumber(data + 3) > readNumber(data + 7)) return Sw.WrongData;
  return length == KEY_DATA && areDigits(data + 11, LIMIT_KEY_DIGITS) ? Sw.Ok : Sw.KeyNotDigits;
}

/** Seal key and response key must differ, except on a card that was personalised as classic. Uses keyB. */
export function checkKeysDiffer(data: usize): u32 {
  if ((cardFlags() & CardFlag.Classic) != 0) return Sw.Ok;
  const seals = load<u8>(data) != KeyRef.Response;
  let equal: u32 = 0;
  if (seals) equal = equalsSlot(KeyRef.Response, data + 11);
  else equal = equalsSlot(KeyRef.SealCurrent, data + 11) | equalsSlot(KeyRef.SealNext, data + 11);
  return equal != 0 ? Sw.KeysEqual : Sw.Ok;
}

function equalsSlot(reference: u32, digits: usize): u32 {
  if (openSlot(reference, keyB) != Sw.Ok) return 0;
  const equal = equalBytes(keyB, digits, LIMIT_KEY_DIGITS);
  wipe(keyB, 64);
  return equal;
}

/** Wraps a key that has been checked and adds it to the transaction under `reference`. */
export function putSlot(reference: u32, data: usize): u32 {
  const header = keyHeader();
  memory.fill(slot, 0, SLOT);
  header.method = load<u8>(data, 1);
  header.generation = load<u8>(data, 2);
  header.validFrom = readNumber(data + 3);
  header.validTo = readNumber(data + 7);
  if (randomBytes(slot + NONCE, 12) != Random.OK) return Sw.EntropyFailure;
  associate(reference);
  memory.copy(keyA, data + 11, LIMIT_KEY_DIGITS);
  aeadSeal(
    scratch, dataKey, slot + NONCE, associated, 16, keyA, LIMIT_KEY_DIGITS, slot + WRAPPED, slot + TAG,
  );
  put(slotRecord(reference), slot, SLOT, 1);
  return Sw.Ok;
}
