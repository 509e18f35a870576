// Finding the store in flash after power-up, and settling what a cut left. Called by store.ts.
//
// Reads at most 3 headers a sector and, in the log, every record header once (the last sector and the one behind it
// twice): at most 256 reads of 16 bytes a sector. Values are not read here; each read of a record checks its CRC.

import { flashRead } from './flash';
import { keyAt, offsetOf, placeOf, sequenceOf } from './store-index';
import { applyRecords, sealRest } from './store-log';
import { FIRST_OFFSET, Found, Kind, nextOffset, readRecord, RECORD, record, sizeOfRecord } from './store-record';
import {
  addressOf, firstSequence, flashIsFilled, isReady, isVirgin, PAGE, page, programVerified, renewHeader,
  SECTOR, sequenceAt, state, Store, wasGivenUp,
} from './store-sectors';

// The whole record read last.
const lastRecord = memory.data(16, 4);

@unmanaged
class Scan {
  /** Commits seen in the sector, and how far before the last the log begins. */
  commits: u32;
  back: u32;
  /** A commit said that a format has begun. */
  format: bool;
  /** Records since the last commit or mark: all, those in this sector, the first of them. */
  pending: u32;
  pendingHere: u32;
  startSequence: u32;
  startOffset: u32;
  /** Place (0: none) and end of the last whole record of the sector. */
  last: u32;
  end: u32;
  /** Number of the last commit applied; the count in a log's first commit cannot be checked if it began before. */
  number: u32;
  first: bool;
}

const scan = changetype<Scan>(memory.data(offsetof<Scan>(), 4));

/** Sets up the state from flash. Returns OK, EMPTY or DAMAGED; only when OK has it programmed anything. */
export function mount(): i32 {
  state.indexCount = 0;
  state.open = false;
  state.live = 0;
  state.formatFound = false;
  let head: u32 = 0;
  for (let i: u32 = 0; i < state.sectorCount; i++) {
    head = max(head, sequenceAt(i));
  }
  if (head == 0) return isEmpty() ? Store.EMPTY : Store.DAMAGED;
  state.head = head;
  let start = head;
  while (start > firstSequence() && head - start + 1 < state.sectorCount) {
    if (sequenceAt((start - 1) % state.sectorCount) != start - 1) break;
    start--;
  }
  // A sector behind the head that holds commits of that number is a head whose header went bad: not a shorter log.
  scan.commits = 0;
  scan.format = false;
  if (!wasGivenUp(head + 1)) scanSector(head + 1, false);
  if (scan.commits > 0) return Store.DAMAGED;
  const found = findTail(start);
  state.formatFound = scan.format;
  if (!found || scan.format || !replay() || !indexIsInLog()) return Store.DAMAGED;
  settle();
  state.ready = 0;
  const others = state.sectorCount - (state.head - state.tail + 1);
  while (state.ready < others && isReady(state.head + state.ready + 1)) state.ready++;
  state.scrub = state.tail;
  return Store.OK;
}

function isEmpty(): bool {
  for (let i: u32 = 0; i < state.sectorCount; i++) if (!isVirgin(i)) return false;
  return true;
}

// The last commit says where the log begins. Without any commit the log must be as a format left it.
function findTail(start: u32): bool {
  scan.commits = 0;
  let sequence = state.head + 1;
  while (scan.commits == 0 && sequence > start) scanSector(--sequence, false);
  state.tail = firstSequence();
  if (scan.commits == 0) return start == state.tail;
  if (scan.back > sequence - start) return false;
  state.tail = sequence - scan.back;
  return true;
}

// Applies the log from tail to head. False if a record of a commit, or a commit, is missing.
function replay(): bool {
  scan.pending = 0;
  scan.number = 0;
  scan.first = true;
  for (let sequence = state.tail; sequence <= state.head; sequence++) {
    scan.commits = 0;
    scan.pendingHere = 0;
    if (!scanSector(sequence, true)) return false;
  }
  state.headCommits = scan.commits;
  state.number = scan.number;
  for (let i: u32 = 0; i < state.indexCount; i++) {
    const place = placeOf(keyAt(i));
    if (readRecord(sequenceOf(place), offsetOf(place)) != Found.RECORD) return false;
    state.live += <i32>sizeOfRecord();
  }
  return true;
}

function scanSector(sequence: u32, apply: bool): bool {
  scan.last = 0;
  scan.end = FIRST_OFFSET;
  let offset = FIRST_OFFSET;
  while (offset < SECTOR) {
    const found = readRecord(sequence, offset);
    const next = nextOffset(found, offset);
    if (found == Found.JUNK) scan.pending = 0;
    else if (found == Found.RECORD) {
      memory.copy(lastRecord, changetype<usize>(record), RECORD);
      scan.last = offset;
      scan.end = next;
      if (record.kind == Kind.COMMIT) {
        if (!takeCommit(sequence, offset, apply)) return false;
      } else if (record.kind == Kind.MARK) scan.pending = 0;
      else countRecord(sequence, offset);
    }
    if (scan.pending == 0) scan.pendingHere = 0;
    offset = next;
  }
  return true;
}

function countRecord(sequence: u32, offset: u32): void {
  if (scan.pending == 0) {
    scan.startSequence = sequence;
    scan.startOffset = offset;
  }
  scan.pending++;
  scan.pendingHere++;
}

function takeCommit(sequence: u32, offset: u32, apply: bool): bool {
  scan.commits++;
  scan.format = record.secret != 0;
  scan.back = record.back;
  if (!apply) return true;
  const number = record.check;
  if (record.length != scan.pendingHere || number == 0) return false;
  if (!scan.first && (record.key != scan.pending || number != scan.number + 1)) return false;
  scan.first = false;
  scan.number = number;
  if (scan.pending > 0 && !applyRecords(scan.startSequence, scan.startOffset, sequence, offset, false)) return false;
  scan.pending = 0;
  return true;
}

// No live record may lie before the tail (crafted flash only).
function indexIsInLog(): bool {
  for (let i: u32 = 0; i < state.indexCount; i++) if (sequenceOf(placeOf(keyAt(i))) < state.tail) return false;
  return true;
}

// The last operation before power-up may be torn, with bits that read now so, now so. Order matters: before anybody
// hears what the store holds, the last record read as whole (or the newest header, if none follows it) is programmed
// once more, and what was read as no commit is zeroed, so that the next power-up decides the same. Writing goes on in a
// page that no cut can have touched.
function settle(): void {
  if (scan.last != 0) programVerified(addressOf(state.head, scan.last), lastRecord, RECORD);
  else renewHeader(state.head);
  const visible = visibleEnd(scan.end);
  if (scan.pending > 0 || visible > scan.end) sealRest(scan.end);
  state.offset = min<u32>((visible & ~(PAGE - 1)) + PAGE, SECTOR);
  state.mark = true;
  state.sealFrom = scan.end;
  state.unsettled = true;
}

// End of the last byte of the head, from `end` on, that is not ones.
function visibleEnd(end: u32): u32 {
  let last = SECTOR;
  while (last > end) {
    const from = max(end, last - 16);
    if (!flashIsFilled(addressOf(state.head, from), last - from, 0xff)) {
      flashRead(addressOf(state.head, from), page, last - from);
      while (last > from && load<u8>(page + (last - from) - 1) == 0xff) last--;
      return last;
    }
    last = from;
  }
  return end;
}
