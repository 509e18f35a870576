// Reads the ASCII-art fonts of firmware/device/font. Called by generate/font.ts and generate/texts.ts.
import { readFileSync } from 'node:fs';

export interface Font {
  width: number;
  height: number;
  /** Character -> one string of `.` and `#` a row. */
  glyphs: Map<string, string[]>;
}

/** Reads one font file; `name` is `text` or `large`. */
export function readFont(name: 'text' | 'large'): Font {
  const [width, height] = name === 'text' ? [5, 8] : [16, 24];
  const path = new URL(`../../firmware/device/font/${name}.txt`, import.meta.url);
  const lines = readFileSync(path, 'utf8').split('\n');
  const glyphs = new Map<string, string[]>();
  lines.forEach((line, index) => {
    if (!line.startsWith('= ')) return;
    for (let column = 2; column < line.length; column += width + 1) {
      const character = line[column] as string;
      const rows = lines.slice(index + 1, index + 1 + height).map((row) => row.slice(column, column + width));
      if (rows.some((row) => row.length !== width || /[^.#]/.test(row)))
        throw new Error(
          `Font ${name}: glyph ${character} must be ${height} rows of ${width} "." or "#"; mend its art.`,
        );
      if (glyphs.has(character)) throw new Error(`Font ${name}: glyph ${character} is drawn twice; remove one.`);
      glyphs.set(character, rows);
    }
  });
  const seen = new Map<string, string>();
  for (const [character, rows] of glyphs) {
    const other = seen.get(rows.join());
    if (other !== undefined) throw new Error(`Font ${name}: ${character} looks exactly like ${other}; redraw one.`);
    seen.set(rows.join(), character);
  }
  return { width, height, glyphs };
}

/** Columns of one page (8 rows), lowest bit on top, as the display takes them. */
export function pageColumns(rows: string[], page: number, width: number): number[] {
  return Array.from({ length: width }, (_, x) =>
    rows.slice(page * 8, page * 8 + 8).reduce((byte, row, y) => byte | (row[x] === '#' ? 1 << y : 0), 0),
  );
}

/** Code of a character in the device's texts: Latin-1, and 0x80 on for the signs of our own. */
export function characterCode(font: Font, character: string): number {
  const code = character.charCodeAt(0);
  if (!font.glyphs.has(character))
    throw new Error(`The font has no glyph for ${character} (U+${code.toString(16)}); draw it or use another word.`);
  if (code < 0x100) return code;
  return 0x80 + [...font.glyphs.keys()].filter((other) => other.charCodeAt(0) > 0xff).indexOf(character);
}
