// Persistent store of small records on raw NOR flash; called by the card applet and by the device.
//
//   storeInit(firstSector, sectorCount, index, entries)   find the store           OK EMPTY DAMAGED MISUSE
//   storeFormatStep()                                     make it new, by steps    MORE OK FAILED MISUSE
//   storeRead(key, pointer, room)                         length of the value, or  ABSENT DAMAGED MISUSE EMPTY
//   storeLength(key), storeNextKey(after)                 length, next key, or     ABSENT …
//   storeBegin()                                          open a transaction       OK BUSY MISUSE …
//   storePut(key, pointer, length, secret)                add to it                OK BUSY FULL FAILED MISUSE
//   storeDelete(key)                                      add to it                OK BUSY FAILED MISUSE
//   storeCommit()                                         all of it, or nothing    OK FAILED MISUSE
//   storeAbort()                                          nothing of it
//   storeSave(key, pointer, length, secret)               begin, put, commit
//   storeRoom()                                           bytes that can be written before BUSY
//   storeIdle()                                           one piece of idle work; 1 while more is useful
//   counters: store-counter.ts
//
// Results are 0 or a length when good, negative when refused (enum Store in store-sectors.ts). Keys are 0..65535,
// values 0..1104 bytes. Nothing but storeIdle and storeFormatStep ever erases. A refused put or delete leaves the
// transaction open, except FAILED, which ends it. Reads inside a transaction give the state before it. STORE.md says
// why and how much.

import { capacity, idleStep } from './store-idle';
import { keyAt, lowerBound, offsetOf, placeOf, sequenceOf } from './store-index';
import {
  abortTransaction, beginTransaction, checkOf, fitsInHead, openNext, RECORD_LIMIT, writeCommit, writeRecord,
} from './store-log';
import { mount } from './store-mount';
import {
  FIRST_OFFSET, Found, Kind, readRecord, RECORD, record, recordSize, sizeOfRecord, VALUE_MAX,
} from './store-record';
import {
  addressOf, eraseSector, firstSequence, forgetBytes, programFormatFlags, programHeader, SECTOR, state, Store,
} from './store-sectors';
import { flashRead } from './flash';

export { Store } from './store-sectors';
export { VALUE_MAX } from './store-record';

/**
 * Finds the store in `sectorCount` (8..256) sectors from `firstSector` on. `index` is 4-aligned memory of `entries` * 4
 * bytes that belongs to the store from now on, one entry for each key there will ever be at once.
 * EMPTY and DAMAGED allow nothing but storeFormatStep, and have programmed nothing.
 */
export function storeInit(firstSector: u32, sectorCount: u32, index: usize, entries: u32): i32 {
  state.status = Store.MISUSE;
  if (sectorCount < 8 || sectorCount > 256 || firstSector > 0xfff00 || (index & 3) != 0) return Store.MISUSE;
  state.firstSector = firstSector;
  state.sectorCount = sectorCount;
  state.indexBase = index;
  state.indexCapacity = entries;
  state.formatNext = 0;
  state.status = mount();
  return state.status;
}

/**
 * Makes a new store: an EMPTY flash in one step, else by erasing one sector a call. Call it until it is not MORE.
 * Precondition: storeInit was no MISUSE. Once begun, the store is DAMAGED; a cut in the first two steps leaves it so
 * (formatWasCut), a later one a new store.
 */
export function storeFormatStep(): i32 {
  if (state.status == Store.MISUSE || state.sectorCount == 0) return Store.MISUSE;
  if (state.status == Store.EMPTY) {
    // One operation, so that a cut at the very first start leaves the flash empty; idle work erases the other sectors.
    if (!programHeader(firstSequence())) return Store.FAILED;
    state.status = mount();
    return state.status;
  }
  if (state.status != Store.DAMAGED || state.formatNext == 0) {
    state.formatNext = 1;
    if (state.status == Store.OK) commitFormat();
    state.status = Store.DAMAGED;
    programFormatFlags();
    return Store.MORE;
  }
  // The first sector makes the new store; from then on the others, which have been given up, are only waste to erase.
  if (!eraseSector(firstSequence() + state.formatNext - 1)) return Store.FAILED;
  if (state.formatNext == 1 && !programHeader(firstSequence())) return Store.FAILED;
  if (++state.formatNext <= state.sectorCount) return Store.MORE;
  state.formatNext = 0;
  state.status = mount();
  return state.status;
}

// A format begins with a commit, so that a cut leaves the whole store or none. A record goes before it because a mount
// settles at once what follows a record without a commit.
function commitFormat(): void {
  beginTransaction();
  if (fitsInHead(2 * RECORD, SECTOR) || (state.ready > 0 && openNext() == Store.OK)) {
    if (writeRecord(Kind.DELETE, 0, 0, 0, 0, 0, false) == Store.OK) writeCommit(state.tail);
  }
  state.open = false;
}

/**
 * Copies a value to memory with `room` bytes at `pointer`; returns its length. DAMAGED (and zeros) if its CRC is wrong.
 */
export function storeRead(key: u32, pointer: usize, room: u32): i32 {
  const length = storeLength(key);
  if (length < 0) return length;
  if (<u32>length > room) return Store.MISUSE;
  const place = placeOf(key);
  flashRead(addressOf(sequenceOf(place), offsetOf(place) + RECORD), pointer, length);
  if (checkOf(pointer, length) == record.check) return length;
  memory.fill(pointer, 0, length);
  return Store.DAMAGED;
}

/** Length of a value. */
export function storeLength(key: u32): i32 {
  if (state.status != Store.OK) return state.status;
  const place = key <= 0xffff ? placeOf(key) : 0;
  if (place == 0) return Store.ABSENT;
  return readRecord(sequenceOf(place), offsetOf(place)) == Found.RECORD ? <i32>record.length : Store.DAMAGED;
}

/** Smallest key above `after` (-1 to begin). */
export function storeNextKey(after: i32): i32 {
  if (state.status != Store.OK) return state.status;
  const i = lowerBound(<u32>(after + 1));
  return i < state.indexCount ? <i32>keyAt(i) : Store.ABSENT;
}

/** Opens a transaction. */
export function storeBegin(): i32 {
  if (state.status != Store.OK) return state.status;
  if (state.open) return Store.MISUSE;
  if (state.ready == 0) return Store.BUSY;
  beginTransaction();
  return Store.OK;
}

/**
 * Adds a record to the open transaction. `secret` 1: when it is superseded, its value in flash is zeroed after the
 * commit.
 * Preconditions: `length` bytes at `pointer`, at most VALUE_MAX; key up to 65535.
 */
export function storePut(key: u32, pointer: usize, length: u32, secret: u32): i32 {
  if (!state.open || key > 0xffff || length > VALUE_MAX || secret > 1) return Store.MISUSE;
  const place = placeOf(key);
  let grows = <i32>recordSize(length);
  if (place != 0 && readRecord(sequenceOf(place), offsetOf(place)) == Found.RECORD) grows -= <i32>sizeOfRecord();
  if (grows > 0 && state.live + state.growth + grows > capacity()) return Store.FULL;
  if (place == 0 && state.indexCount + state.added >= state.indexCapacity) return Store.FULL;
  const room = makeRoom(recordSize(length));
  if (room != Store.OK) return room;
  if (grows > 0) state.growth += grows;
  if (place == 0) state.added++;
  return writeRecord(Kind.PUT, <u8>secret, key, length, checkOf(pointer, length), pointer, false);
}

/** Adds a deletion to the open transaction; of a record that is not there, too. */
export function storeDelete(key: u32): i32 {
  if (!state.open || key > 0xffff) return Store.MISUSE;
  const room = makeRoom(RECORD);
  return room != Store.OK ? room : writeRecord(Kind.DELETE, 0, key, 0, 0, 0, false);
}

// Room for a record in the head or in the next sector, which a caller may take only while another one is left for
// moves.
function makeRoom(size: u32): i32 {
  if (fitsInHead(size, RECORD_LIMIT)) return Store.OK;
  return state.ready < 2 ? Store.BUSY : openNext();
}

/** Commits the open transaction: when it returns OK, all of it holds whatever happens; cut before, none of it does. */
export function storeCommit(): i32 {
  if (!state.open) return Store.MISUSE;
  if (state.records > 0) return writeCommit(state.tail);
  state.open = false;
  return Store.OK;
}

/** Ends the open transaction, if there is one, without effect. */
export function storeAbort(): void {
  if (state.open) abortTransaction();
}

/** A transaction of one put; FULL, BUSY and the like leave none open. */
export function storeSave(key: u32, pointer: usize, length: u32, secret: u32): i32 {
  let result = storeBegin();
  if (result != Store.OK) return result;
  result = storePut(key, pointer, length, secret);
  if (result == Store.OK) return storeCommit();
  storeAbort();
  return result;
}

/** Bytes of records that can be written before BUSY, if each record and the commit takes what recordSize says. */
export function storeRoom(): u32 {
  if (state.status != Store.OK || state.ready == 0) return 0;
  const mark = state.mark ? RECORD : 0;
  const here = state.offset + mark < RECORD_LIMIT ? RECORD_LIMIT - state.offset - mark : 0;
  return here + (state.ready - 1) * (RECORD_LIMIT - FIRST_OFFSET);
}

/**
 * One bounded piece of idle work: at most one erase, or the moving of one sector, or one sector's stale secrets zeroed.
 * Returns 1 while more is useful. After it has returned 0, no superseded secret is left anywhere in the flash.
 */
export function storeIdle(): u32 {
  return state.status == Store.OK && !state.open && idleStep() ? 1 : 0;
}

/** Forgets the bytes programmed last: for callers that store secrets in clear, after a transaction or idle work. */
export function storeForget(): void {
  forgetBytes();
}

/** How often each sector has been erased since the first format, about. */
export function storeWear(): u32 {
  return state.status == Store.OK ? state.head / state.sectorCount : 0;
}
