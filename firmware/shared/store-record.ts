// One record header of the store's log: layout, reading, composing. Called by the other store files only.
//
//            0      1      2          4          6          8                12               16
//            +------+------+----------+----------+----------+----------------+----------------+--- ... ---+
//   put      | 0x2d |secret| key      | length   | 0        | CRC of value   | header CRC     | value,    |
//            +------+------+----------+----------+----------+----------------+----------------+ to 16 n   |
//   delete   | 0x5b | 0    | key      | 0        | 0        | 0              | header CRC     +--- ... ---+
//   commit   | 0x96 |format| records  | here     | back     | commit number  | header CRC     |
//   mark     | 0xc3 | 0    | 0        | 0        | 0        | 0              | header CRC     |
//            +------+------+----------+----------+----------+----------------+----------------+
//
// Little-endian. The header CRC runs over bytes 0..11 from a start value made of sector sequence number and place, so
// bytes that were moved, left from an earlier round, or sent by somebody as a value, do not pass for a header by
// copying.
// commit: `records` of the transaction, `here` of them in this sector, the oldest sector of the log is `back` before
// it.
// `format` 1 says that a format has begun: the store is no more.
// mark: what stands before it without a commit never happened.

import { crc32 } from './crc32';
import { flashRead } from './flash';
import { addressOf, HEADER, page, SECTOR } from './store-sectors';

export const enum Kind {
  PUT = 0x2d,
  DELETE = 0x5b,
  COMMIT = 0x96,
  MARK = 0xc3,
}

/** What readRecord found. */
export const enum Found {
  BLANK,
  JUNK,
  RECORD,
}

export const RECORD: u32 = 16;
/** Longest value: its record is 1120 bytes. */
export const VALUE_MAX: u32 = 1104;

@unmanaged
export class RecordHeader {
  kind: u8;
  secret: u8;
  key: u16;
  length: u16;
  back: u16;
  check: u32;
  headerCheck: u32;
}

/** The header read last. */
export const record = changetype<RecordHeader>(memory.data(16, 4));

/** Bytes that a value of `length` takes in the log with its header. */
export function recordSize(length: u32): u32 {
  return RECORD + ((length + 15) & ~15);
}

function headerCheck(pointer: usize, sequence: u32, offset: u32): u32 {
  return crc32((sequence << 8) | (offset >>> 4), pointer, 12);
}

/** Reads the 16 bytes at `offset` (a multiple of 16, below SECTOR) into `record`. */
export function readRecord(sequence: u32, offset: u32): Found {
  const pointer = changetype<usize>(record);
  flashRead(addressOf(sequence, offset), pointer, RECORD);
  if (record.headerCheck != headerCheck(pointer, sequence, offset)) {
    const words = load<u32>(pointer) & load<u32>(pointer + 4) & record.check & record.headerCheck;
    return words == 0xffffffff ? Found.BLANK : Found.JUNK;
  }
  const kind = <i32>record.kind;
  if (kind == Kind.PUT)
    return record.length <= VALUE_MAX && offset + recordSize(record.length) <= SECTOR ? Found.RECORD : Found.JUNK;
  return kind == Kind.DELETE || kind == Kind.COMMIT || kind == Kind.MARK ? Found.RECORD : Found.JUNK;
}

/** Bytes of the record read last. */
export function sizeOfRecord(): u32 {
  return record.kind == Kind.PUT ? recordSize(record.length) : RECORD;
}

/**
 * Where to look next after `offset`: behind a record, else at the next page, because a writer that was cut goes on
 * there.
 */
export function nextOffset(found: Found, offset: u32): u32 {
  return found == Found.RECORD ? offset + sizeOfRecord() : (offset & ~255) + 256;
}

/** Composes a header for that place at the start of `page`. */
export function composeRecord(
  sequence: u32, offset: u32, kind: Kind, secret: u8, key: u32, length: u32, back: u32, check: u32,
): void {
  const composed = changetype<RecordHeader>(page);
  composed.kind = <u8>kind;
  composed.secret = secret;
  composed.key = <u16>key;
  composed.length = <u16>length;
  composed.back = <u16>back;
  composed.check = check;
  composed.headerCheck = headerCheck(page, sequence, offset);
}

/** First place for a record in a sector. */
export const FIRST_OFFSET: u32 = HEADER;
