// Sectors of the store: state, addresses, header, opening, retiring, erasing. Called by the other store files only.
//
// The log runs through the sectors in a circle. The n-th sector ever opened has sequence number n and lies at
// n modulo the number of sectors, so every sector is erased equally often and its wear is its sequence number / count.
//
//   sector   0        8       12       16      20      24                32                              4096
//            +--------+--------+--------+-------+-------+-----------------+----------- ... ----------------+
//            | ERASED | MAGIC  |sequence| CRC   | ones  | FORMAT or ones  | records, then ones             |
//            +--------+--------+--------+-------+-------+-----------------+----------- ... ----------------+
//            programmed after  programmed when the      programmed when
//            a whole erase     log enters the sector    a format has begun
//
// CRC covers bytes 8..15. A retired sector has zeros in 0..23: that is done before an erase, so that a cut erase
// cannot leave a header which reads as valid.

import { FlashMap } from '../../protocol/generated/firmware/flash';
import { crc32 } from './crc32';
import { flashErase, flashProgram, flashRead } from './flash';

export const SECTOR: u32 = FlashMap.Sector;
export const PAGE: u32 = FlashMap.Page;
export const HEADER: u32 = 32;
const ERASED_LOW: u32 = 0x5ea1ed0f;
const ERASED_HIGH: u32 = 0xa15e12f0;
const MAGIC: u32 = 0x31474953; // "SIG1", the version of this layout
const FORMAT_LOW: u32 = 0x0f0caa55;
const FORMAT_HIGH: u32 = 0xf0f355aa;
const ONES: u32 = 0xffffffff;

/** Results. Lengths and keys are positive, so every refusal is negative. */
export const enum Store {
  OK = 0,
  /** Flash was never formatted: every bit is one. */
  EMPTY = -1,
  /** Neither empty nor a whole store; only a format leaves this state. */
  DAMAGED = -2,
  /** No such record. */
  ABSENT = -3,
  /** No erased sector is left for this; call storeIdle and try again. Nothing was lost. */
  BUSY = -4,
  /** More live data, or more keys, than the store holds. */
  FULL = -5,
  /** Flash did not hold what was programmed; the transaction is gone, the old state stands. */
  FAILED = -6,
  /** The call does not fit here: wrong length, no transaction open, or one open already. */
  MISUSE = -7,
  /** storeFormatStep: call again. */
  MORE = 1,
}

@unmanaged
export class StoreState {
  status: i32;
  firstSector: u32;
  sectorCount: u32;
  indexBase: usize;
  indexCapacity: u32;
  indexCount: u32;
  /** Sequence numbers of the newest and oldest sector of the log. */
  head: u32;
  tail: u32;
  /** Erased sectors that follow the head without a gap. */
  ready: u32;
  /** Where the next record goes in the head; SECTOR when nothing fits. */
  offset: u32;
  /** Number of the last commit. */
  number: u32;
  /** Commits in the head. */
  headCommits: u32;
  /** Bytes of live records, and by how much the open transaction changes that. */
  live: i32;
  growth: i32;
  /** Keys that the open transaction adds. */
  added: u32;
  /** Open transaction: records, those in the head, first record. */
  records: u32;
  recordsHere: u32;
  startSequence: u32;
  startOffset: u32;
  /** Next sector of the pass that zeroes stale secrets; 0 when the pass is done. */
  scrub: u32;
  /** Next sector of a format under way. */
  formatNext: u32;
  /** The mount found the commit with which a format begins. */
  formatFound: bool;
  open: bool;
  /** The next record must be preceded by a mark (after a mount or an abort). */
  mark: bool;
  /** Nothing has been programmed since the mount: the head must be settled first, from `sealFrom` on. */
  unsettled: bool;
  sealFrom: u32;
}

export const state = changetype<StoreState>(memory.data(offsetof<StoreState>(), 8));
/** Composes a program operation; wiped after every record. */
export const page = memory.data(256, 4);
const readBack = memory.data(64, 4);
const header = memory.data(32, 4);

/** Sequence number of the first sector after a format; it lies in sector 0. */
export function firstSequence(): u32 {
  return state.sectorCount;
}

/** Flash address of `offset` in the sector with that sequence number. */
export function addressOf(sequence: u32, offset: u32): u32 {
  return (state.firstSector + (sequence % state.sectorCount)) * SECTOR + offset;
}

/** Wipes what passed through on its way to flash. */
export function forgetBytes(): void {
  memory.fill(page, 0, PAGE);
  memory.fill(readBack, 0, 64);
}

/** Programs within one page and reads back. False if flash does not hold it afterwards. */
export function programVerified(address: u32, pointer: usize, length: u32): bool {
  flashProgram(address, pointer, length);
  let good = true;
  for (let done: u32 = 0; done < length; done += 64) {
    const piece = min<u32>(64, length - done);
    flashRead(address + done, readBack, piece);
    if (memory.compare(readBack, pointer + done, piece) != 0) good = false;
  }
  memory.fill(readBack, 0, 64);
  return good;
}

/** Programs zeros over a range inside one sector, page by page. Uses `page`. */
export function programZeros(address: u32, length: u32): void {
  memory.fill(page, 0, PAGE);
  while (length > 0) {
    const piece = min<u32>(PAGE - (address & (PAGE - 1)), length);
    flashProgram(address, page, piece);
    address += piece;
    length -= piece;
  }
}

/** Whether every byte of the range is `value`. */
export function flashIsFilled(address: u32, length: u32, value: u8): bool {
  for (let done: u32 = 0; done < length; done += 64) {
    const piece = min<u32>(64, length - done);
    flashRead(address + done, readBack, piece);
    for (let i: u32 = 0; i < piece; i++) if (load<u8>(readBack + i) != value) return false;
  }
  return true;
}

function composeHeader(sequence: u32): void {
  store<u32>(page, ERASED_LOW);
  store<u32>(page + 4, ERASED_HIGH);
  store<u32>(page + 8, MAGIC);
  store<u32>(page + 12, sequence);
  store<u32>(page + 16, crc32(0, page + 8, 8));
  store<u32>(page + 20, ONES);
}

// No bit of the header at `from`..24 is 0 where the header of that sequence number has a 1.
function headerCanBecome(sequence: u32, from: u32): bool {
  composeHeader(sequence);
  for (let i = from; i < 24; i += 4) {
    const wanted = load<u32>(page + i);
    if ((load<u32>(header + i) & wanted) != wanted) return false;
  }
  return true;
}

// Whether the sector whose header was read last carries the flag of a format.
function isGivenUp(): bool {
  return load<u32>(header + 24) == FORMAT_LOW && load<u32>(header + 28) == FORMAT_HIGH;
}

/** Whether a format has given up the sector of that sequence number. */
export function wasGivenUp(sequence: u32): bool {
  flashRead(addressOf(sequence, 0), header, HEADER);
  return isGivenUp();
}

/** Sequence number in the header of sector `index` (0 up to the count), or 0 if it is not valid there or given up. */
export function sequenceAt(index: u32): u32 {
  flashRead((state.firstSector + index) * SECTOR, header, HEADER);
  const sequence = load<u32>(header + 12);
  if (load<u32>(header + 8) != MAGIC || load<u32>(header + 16) != crc32(0, header + 8, 8)) return 0;
  if (isGivenUp()) return 0;
  if (sequence < firstSequence() || sequence > 0x7fffffff || sequence % state.sectorCount != index) return 0;
  return sequence;
}

/**
 * Whether a format has begun: its commit was found, or a sector shows its flag, also a cut one, which has cleared some
 * of the bits that the flag clears and no other. For a caller that found DAMAGED and wants to know whether to go on.
 */
export function formatWasCut(): bool {
  if (state.formatFound) return true;
  for (let i: u32 = 0; i < state.sectorCount; i++) {
    flashRead((state.firstSector + i) * SECTOR, header, HEADER);
    const low = load<u32>(header + 24);
    const high = load<u32>(header + 28);
    if ((low & high) != ONES && (~low & FORMAT_LOW) == 0 && (~high & FORMAT_HIGH) == 0) return true;
  }
  return false;
}

/** Whether the log may enter its sector: wholly erased, and at most a cut opening with this very number since. */
export function isReady(sequence: u32): bool {
  flashRead(addressOf(sequence, 0), header, HEADER);
  if (load<u32>(header) != ERASED_LOW || load<u32>(header + 4) != ERASED_HIGH) return false;
  if ((load<u32>(header + 24) & load<u32>(header + 28)) != ONES) return false;
  return headerCanBecome(sequence, 8);
}

/** Whether a sector is as from the factory, but for a cut "erased" mark and, in sector 0, a cut first opening. */
export function isVirgin(index: u32): bool {
  const address = (state.firstSector + index) * SECTOR;
  flashRead(address, header, HEADER);
  if (!headerCanBecome(firstSequence(), 0)) return false;
  const blankFrom: u32 = index == 0 ? 24 : 8;
  return flashIsFilled(address + blankFrom, SECTOR - blankFrom, 0xff);
}

/** Programs the header of a ready sector. */
export function programHeader(sequence: u32): bool {
  composeHeader(sequence);
  return programVerified(addressOf(sequence, 0), page, 24);
}

/**
 * Programs a header that reads as valid once more; not the mark before it, of which a cut retirement may have taken
 * bits.
 */
export function renewHeader(sequence: u32): void {
  composeHeader(sequence);
  flashProgram(addressOf(sequence, 8), page + 8, 16);
}

/** Erases a sector that is not in the log: retire, erase, check, mark. False if it does not come out all ones. */
export function eraseSector(sequence: u32): bool {
  const address = addressOf(sequence, 0);
  programZeros(address, 24);
  flashErase(address / SECTOR);
  if (!flashIsFilled(address, SECTOR, 0xff)) return false;
  composeHeader(sequence);
  return programVerified(address, page, 8);
}

/**
 * Gives every sector up, so that a cut format never looks like a store or an empty flash. Order matters: the newest
 * sector comes last; until then its commit says that a format has begun. Where the place is not ones, the sector is
 * retired.
 */
export function programFormatFlags(): void {
  for (let i: u32 = 1; i <= state.sectorCount; i++) {
    const address = addressOf(state.head + i, 0);
    if (!flashIsFilled(address + 24, 8, 0xff)) {
      programZeros(address, 24);
      continue;
    }
    store<u32>(page, FORMAT_LOW);
    store<u32>(page + 4, FORMAT_HIGH);
    flashProgram(address + 24, page, 8);
  }
}
