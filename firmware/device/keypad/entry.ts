// Typing digits: a fixed number of places, a caret, one step back. Called by every screen where digits are typed.
import { Sign } from '../../../protocol/generated/firmware/font';
import { wipe } from '../../shared/constant-time';
import { Large, drawLarge } from '../display/large';
import { COLUMNS, drawCode } from '../display/text';
import { TYPED_MAX, typed } from '../secrets';

@unmanaged
class Entry {
  length: u32;
  places: u32;
}
const entry = changetype<Entry>(memory.data(8, 4));
const glyphs: usize = memory.data(8, 4);

/** Begins an empty entry of so many places. */
export function entryBegin(places: u32): void {
  wipe(typed, TYPED_MAX);
  entry.length = 0;
  entry.places = places;
}

/** Takes a digit; false if every place is taken. */
export function entryDigit(digit: u32): bool {
  if (entry.length == entry.places) return false;
  store<u8>(typed + entry.length++, <u8>digit);
  return true;
}

/** Takes the last digit back; false if there is none. */
export function entryBack(): bool {
  if (entry.length == 0) return false;
  store<u8>(typed + --entry.length, 0);
  return true;
}

export function entryLength(): u32 {
  return entry.length;
}

export function entryFull(): bool {
  return entry.length == entry.places;
}

/** Value of `count` typed digits from place `from` on. */
export function entryNumber(from: u32, count: u32): u32 {
  let value: u32 = 0;
  for (let i = from; i < from + count; i++) value = value * 10 + load<u8>(typed + i);
  return value;
}

/** Writes the typed digits as ASCII. */
export function entryAscii(out: usize): void {
  for (let i: u32 = 0; i < entry.length; i++) store<u8>(out + i, load<u8>(typed + i) + 0x30);
}

/** Writes the typed PIN as the card takes it: ASCII, filled with FF up to 8. */
export function entryPin(out: usize): void {
  memory.fill(out, 0xff, 8);
  entryAscii(out);
}

/** Draws up to 7 places large, in rows 4 to 6, in groups. */
export function drawEntryLarge(group: u32): void {
  for (let i: u32 = 0; i < entry.places; i++) {
    const glyph: u32 =
      i < entry.length ? <u32>load<u8>(typed + i) : i == entry.length ? <u32>Large.Caret : <u32>Large.Empty;
    store<u8>(glyphs + i, <u8>glyph);
  }
  drawLarge(4, glyphs, entry.places, group);
}

/** Draws the places hidden, in one row, in groups of four. */
export function drawEntryHidden(row: u32): void {
  let column = (COLUMNS - entry.places * 2 - (entry.places - 1) / 4) / 2;
  for (let i: u32 = 0; i < entry.places; i++) {
    if (i > 0 && i % 4 == 0) column++;
    drawCode(column, row, place(i, true));
    column += 2;
  }
}

/** Draws `count` places from `from` on as they are; returns the column after them. */
export function drawEntryPart(column: u32, row: u32, from: u32, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++) drawCode(column + i, row, place(from + i, false));
  return column + count;
}

function place(i: u32, hidden: bool): u32 {
  if (i < entry.length) return hidden ? <u32>Sign.Hidden : 0x30 + <u32>load<u8>(typed + i);
  return i == entry.length ? <u32>Sign.Caret : 0x5f; // '_'
}
