// Reads a picture of the display back to text. Called by the simulator and by the tests of every target.
import { largeGlyphs, textGlyphs } from './generated/font.ts';

const columns = 128;
const cell = 6;
const largeWidth = 16;

/** First page of every large glyph, to pass quickly over all that is none. */
const largeTops = new Set([...largeGlyphs.keys()].map((key) => key.slice(0, largeWidth * 2)));

const hex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
};

/** Text of a row of large digits whose upper page is `page`: where it begins and what it says, or undefined. */
function largeRow(picture: Uint8Array, page: number): { column: number; text: string } | undefined {
  let text = '';
  let start = -1;
  let end = -1;
  for (let x = 0; x + largeWidth <= columns; ) {
    let key = hex(picture.subarray(page * columns + x, page * columns + x + largeWidth));
    for (let part = 1; part < 3 && largeTops.has(key.slice(0, largeWidth * 2)); part++) {
      const at = (page + part) * columns + x;
      key += hex(picture.subarray(at, at + largeWidth));
    }
    const character = largeGlyphs.get(key);
    if (character === undefined) {
      x++;
      continue;
    }
    if (start < 0) start = x;
    else if (x > end) text += ' ';
    text += character;
    x += largeWidth;
    end = x;
  }
  return start < 0 ? undefined : { column: Math.floor(start / cell), text };
}

function textRow(picture: Uint8Array, page: number): string {
  let text = '';
  for (let x = 0; x + cell <= columns; x += cell) {
    const bytes = picture.subarray(page * columns + x, page * columns + x + cell);
    text += textGlyphs.get(hex(bytes)) ?? textGlyphs.get(hex(bytes.map((byte) => ~byte))) ?? '□';
  }
  return text.trimEnd();
}

/**
 * Eight lines of at most 21 characters, trailing blanks cut. `picture` is 8 pages of 128 bytes. Light on dark and
 * dark on light read the same; large digits stand on the middle one of their three lines; `□` is no known glyph.
 */
export function screenLines(picture: Uint8Array): string[] {
  const lines: string[] = [];
  for (let page = 0; page < 8; page++) {
    const large = page <= 5 ? largeRow(picture, page) : undefined;
    if (large === undefined) lines.push(textRow(picture, page));
    else {
      lines.push('', ' '.repeat(large.column) + large.text, '');
      page += 2;
    }
  }
  return lines;
}

/** The lines as one text, for golden files and for people. */
export const screenText = (picture: Uint8Array): string => screenLines(picture).join('\n');
