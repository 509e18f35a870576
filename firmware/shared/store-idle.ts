// Idle work of the store: zeroing stale secrets, erasing, moving live records out of the oldest sector. Called by
// store.ts.
//
// A move is committed in the same commit that declares the new tail. What does not fit behind the head goes whole into
// one fresh sector, and a fresh sector without a commit is given back: so one sector in reserve is enough, however
// often power is cut.

import { placeIn, placeOf } from './store-index';
import {
  abortTransaction, beginTransaction, fitsInHead, MOVE_LIMIT, openNext, RECORD_LIMIT, settleHead, wipeValue,
  writeCommit, writeRecord,
} from './store-log';
import { FIRST_OFFSET, Found, Kind, nextOffset, readRecord, RECORD, record, sizeOfRecord } from './store-record';
import { addressOf, eraseSector, PAGE, programZeros, SECTOR, state, Store } from './store-sectors';

/** Erased sectors that idle work keeps ready: a quarter of all and 2, at most 8. One of them is for moves alone. */
export function readyGoal(): u32 {
  return min<u32>(state.sectorCount / 4 + 2, 8);
}

/**
 * Bytes of live records that always leave idle work something to gain: in the worst case 2912 bytes a sector are used.
 */
export function capacity(): i32 {
  return <i32>((state.sectorCount - readyGoal() - 2) * 2912);
}

/** One piece of idle work. True if something was done and there may be more. */
export function idleStep(): bool {
  if (state.scrub != 0) {
    scrubSector(state.scrub);
    state.scrub = state.scrub < state.head ? state.scrub + 1 : 0;
    return true;
  }
  const used = state.head - state.tail + 1;
  if (used + state.ready < state.sectorCount) {
    if (!eraseSector(state.head + state.ready + 1)) return false;
    state.ready++;
    return true;
  }
  if (state.ready >= readyGoal() || used == 1 || state.live > capacity()) return false;
  return moveTail();
}

// Zeroes in one sector every stale secret, and whatever is no record (it may be the beginning of one).
function scrubSector(sequence: u32): void {
  let offset = FIRST_OFFSET;
  while (offset < SECTOR) {
    const found = readRecord(sequence, offset);
    const next = nextOffset(found, offset);
    if (found == Found.JUNK) programZeros(addressOf(sequence, offset), PAGE - (offset & (PAGE - 1)));
    else if (found == Found.RECORD && record.kind == Kind.PUT && record.secret != 0) {
      if (placeOf(record.key) != placeIn(sequence, offset)) wipeValue(sequence, offset);
    }
    offset = next;
  }
}

// Gives a fresh sector back that a cut move has left without a commit; the next step erases it.
function giveHeadBack(): bool {
  if (state.headCommits > 0 || state.head == state.tail) return false;
  settleHead(); // first, or a commit cut without a trace could show behind a log that ends before it
  programZeros(addressOf(state.head, 0), 24);
  state.head--;
  state.offset = SECTOR;
  return true;
}

function moveTail(): bool {
  if (state.ready == 0) return giveHeadBack();
  const tail = state.tail;
  let limit = RECORD_LIMIT;
  let offset = FIRST_OFFSET;
  beginTransaction();
  while (offset < SECTOR) {
    const found = readRecord(tail, offset);
    const next = nextOffset(found, offset);
    if (found == Found.RECORD && record.kind == Kind.PUT && placeOf(record.key) == placeIn(tail, offset)) {
      const size = sizeOfRecord();
      if (!fitsInHead(size, limit)) {
        if (limit == MOVE_LIMIT || !enterFresh()) return giveUp();
        limit = MOVE_LIMIT;
        continue; // enterFresh has read other records
      }
      const source = addressOf(tail, offset + RECORD);
      if (writeRecord(Kind.PUT, record.secret, record.key, record.length, record.check, source, true) != Store.OK)
        return false;
    }
    offset = next;
  }
  if (!fitsInHead(RECORD, SECTOR) && !enterFresh()) return giveUp();
  return writeCommit(tail + 1) == Store.OK;
}

function giveUp(): bool {
  abortTransaction();
  return false;
}

// Commits what has been moved behind the head so far, then goes on in the next sector.
function enterFresh(): bool {
  if (state.records > 0) {
    if (writeCommit(state.tail) != Store.OK) return false;
    beginTransaction();
  }
  return openNext() == Store.OK;
}
