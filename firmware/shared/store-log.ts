// Writing the store's log: records, commits, applying a commit to the index. Called by store.ts and store-idle.ts.
//
// Only appends. Order matters: each program operation is finished and read back before the next begins, so after a cut
// exactly one operation, the last, may be torn; a commit counts only when everything before it is whole.

import { crc32 } from './crc32';
import { flashRead } from './flash';
import { offsetOf, placeIn, placeOf, sequenceOf, setPlace } from './store-index';
import {
  composeRecord, FIRST_OFFSET, Found, Kind, nextOffset, readRecord, RECORD, record, recordSize, sizeOfRecord,
} from './store-record';
import {
  addressOf, flashIsFilled, PAGE, page, programHeader, programVerified, programZeros, SECTOR, state, Store,
} from './store-sectors';

/**
 * Records of callers end here, so that a commit fits behind, and one move makes a sector's records fit into another.
 */
export const RECORD_LIMIT: u32 = SECTOR - 2 * RECORD;
/** Records moved into a fresh sector end here. */
export const MOVE_LIMIT: u32 = SECTOR - RECORD;

export function beginTransaction(): void {
  state.open = true;
  state.records = 0;
  state.recordsHere = 0;
  state.growth = 0;
  state.added = 0;
}

/** Leaves the open transaction: its records stay in the log without a commit, a mark will say so. */
export function abortTransaction(): void {
  if (state.records > 0) {
    state.mark = true;
    state.scrub = state.tail;
  }
  state.open = false;
}

// After a program that did not take: nothing may be read from here to the end of the page, and nothing written.
function abandon(): i32 {
  sealRest(state.offset);
  state.offset = (state.offset & ~(PAGE - 1)) + PAGE;
  state.mark = true;
  state.scrub = state.tail;
  state.open = false;
  return Store.FAILED;
}

/** Programs zeros from `offset` to the end of its page in the head: what was torn there can never become a commit. */
export function sealRest(offset: u32): void {
  if (offset < SECTOR) programZeros(addressOf(state.head, offset), PAGE - (offset & (PAGE - 1)));
}

/** Whether `size` bytes (and the mark, if one is due) fit into the head up to `limit`. */
export function fitsInHead(size: u32, limit: u32): bool {
  return state.offset + (state.mark ? RECORD : 0) + size <= limit;
}

/**
 * Before the first operation on the head after a mount: zeroes where a cut may have left something without a trace. The
 * same bytes go to the same place if this is cut and done again.
 */
export function settleHead(): void {
  if (!state.unsettled) return;
  sealRest(state.sealFrom);
  state.unsettled = false;
}

/** Lets the log enter the next sector. Precondition: state.ready > 0. */
export function openNext(): i32 {
  settleHead();
  if (!programHeader(state.head + 1)) {
    state.ready = 0; // erased anew when idle
    state.open = false;
    state.mark = true;
    state.scrub = state.tail;
    return Store.FAILED;
  }
  state.head++;
  state.ready--;
  state.offset = FIRST_OFFSET;
  state.headCommits = 0;
  state.recordsHere = 0;
  return Store.OK;
}

function writeMark(): i32 {
  settleHead();
  composeRecord(state.head, state.offset, Kind.MARK, 0, 0, 0, 0, 0);
  if (!programVerified(addressOf(state.head, state.offset), page, RECORD)) return abandon();
  if (readRecord(state.head, state.offset) != Found.RECORD || record.kind != Kind.MARK) return abandon();
  state.offset += RECORD;
  state.mark = false;
  return Store.OK;
}

/**
 * Writes one put or delete of the open transaction at the head, where it must fit.
 * The value comes from memory at `from`, or from flash address `from`.
 */
export function writeRecord(
  kind: Kind, secret: u8, key: u32, length: u32, check: u32, from: usize, fromFlash: bool,
): i32 {
  if (state.mark) {
    const marked = writeMark();
    if (marked != Store.OK) return marked;
  }
  if (state.records == 0) {
    state.startSequence = state.head;
    state.startOffset = state.offset;
  }
  state.records++;
  state.recordsHere++;
  const end = state.offset + recordSize(length);
  composeRecord(state.head, state.offset, kind, secret, key, length, 0, check);
  let fill = RECORD;
  let taken: u32 = 0;
  do {
    const piece = min<u32>(PAGE - (state.offset & (PAGE - 1)) - fill, length - taken);
    if (fromFlash) flashRead(<u32>from + taken, page + fill, piece);
    else memory.copy(page + fill, from + taken, piece);
    const good = programVerified(addressOf(state.head, state.offset), page, fill + piece);
    memory.fill(page, 0, PAGE);
    if (!good) return abandon();
    state.offset += fill + piece;
    taken += piece;
    fill = 0;
  } while (taken < length);
  state.offset = end;
  return Store.OK;
}

/** CRC of a value in memory. */
export function checkOf(pointer: usize, length: u32): u32 {
  return crc32(0, pointer, length);
}

/** Commits the open transaction and says that the log begins at `tail`. The commit must fit into the head. */
export function writeCommit(tail: u32): i32 {
  if (state.mark) {
    const marked = writeMark();
    if (marked != Store.OK) return marked;
  }
  const head = state.head;
  const format: u8 = state.formatNext != 0 ? 1 : 0;
  composeRecord(
    head, state.offset, Kind.COMMIT, format, state.records, state.recordsHere, head - tail, state.number + 1,
  );
  if (!programVerified(addressOf(head, state.offset), page, RECORD)) return abandon();
  // As a mount will see it: a commit that was composed wrong (a skipped instruction) must not count until power goes.
  if (readRecord(head, state.offset) != Found.RECORD || record.kind != Kind.COMMIT) return abandon();
  state.number++;
  state.headCommits++;
  state.open = false;
  const end = state.offset;
  state.offset += RECORD;
  state.tail = tail;
  if (state.records == 0) return Store.OK;
  if (!applyRecords(state.startSequence, state.startOffset, head, end, true)) state.status = Store.DAMAGED;
  return state.status;
}

/**
 * Applies all puts and deletes from a place up to a commit to the index; with `wipe`, zeroes the secrets they
 * supersede.
 * False if a record of them cannot be read or the index is full.
 */
export function applyRecords(sequence: u32, offset: u32, endSequence: u32, endOffset: u32, wipe: bool): bool {
  while (sequence < endSequence || offset < endOffset) {
    if (offset >= SECTOR) {
      sequence++;
      offset = FIRST_OFFSET;
      continue;
    }
    const found = readRecord(sequence, offset);
    const next = nextOffset(found, offset);
    if (found == Found.JUNK || (found == Found.RECORD && record.kind != Kind.PUT && record.kind != Kind.DELETE))
      return false;
    if (found == Found.RECORD) {
      const key = <u32>record.key;
      const put = record.kind == Kind.PUT;
      if (wipe) {
        state.live += put ? <i32>sizeOfRecord() : 0;
        const old = placeOf(key);
        if (old != 0) retire(old);
      }
      if (!setPlace(key, put ? placeIn(sequence, offset) : 0)) return false;
    }
    offset = next;
  }
  return true;
}

// Takes a superseded record out of the count and zeroes its value if it is a secret.
function retire(place: u32): void {
  const sequence = sequenceOf(place);
  const offset = offsetOf(place);
  if (readRecord(sequence, offset) != Found.RECORD) return;
  state.live -= <i32>sizeOfRecord();
  if (record.secret != 0) wipeValue(sequence, offset);
}

/** Zeroes the value of the put that was read last, at its place, unless it is zeros already. True if it did. */
export function wipeValue(sequence: u32, offset: u32): bool {
  const address = addressOf(sequence, offset + RECORD);
  const length = sizeOfRecord() - RECORD;
  if (flashIsFilled(address, length, 0)) return false;
  programZeros(address, length);
  return true;
}
