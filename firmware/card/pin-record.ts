// The PIN's record and the tries: what is stored, how many are left, whether the card is blocked. Called by PIN
// commands, the dispatcher and GET DATA status. Nothing here is secret: the record holds the data key only wrapped.
import {
  BlockReason, CardFlag, CardState, LIMIT_PIN_MAXIMUM, LIMIT_PIN_MINIMUM,
} from '../../protocol/generated/firmware/apdu';
import { counterRead } from '../shared/store-counter';
import { separateChip } from './board';
import { readRecord, Rec, storedLife } from './memory';

export const PIN_RECORD: u32 = 88;

@unmanaged
export class PinRecord {
  flags: u8;
  triesMaximum: u8;
  zero: u16;
  stretchCount: u32;
  salt0: u64;
  salt1: u64;
  wrapped0: u64;
  wrapped1: u64;
  wrapped2: u64;
  wrapped3: u64;
  tag0: u64;
  tag1: u64;
  check0: u64;
  check1: u64;
}

export const SALT: usize = 8;
export const WRAPPED: usize = 24;
export const TAG: usize = 56;
export const CHECK: usize = 72;

const at: usize = memory.data(88, 8);

/** The record as last read by loadPinRecord, or as it is being made. */
export function pinRecord(): PinRecord {
  return changetype<PinRecord>(at);
}

export function pinRecordAt(): usize {
  return at;
}

/** False on a card without a PIN. */
export function loadPinRecord(): bool {
  if (readRecord(Rec.Pin, at, PIN_RECORD)) return true;
  memory.fill(at, 0, PIN_RECORD);
  return false;
}

export function cardFlags(): u32 {
  loadPinRecord();
  return <u32>pinRecord().flags | (separateChip() != 0 ? 0 : CardFlag.SoftCard);
}

/** A card on the device's own chip demands eight digits. */
export function pinMinimum(): u32 {
  return separateChip() != 0 ? LIMIT_PIN_MINIMUM : LIMIT_PIN_MAXIMUM;
}

/** Tries left; none if the count cannot be read, which is no reason to forget a key. */
export function triesLeft(): u32 {
  if (!loadPinRecord()) return 0;
  const used = counterRead(Rec.Tries);
  const most: i32 = pinRecord().triesMaximum;
  return used < 0 || used >= most ? 0 : most - used;
}

/** True after a try that was begun and not finished: power went, or the card was pulled. */
export function wasInterrupted(): bool {
  const used = counterRead(Rec.Tries);
  return used > 0 && used != counterRead(Rec.SettledTries);
}

export function blockReason(): BlockReason {
  if (cardState() != CardState.Blocked) return BlockReason.None;
  return wasInterrupted() ? BlockReason.InterruptedLastTry : BlockReason.WrongPins;
}

/** The life of the card as everybody sees it: blocked follows from the count, and is for ever. */
export function cardState(): CardState {
  const life = storedLife();
  if (life < CardState.MustChangePin) return life;
  return triesLeft() == 0 ? CardState.Blocked : life;
}
