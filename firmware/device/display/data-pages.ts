// Shows bytes from elsewhere over several rows and as many pages as they need. Called by the screens of card texts.
import { drawData } from './data';

/** A row that the display does not have. */
const OUTSIDE: u32 = 8;

/** Draws page `page` of the bytes in `rows` rows from `row` on; returns true if more follows. */
export function drawDataPage(bytes: usize, length: u32, page: u32, row: u32, rows: u32): bool {
  let at: u32 = 0;
  for (let line: u32 = 0; at < length; line++) {
    if (line == (page + 1) * rows) return true;
    // Rows of earlier pages are drawn outside the display: only their length counts.
    at += drawData(0, line < page * rows ? OUTSIDE : row + line - page * rows, bytes + at, length - at);
  }
  return false;
}

/** How many pages of so many rows the bytes need. */
export function dataPages(bytes: usize, length: u32, rows: u32): u32 {
  let pages: u32 = 1;
  while (drawDataPage(bytes, length, pages - 1, OUTSIDE, rows)) pages++;
  return pages;
}
