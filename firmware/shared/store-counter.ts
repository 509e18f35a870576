// Counters that only move forward until they are reset, for PIN tries; called by the card applet.
//
// A count is a record of 4 bytes in a transaction of its own: 48 bytes, two program operations, no erase. Cut
// anywhere it is the old count or the new one, and it stays what the next power-up read. A counter that is absent or
// damaged is an error, never a number: no caller can take it for "no tries used" or "no tries left".

import { Store, storeRead, storeSave } from './store';

const value = memory.data(4, 4);

/** The count (0..0x7fffffff), or a refusal of storeRead. */
export function counterRead(key: u32): i32 {
  const length = storeRead(key, value, 4);
  if (length < 0) return length;
  return length == 4 && load<i32>(value) >= 0 ? load<i32>(value) : Store.DAMAGED;
}

/** Sets the count and reads it back from flash: OK only if flash then holds it. Precondition: count >= 0. */
export function counterWrite(key: u32, count: i32): i32 {
  if (count < 0) return Store.MISUSE;
  store<i32>(value, count);
  const result = storeSave(key, value, 4, 0);
  if (result != Store.OK) return result;
  return counterRead(key) == count ? Store.OK : Store.FAILED;
}

/** Counts one more. Order matters for PIN tries: raise, see OK, only then compare. Precondition: the counter exists. */
export function counterRaise(key: u32): i32 {
  const count = counterRead(key);
  if (count < 0) return count;
  return count == 0x7fffffff ? Store.FULL : counterWrite(key, count + 1);
}
