// Draws the device's own sentences in the clerk's language. Called by the screens.
import {
  Text, textBytes, textCount, textMost, textOffsets, textPairs,
} from '../../../protocol/generated/firmware/texts';
import { COLUMNS, drawCode, drawNumber, invertRow, rowIsBlank } from './text';

const NEW_LINE: u32 = 10;
const NUMBER: u32 = 0x23; // '#'
const HINT_ROW: u32 = 7;

/** 0 English, 1 Swedish, 2 French: the order of protocol/tables/texts.ts. */
export const LANGUAGES: u32 = 3;
const language: usize = memory.data(4, 4);

export function setLanguage(value: u32): void {
  store<u32>(language, value < LANGUAGES ? value : 0);
}

export function currentLanguage(): u32 {
  return load<u32>(language);
}

/** The text that was wanted last, taken apart: sentence.ts works on this alone. */
const plain: usize = memory.data(textMost, 4);
let end: usize = plain;

/** Takes a text of the clerk's language apart into `plain`, up to `end`. */
function unpack(text: Text): void {
  const index: usize = (load<u32>(language) * textCount + <u32>text) * 2;
  const last = textBytes + load<u16>(textOffsets + index + 2);
  end = plain;
  for (let p = textBytes + load<u16>(textOffsets + index); p < last; p++) put(load<u8>(p));
}

/** A code that stands for two others is put down as those. */
function put(code: u32): void {
  const pair: u32 = load<u16>(textPairs + <usize>code * 2);
  if (pair != 0) {
    put(pair & 0xff);
    return put(pair >> 8);
  }
  store<u8>(end, <u8>code);
  end++;
}

/** Draws a text from (`column`, `row`) on, `value` in place of #; returns the row after it. */
export function drawText(column: u32, row: u32, text: Text, value: u32 = 0): u32 {
  unpack(text);
  let at = column;
  for (let p = plain; p < end; p++) {
    const code: u32 = load<u8>(p);
    if (code == NEW_LINE) {
      row++;
      at = column;
    } else if (code == NUMBER) at = drawNumber(at, row, value);
    else drawCode(at++, row, code);
  }
  return row + 1;
}

/** Draws one line of a text. */
export function drawTextLine(column: u32, row: u32, text: Text, line: u32): void {
  unpack(text);
  for (let p = plain; p < end; p++) {
    const code: u32 = load<u8>(p);
    if (code == NEW_LINE) line--;
    else if (line == 0) drawCode(column++, row, code);
  }
}

/** Columns of a text of one line without a number. */
export function textWidth(text: Text): u32 {
  unpack(text);
  return <u32>(end - plain);
}

/** Draws a text of one line in the middle of its row. */
export function drawCentred(row: u32, text: Text): void {
  drawText((COLUMNS - textWidth(text)) / 2, row, text);
}

/** Lines that a text takes. */
export function textLines(text: Text): u32 {
  unpack(text);
  let lines: u32 = 1;
  for (let p = plain; p < end; p++) if (load<u8>(p) == NEW_LINE) lines++;
  return lines;
}

/** Draws the first line. */
export function drawTitle(text: Text): void {
  drawCentred(0, text);
}

/** Turns the title dark on light where the row below it is blank: else the light bar and the letters would touch. */
export function finishTitle(): void {
  if (rowIsBlank(1)) invertRow(0);
}

/** Draws the last line: what the keys do. */
export function drawHint(text: Text): void {
  drawText(0, HINT_ROW, text);
}
