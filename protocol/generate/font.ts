// Writes the two fonts as AssemblyScript (for drawing) and TypeScript (to read a screen back). Called by generate.ts.
import { characterCode, pageColumns, readFont } from './_glyphs.ts';

const firstCode = 0x20;
const hex = (bytes: number[]): string => Buffer.from(bytes).toString('hex');

/** Literal of bytes, some twenty a line. */
export function byteRows(bytes: number[], perLine = 20): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) lines.push(`  ${bytes.slice(at, at + perLine).join(', ')},`);
  return lines.join('\n');
}

export function generate(): { path: string; text: string }[] {
  const text = readFont('text');
  const large = readFont('large');
  const small = new Array<number>((0x100 - firstCode) * text.width).fill(0);
  const signs: [string, number][] = [];
  const textTable: string[] = [];
  for (const [character, rows] of text.glyphs) {
    const code = characterCode(text, character);
    const columns = pageColumns(rows, 0, text.width);
    for (const [x, column] of columns.entries()) small[(code - firstCode) * text.width + x] = column;
    if (character.charCodeAt(0) > 0xff) signs.push([character, code]);
    textTable.push(`  ['${hex([...columns, 0])}', ${quote(character)}],`);
  }
  const big: number[] = [];
  const largeTable: string[] = [];
  for (const [character, rows] of large.glyphs) {
    const pages = [0, 1, 2].flatMap((page) => pageColumns(rows, page, large.width));
    big.push(...pages);
    largeTable.push(`  ['${hex(pages)}', ${quote(character)}],`);
  }
  const origin = '// Generated from firmware/device/font by protocol/generate/font.ts; do not edit.';
  return [
    {
      path: 'protocol/generated/firmware/font.ts',
      text: `${origin}
/** Signs that Latin-1 lacks. */
export const enum Sign {
${signs.map(([character, code]) => `  ${signNames[character]} = 0x${code.toString(16)}, // ${character}`).join('\n')}
}

/** Five columns a glyph, from code 0x20 on. */
export const textFont: usize = memory.data<u8>([
${byteRows(small)}
]);

/** Three pages of 16 columns a glyph: the ten digits, then empty place, caret, hidden digit. */
export const largeFont: usize = memory.data<u8>([
${byteRows(big, 16)}
]);
`,
    },
    {
      path: 'protocol/generated/font.ts',
      text: `${origin}
/** Six columns of a text cell in hex -> character. */
export const textGlyphs: ReadonlyMap<string, string> = new Map([
${textTable.join('\n')}
]);

/** Three pages of 16 columns in hex -> character of the large font. */
export const largeGlyphs: ReadonlyMap<string, string> = new Map([
${largeTable.join('\n')}
]);
`,
    },
  ];
}

const quote = (character: string): string =>
  character === "'" ? `"'"` : character === '\\' ? `'\\\\'` : `'${character}'`;

const signNames: Record<string, string> = {
  '█': 'Caret',
  '●': 'Hidden',
  '▲': 'Up',
  '▼': 'Down',
  '►': 'Chosen',
  '◄': 'Back',
  '✓': 'Yes',
  '✗': 'Cancel',
  '≡': 'Menu',
  '◐': 'Spin0',
  '◓': 'Spin1',
  '◑': 'Spin2',
  '◒': 'Spin3',
};
