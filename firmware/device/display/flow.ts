// Lines of any number over pages: the drawer draws every line each time, and only those of the page appear. Called by
// the review screens. Nothing can be cut: what does not fit a page comes on the next.
import { Text } from '../../../protocol/generated/firmware/texts';
import { drawData } from './data';
import { drawNumber } from './text';
import { drawText, drawTextLine, textLines, textWidth } from './sentence';
import { drawUtf8 } from './utf8';

/** A row that the display does not have. */
const OUTSIDE: u32 = 8;
const FIRST_ROW: u32 = 1;
const ROWS: u32 = 6;

let page: u32 = 0;
let line: u32 = 0;

export function flowBegin(shown: u32): void {
  page = shown;
  line = 0;
}

/** The row for the next line: one of the page, or outside the display. */
export function flowRow(): u32 {
  const number = line++;
  return number / ROWS == page ? FIRST_ROW + (number % ROWS) : OUTSIDE;
}

/** The next `count` lines belong together: where they would part, they begin the next page. */
export function flowKeep(count: u32): void {
  while ((line % ROWS) + count > ROWS) line++;
}

/** The page on which the next line will stand. */
export function flowPage(): u32 {
  return line / ROWS;
}

/** A sentence of the device. */
export function flowText(text: Text): void {
  const lines = textLines(text);
  flowKeep(lines);
  for (let i: u32 = 0; i < lines; i++) drawTextLine(0, flowRow(), text, i);
}

/** A label of one line with a number behind it. */
export function flowNumber(text: Text, value: u32): void {
  const row = flowRow();
  drawText(0, row, text);
  drawNumber(textWidth(text) + 1, row, value);
}

/** Bytes from elsewhere from `column` on, over as many lines as they need; at least one. */
export function flowData(column: u32, bytes: usize, length: u32): void {
  let at = drawData(column, flowRow(), bytes, length);
  while (at < length) at += drawData(0, flowRow(), bytes + at, length - at);
}

/** The same for UTF-8 text. */
export function flowUtf8(column: u32, bytes: usize, length: u32): void {
  let at = drawUtf8(column, flowRow(), bytes, length);
  while (at < length) at += drawUtf8(0, flowRow(), bytes + at, length - at);
}

/** Pages that the lines so far take. */
export function flowPages(): u32 {
  return line == 0 ? 1 : (line + ROWS - 1) / ROWS;
}
