// Draws digits three pages high, in groups. Called by the screens of seals, responses and entry.
import { largeFont } from '../../../protocol/generated/firmware/font';
import { frame, PAGE } from './framebuffer';

const WIDTH: u32 = 16;
const GAP: u32 = 8;
const GLYPH: u32 = 3 * WIDTH;

/** Glyphs after the ten digits. */
export const enum Large {
  Empty = 10,
  Caret = 11,
  Hidden = 12,
}

/**
 * Draws `length` glyphs (at most 7) from page `page` on, in the middle of the line, with a gap after every `group`.
 * `glyphs` is a byte each: 0 to 9 for digits, or Large.
 */
export function drawLarge(page: u32, glyphs: usize, length: u32, group: u32): void {
  const gaps: u32 = length == 0 ? 0 : (length - 1) / group;
  let x = (PAGE - length * WIDTH - gaps * GAP) / 2;
  for (let i: u32 = 0; i < length; i++) {
    if (i > 0 && i % group == 0) x += GAP;
    const from = largeFont + <u32>load<u8>(glyphs + i) * GLYPH;
    for (let part: u32 = 0; part < 3; part++)
      memory.copy(frame + (page + part) * PAGE + x, from + part * WIDTH, WIDTH);
    x += WIDTH;
  }
}
