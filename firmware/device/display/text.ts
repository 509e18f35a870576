// Draws text in cells of 6 by 8 pixels: 21 columns, 8 rows. Called by the screens.
import { textFont } from '../../../protocol/generated/firmware/font';
import { frame, PAGE } from './framebuffer';

export const COLUMNS: u32 = 21;
const CELL: u32 = 6;
const GLYPH: u32 = 5;
const FIRST: u32 = 0x20;

/** Draws one character of our own texts: Latin-1, or a Sign. Outside the display nothing is drawn. */
export function drawCode(column: u32, row: u32, code: u32): void {
  if (column >= COLUMNS || row > 7 || code < FIRST || code > 0xff) return;
  const to = frame + row * PAGE + column * CELL;
  const from = textFont + (code - FIRST) * GLYPH;
  for (let x: u32 = 0; x < GLYPH; x++) store<u8>(to + x, load<u8>(from + x));
  store<u8>(to + GLYPH, 0);
}

/** Draws `length` characters of our own; returns the column after them. */
export function drawCodes(column: u32, row: u32, codes: usize, length: u32): u32 {
  for (let i: u32 = 0; i < length; i++) drawCode(column + i, row, load<u8>(codes + i));
  return column + length;
}

/** Draws a number with at least `digits` digits; returns the column after it. */
export function drawNumber(column: u32, row: u32, value: u32, digits: u32 = 1): u32 {
  let size: u32 = 1;
  for (let rest = value; rest >= 10; rest /= 10) size++;
  if (size < digits) size = digits;
  for (let at = size; at > 0; at--) {
    drawCode(column + at - 1, row, 0x30 + (value % 10));
    value /= 10;
  }
  return column + size;
}

/** Draws `length` bytes in lower-case hexadecimal; returns the column after them. */
export function drawHex(column: u32, row: u32, bytes: usize, length: u32): u32 {
  for (let i: u32 = 0; i < length; i++) {
    const byte: u32 = load<u8>(bytes + i);
    drawCode(column + 2 * i, row, hexDigit(byte >> 4));
    drawCode(column + 2 * i + 1, row, hexDigit(byte & 15));
  }
  return column + 2 * length;
}

/** The character of a hexadecimal digit. */
export function hexDigit(value: u32): u32 {
  return value + (value < 10 ? 0x30 : 0x61 - 10);
}

/** Turns a whole row to dark on light. */
export function invertRow(row: u32): void {
  const at = frame + row * PAGE;
  for (let x: u32 = 0; x < PAGE; x += 4) store<u32>(at + x, ~load<u32>(at + x));
}

/** True if nothing is drawn in the row. */
export function rowIsBlank(row: u32): bool {
  const at = frame + row * PAGE;
  for (let x: u32 = 0; x < PAGE; x += 4) if (load<u32>(at + x)) return false;
  return true;
}
