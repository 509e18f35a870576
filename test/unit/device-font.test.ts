import { expect, test } from 'vitest';
import { characterCode, pageColumns, readFont } from '../../protocol/generate/_glyphs.ts';
import { largeGlyphs, textGlyphs } from '../../protocol/generated/font.ts';

const latin1 = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).filter((character) =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(character),
);

test('every printable Latin-1 character has a glyph', () => {
  const drawn = new Set(textGlyphs.values());
  expect(latin1.filter((character) => !drawn.has(character))).toEqual([]);
});

test('every glyph differs from every other, also dark on light', () => {
  const inverse = [...textGlyphs.keys()]
    .map((hex) => Buffer.from(hex, 'hex').map((byte) => ~byte))
    .map((bytes) => Buffer.from(bytes).toString('hex'));
  expect(textGlyphs.size).toBe(new Set(textGlyphs.values()).size);
  expect(inverse.filter((hex) => textGlyphs.has(hex))).toEqual([]);
  expect(largeGlyphs.size).toBe(13);
});

test('no-break space and soft hyphen have no glyph, so that they cannot hide', () => {
  const drawn = new Set(textGlyphs.values());
  expect(drawn.has('\u00a0')).toBe(false);
  expect(drawn.has('\u00ad')).toBe(false);
});

test('columns have their lowest bit on top', () => {
  // The letter L: a full column of seven rows, then four columns with the seventh row only.
  expect(pageColumns(readFont('text').glyphs.get('L') as string[], 0, 5)).toEqual([0x7f, 0x40, 0x40, 0x40, 0x40]);
});

test('signs of our own lie between 0x80 and 0x9f, where Latin-1 has nothing to show', () => {
  const font = readFont('text');
  for (const character of font.glyphs.keys()) {
    const code = characterCode(font, character);
    if (character.charCodeAt(0) > 0xff) expect(code >= 0x80 && code <= 0x9f, character).toBe(true);
    else expect(code).toBe(character.charCodeAt(0));
  }
});
