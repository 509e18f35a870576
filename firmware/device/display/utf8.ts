// Draws UTF-8 text that came from a host: what the font lacks, and the backslash, appears as \ and two hexadecimal
// digits a byte. Called by the screens that show names and certificate fields; data.ts does the same for plain bytes.
import { COLUMNS, drawCode, hexDigit } from './text';

const LATIN_1: u32 = 0xa1;
const SOFT_HYPHEN: u32 = 0xad;
const BACKSLASH: u32 = 0x5c;

/** Draws as many of the bytes as fit into the rest of the row, no character parted; returns how many. */
export function drawUtf8(column: u32, row: u32, bytes: usize, length: u32): u32 {
  let at: u32 = 0;
  while (at < length) {
    const first: u32 = load<u8>(bytes + at);
    const size: u32 = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const code: u32 = size == 2 ? ((first & 31) << 6) | (load<u8>(bytes + at, 1) & 63) : first;
    const plain = size == 2 ? code >= LATIN_1 && code <= 0xff && code != SOFT_HYPHEN : size == 1 && ascii(code);
    const columns = plain ? 1 : 3 * size;
    if (column + columns > COLUMNS) return at;
    if (plain) drawCode(column, row, code);
    else for (let i: u32 = 0; i < size; i++) drawEscape(column + 3 * i, row, bytes + at + i);
    column += columns;
    at += size;
  }
  return length;
}

function ascii(code: u32): bool {
  return code >= 0x20 && code < 0x7f && code != BACKSLASH;
}

/** One byte as an escape, whatever it is. */
function drawEscape(column: u32, row: u32, byte: usize): void {
  const value: u32 = load<u8>(byte);
  drawCode(column, row, BACKSLASH);
  drawCode(column + 1, row, hexDigit(value >> 4));
  drawCode(column + 2, row, hexDigit(value & 15));
}
