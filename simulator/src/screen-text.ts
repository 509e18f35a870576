// Reads the display as a person does: pixels to text by exact match of glyphs, dark on light too, large digits too.
// Called by drivers, panels and scripts. A cell that is no glyph reads as "�", so that no drawing passes for text.
import { largeGlyphs, textGlyphs } from '../../protocol/generated/font.ts';
import { PAGES, WIDTH } from './display.ts';

const CELL = 6;
const COLUMNS = Math.floor(WIDTH / CELL);
const LARGE_WIDTH = 16;
const LARGE_PAGES = 3;
/** Digits of one group stand this close; a wider gap reads as a blank. */
const LARGE_GAP = 4;
const UNKNOWN = '\u{fffd}';

const large = [...largeGlyphs].map(([hex, character]) => ({ bytes: fromHex(hex), character }));

/** Eight lines, trailing blanks cut. */
export function screenText(pages: Uint8Array): string {
  const found = findLarge(pages);
  const lines: string[] = [];
  for (let page = 0; page < PAGES; page++) {
    const covering = found.filter((glyph) => page >= glyph.page && page < glyph.page + LARGE_PAGES);
    const middle = covering.filter((glyph) => page === glyph.page + 1);
    lines.push((middle.length > 0 ? largeLine(middle) : textLine(pages, page, covering)).trimEnd());
  }
  return lines.join('\n');
}

interface LargeGlyph {
  page: number;
  x: number;
  character: string;
}

function findLarge(pages: Uint8Array): LargeGlyph[] {
  const found: LargeGlyph[] = [];
  for (let page = 0; page <= PAGES - LARGE_PAGES; page++)
    for (let x = 0; x <= WIDTH - LARGE_WIDTH; x++) {
      const glyph = large.find(({ bytes }) => isAt(pages, page, x, bytes));
      if (glyph === undefined) continue;
      found.push({ page, x, character: glyph.character });
      x += LARGE_WIDTH - 1;
    }
  return found;
}

function isAt(pages: Uint8Array, page: number, x: number, bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const at = (page + Math.floor(i / LARGE_WIDTH)) * WIDTH + x + (i % LARGE_WIDTH);
    if (pages[at] !== bytes[i]) return false;
  }
  return true;
}

function largeLine(glyphs: LargeGlyph[]): string {
  let line = ' '.repeat(Math.floor(glyphs[0]!.x / CELL));
  glyphs.forEach(({ x, character }, i) => {
    const gap = i === 0 ? 0 : x - (glyphs[i - 1]!.x + LARGE_WIDTH);
    line += (gap >= LARGE_GAP ? ' ' : '') + character;
  });
  return line;
}

function textLine(pages: Uint8Array, page: number, covering: LargeGlyph[]): string {
  let line = '';
  for (let column = 0; column < COLUMNS; column++) {
    const x = column * CELL;
    const covered = covering.some((glyph) => x + CELL > glyph.x && x < glyph.x + LARGE_WIDTH);
    line += covered ? ' ' : character(pages.subarray(page * WIDTH + x, page * WIDTH + x + CELL));
  }
  return line;
}

function character(cell: Uint8Array): string {
  const plain = textGlyphs.get(toHex(cell));
  return plain ?? textGlyphs.get(toHex(cell.map((byte) => ~byte & 0xff))) ?? UNKNOWN;
}

function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += (byte < 16 ? '0' : '') + byte.toString(16);
  return hex;
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16));
}
