// Draws bytes that came from elsewhere (a card, a document) so that nothing hides in them: what has no glyph of its
// own, and the backslash itself, appears as \ and two hexadecimal digits. Called by the screens that show such bytes.
import { COLUMNS, drawCode, hexDigit } from './text';

const BACKSLASH: u32 = 0x5c;
const ESCAPED: u32 = 3;

/** True for a printable Latin-1 character that can be told from every other. */
function plain(byte: u32): bool {
  if (byte == BACKSLASH) return false;
  return (byte >= 0x20 && byte <= 0x7e) || (byte >= 0xa1 && byte != 0xad);
}

/** Columns that `length` bytes take. */
export function dataWidth(bytes: usize, length: u32): u32 {
  let width: u32 = 0;
  for (let i: u32 = 0; i < length; i++) width += plain(load<u8>(bytes + i)) ? 1 : ESCAPED;
  return width;
}

/** Draws as many of the bytes as fit into the rest of the row, an escape never parted; returns how many. */
export function drawData(column: u32, row: u32, bytes: usize, length: u32): u32 {
  for (let i: u32 = 0; i < length; i++) {
    const byte: u32 = load<u8>(bytes + i);
    const size: u32 = plain(byte) ? 1 : ESCAPED;
    if (column + size > COLUMNS) return i;
    if (size == 1) drawCode(column, row, byte);
    else {
      drawCode(column, row, BACKSLASH);
      drawCode(column + 1, row, hexDigit(byte >> 4));
      drawCode(column + 2, row, hexDigit(byte & 15));
    }
    column += size;
  }
  return length;
}
