// Index of the store in memory: which key lies where, sorted by key. The memory is the caller's. Called by the store
// files.
//
//   entry: 0 key (u16) | 2 place (u16) = sector index * 256 + offset / 16

import { SECTOR, state } from './store-sectors';

export const ENTRY: u32 = 4;

/** Number of the first entry whose key is at least `key`. */
export function lowerBound(key: u32): u32 {
  let low: u32 = 0;
  let high = state.indexCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Key of entry `i`, which must exist. */
export function keyAt(i: u32): u32 {
  return load<u16>(state.indexBase + i * ENTRY);
}

/** Place of a key, or 0: place 0 is a sector header, never a record. */
export function placeOf(key: u32): u32 {
  const i = lowerBound(key);
  return i < state.indexCount && keyAt(i) == key ? load<u16>(state.indexBase + i * ENTRY, 2) : 0;
}

/** Sets the place of a key, 0 to remove it. False if there is no room. */
export function setPlace(key: u32, place: u32): bool {
  const i = lowerBound(key);
  const at = state.indexBase + i * ENTRY;
  const there = i < state.indexCount && keyAt(i) == key;
  if (place == 0) {
    if (!there) return true;
    state.indexCount--;
    memory.copy(at, at + ENTRY, (state.indexCount - i) * ENTRY);
    return true;
  }
  if (!there) {
    if (state.indexCount == state.indexCapacity) return false;
    memory.copy(at + ENTRY, at, (state.indexCount - i) * ENTRY);
    state.indexCount++;
    store<u16>(at, <u16>key);
  }
  store<u16>(at, <u16>place, 2);
  return true;
}

/** Place of an offset in the sector with that sequence number. */
export function placeIn(sequence: u32, offset: u32): u32 {
  return (sequence % state.sectorCount) * 256 + offset / 16;
}

/** Sequence number of the log's sector that holds a place. */
export function sequenceOf(place: u32): u32 {
  const headIndex = state.head % state.sectorCount;
  const index = place >>> 8;
  return state.head - (headIndex >= index ? headIndex - index : headIndex + state.sectorCount - index);
}

/** Offset of a place in its sector. */
export function offsetOf(place: u32): u32 {
  return (place * 16) % SECTOR;
}
