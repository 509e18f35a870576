// Messages to bytes and back by the generated field table. One message is held at a time, in slots numbered by field.
// Device side of the codec; host/src/link/codec.ts is the other. SPEC.md "Messages" says every bit.
import { Message, WIRE_TABLE, WireError } from '../../protocol/generated/firmware/wire';
import {
  cborAtEnd, cborBack, cborHead, cborMark, cborOk, cborOpen, cborSkip, cborTake, cborValue, cborWriteHead, isUtf8,
  Major,
} from './cbor';

const FIELD_BYTES: usize = 6;
const enum Kind {
  Uint = 0,
  Bool = 1,
  Bytes = 2,
  Text = 3,
}

const values = memory.data(8 * 16, 8);
const pointers = memory.data(4 * 16, 4);
let present: u32 = 0;
/** Tag of the message decoded last; answers carry it back. */
export let messageTag: u32 = 0;

export function hasField(field: u32): bool {
  return ((present >> field) & 1) != 0;
}
/** Number, or 0 and 1 of a bool, or length of a string. */
export function fieldValue(field: u32): u64 {
  return load<u64>(values + (<usize>field << 3));
}
export function fieldNumber(field: u32): u32 {
  return <u32>fieldValue(field);
}
/** Where the bytes of a string field lie: inside the buffer that was decoded. */
export function fieldPointer(field: u32): usize {
  return load<u32>(pointers + (<usize>field << 2));
}

/** Empties the slots, before an answer is put together. */
export function clearFields(): void {
  present = 0;
}
export function setNumber(field: u32, value: u64): void {
  present |= 1 << field;
  store<u64>(values + (<usize>field << 3), value);
}
export function setString(field: u32, pointer: usize, length: u32): void {
  setNumber(field, length);
  store<u32>(pointers + (<usize>field << 2), <u32>pointer);
}

/** Row of the table for a message, or 0. */
function rowOf(message: u32, answer: u32): usize {
  let row = WIRE_TABLE;
  while (load<u8>(row) != 255) {
    if (load<u8>(row) == message && load<u8>(row, 1) == answer) return row;
    row += 3 + <usize>load<u8>(row, 2) * FIELD_BYTES;
  }
  return 0;
}

/** Takes the value under a known key into its slot. */
function takeField(rule: usize, field: u32): bool {
  const kind = load<u8>(rule) & 0x7f;
  const maximum = <u64>load<u8>(rule, 3) | (<u64>load<u8>(rule, 4) << 8);
  const major = cborHead();
  if (!cborOk) return false;
  if (kind == Kind.Uint) {
    if (major != Major.Uint) return false;
    if (maximum < 64 && cborValue >> maximum != 0) return false;
    setNumber(field, cborValue);
    return true;
  }
  if (kind == Kind.Bool) {
    if (major != Major.Simple || (cborValue != 20 && cborValue != 21)) return false;
    setNumber(field, cborValue - 20);
    return true;
  }
  if (major != (kind == Kind.Bytes ? Major.Bytes : Major.Text)) return false;
  const minimum = <u64>load<u8>(rule, 1) | (<u64>load<u8>(rule, 2) << 8);
  if (cborValue < minimum || cborValue > maximum) return false;
  const length = <u32>cborValue;
  const at = cborTake();
  if (at == 0) return false;
  if (kind == Kind.Text && !isUtf8(at, length)) return false;
  setString(field, at, length);
  return true;
}

/**
 * Reads a request. Answers its number with its fields in the slots, or minus the number of a WireError.
 * Works on no state but the slots, so a refused message changes nothing.
 */
export function decodeRequest(pointer: usize, length: u32): i32 {
  present = 0;
  messageTag = 0;
  cborOpen(pointer, length);
  if (cborHead() != Major.Map || cborValue < 2 || cborValue > 64) return -WireError.BadMessage;
  let pairs = <u32>cborValue - 2;
  // Keys 0 and 1: number and tag, always the first two.
  if (cborHead() != Major.Uint || cborValue != 0) return -WireError.BadMessage;
  if (cborHead() != Major.Uint) return -WireError.BadMessage;
  const number = cborValue;
  if (cborHead() != Major.Uint || cborValue != 1) return -WireError.BadMessage;
  if (cborHead() != Major.Uint || cborValue > 0xffff) return -WireError.BadMessage;
  messageTag = <u32>cborValue;
  const row = number < 255 ? rowOf(<u32>number, 0) : 0;
  const count: u32 = row == 0 ? 0 : load<u8>(row, 2);
  let fault: i32 = row == 0 ? -WireError.UnknownMessage : 0;
  let last: u64 = 1;
  for (; pairs > 0; pairs--) {
    if (cborHead() != Major.Uint || cborValue <= last) return -WireError.BadMessage;
    last = cborValue;
    if (fault == 0 && last - 2 < count) {
      const field = <u32>(last - 2);
      const start = cborMark();
      if (takeField(row + 3 + <usize>field * FIELD_BYTES, field)) continue;
      // Well-formed but not what the table wants is a wrong field; anything else is a broken message.
      fault = -WireError.BadField;
      cborBack(start);
    }
    if (!cborSkip()) return -WireError.BadMessage;
  }
  if (!cborAtEnd()) return -WireError.BadMessage;
  for (let field: u32 = 0; field < count && fault == 0; field++) {
    const optional = (load<u8>(row + 3 + <usize>field * FIELD_BYTES) & 0x80) != 0;
    if (!optional && !hasField(field)) fault = -WireError.BadField;
  }
  return fault != 0 ? fault : <i32>number;
}

/**
 * Writes an answer or notice from the slots; answers its length. The slots must fit the table: an invariant, not
 * input.
 */
export function encodeAnswer(message: Message, tag: u32, out: usize): u32 {
  const row = rowOf(message, 1);
  const count: u32 = load<u8>(row, 2);
  let at = cborWriteHead(out, Major.Map, 2 + popcnt(present & ((1 << count) - 1)));
  at = cborWriteHead(at, Major.Uint, 0);
  at = cborWriteHead(at, Major.Uint, message);
  at = cborWriteHead(at, Major.Uint, 1);
  at = cborWriteHead(at, Major.Uint, tag);
  for (let field: u32 = 0; field < count; field++) {
    if (!hasField(field)) continue;
    const kind = load<u8>(row + 3 + <usize>field * FIELD_BYTES) & 0x7f;
    at = cborWriteHead(at, Major.Uint, field + 2);
    const value = fieldValue(field);
    if (kind == Kind.Uint) at = cborWriteHead(at, Major.Uint, value);
    else if (kind == Kind.Bool) at = cborWriteHead(at, Major.Simple, 20 + value);
    else {
      at = cborWriteHead(at, kind == Kind.Bytes ? Major.Bytes : Major.Text, value);
      memory.copy(at, fieldPointer(field), <usize>value);
      at += <usize>value;
    }
  }
  return <u32>(at - out);
}
