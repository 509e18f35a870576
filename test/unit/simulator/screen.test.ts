// Pixels to text and to PNG, on pictures drawn here by hand from the glyph tables.
import { inflateSync } from 'node:zlib';
import { largeGlyphs, textGlyphs } from '@sigillator/protocol/generated/font';
import { Display } from '@sigillator/simulator/display';
import { displayPng } from '@sigillator/simulator/png';
import { screenText } from '@sigillator/simulator/screen-text';
import { expect, test } from 'vitest';

const columnsOf = (glyphs: ReadonlyMap<string, string>, character: string): Uint8Array => {
  const [hex] = [...glyphs].find(([, known]) => known === character)!;
  return Uint8Array.from(Buffer.from(hex, 'hex'));
};

/** Draws text in a row of cells, from column 0 on. */
const write = (pages: Uint8Array, row: number, text: string, mask = 0): void => {
  [...text].forEach((character, column) => {
    columnsOf(textGlyphs, character).forEach((byte, x) => {
      pages[row * 128 + column * 6 + x] = byte ^ mask;
    });
  });
};

const writeLarge = (pages: Uint8Array, page: number, x: number, digit: string): void => {
  columnsOf(largeGlyphs, digit).forEach((byte, i) => {
    pages[(page + Math.floor(i / 16)) * 128 + x + (i % 16)] = byte;
  });
};

test('reads Swedish and French letters, inverted rows and blank rows', () => {
  const pages = new Uint8Array(1024);
  write(pages, 0, 'Sätt i kortet', 0xff);
  write(pages, 3, 'Insérez la carte çà');
  expect(screenText(pages)).toBe('Sätt i kortet\n\n\nInsérez la carte çà\n\n\n\n');
});

test('reads large digits in groups, with leading zeros, beside ordinary lines', () => {
  const pages = new Uint8Array(1024);
  write(pages, 0, 'Seal');
  [...'004217'].forEach((digit, i) => {
    writeLarge(pages, 3, 12 + i * 16 + (i > 2 ? 8 : 0), digit);
  });
  expect(screenText(pages)).toBe('Seal\n\n\n\n  004 217\n\n\n');
});

test('a drawing that is no glyph reads as a replacement sign, never as a letter', () => {
  const pages = new Uint8Array(1024);
  write(pages, 1, 'AB');
  pages[128]! ^= 1;
  expect(screenText(pages).split('\n')[1]).toBe('\u{fffd}B');
});

test('no two glyphs look the same, inverted or not', () => {
  const inverted = (hex: string): string => Buffer.from(Buffer.from(hex, 'hex').map((byte) => ~byte)).toString('hex');
  for (const hex of textGlyphs.keys()) expect(textGlyphs.has(inverted(hex))).toBe(false);
  expect(new Set([...textGlyphs.values()]).size).toBe(textGlyphs.size);
});

test('the display takes whole pages only and tells of changes only', () => {
  const display = new Display();
  let changes = 0;
  display.onChange = () => changes++;
  const page = new Uint8Array(128).fill(1);
  display.show(page, 7);
  display.show(page, 7);
  expect(changes).toBe(1);
  expect([display.pixel(0, 56), display.pixel(0, 57), display.pixel(127, 56)]).toEqual([true, false, true]);
  expect(() => display.show(page, 8)).toThrow('expected whole pages within 0 to 7');
  expect(() => display.show(page.subarray(1), 0)).toThrow('got 127 bytes from page 0');
  display.clear();
  expect(display.pages().every((byte) => byte === 0)).toBe(true);
});

test('the PNG holds every pixel, enlarged', () => {
  const pages = new Uint8Array(1024);
  pages[129] = 0x04; // column 1 of page 1, third row: pixel (1, 10)
  const png = displayPng(pages, 2);
  expect(png.subarray(12, 33).toString('hex')).toBe(
    `49484452${'00000100'}${'00000080'}0100000000${png.subarray(29, 33).toString('hex')}`,
  );
  const idat = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(idat + 4, idat + 4 + png.readUInt32BE(idat - 4)));
  expect(rows.length).toBe(128 * 33);
  const lit: string[] = [];
  for (let y = 0; y < 128; y++)
    for (let x = 0; x < 256; x++) if ((rows[y * 33 + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1) lit.push(`${x},${y}`);
  expect(lit).toEqual(['2,20', '3,20', '2,21', '3,21']);
});
