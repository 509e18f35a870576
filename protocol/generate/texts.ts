// Wraps the device's sentences to its display and writes them as bytes for the firmware. Called by generate.ts.
import { languages, type TextKind, type TextRow, texts } from '../tables/texts.ts';
import { characterCode, readFont } from './_glyphs.ts';
import { pairUp } from './_pairs.ts';
import { byteRows } from './font.ts';

const columns = 21;
const limits: Record<TextKind, { width: number; lines: number }> = {
  title: { width: columns, lines: 1 },
  item: { width: columns - 2, lines: 1 },
  line: { width: columns, lines: 1 },
  short: { width: columns, lines: 3 },
  middle: { width: columns, lines: 5 },
  body: { width: columns, lines: 6 },
  hint: { width: columns, lines: 1 },
};

/** Columns that a text takes; a number (`#`) may take two. */
const width = (line: string): number => [...line].length + (line.includes('#') ? 1 : 0);

function wrap(sentence: string): string[] {
  const lines = [''];
  for (const word of sentence.split(' ')) {
    const whole = word.replaceAll('~', '');
    const [head, tail] = word.split('~');
    const line = lines[lines.length - 1] as string;
    const before = line === '' ? '' : `${line} `;
    if (width(before + whole) <= columns) lines[lines.length - 1] = before + whole;
    else if (tail !== undefined && width(`${before}${head}-`) <= columns) {
      lines[lines.length - 1] = `${before}${head}-`;
      lines.push(tail);
    } else lines.push(whole);
  }
  return lines;
}

function spread(hint: string): string {
  const parts = hint.split('|');
  const blanks = columns - parts.reduce((sum, part) => sum + [...part].length, 0);
  if (blanks < parts.length - 1) return parts.join(' ');
  return parts.reduce((line, part, index) => {
    const gaps = parts.length - 1;
    const gap = Math.floor((blanks * index) / gaps) - Math.floor((blanks * (index - 1)) / gaps);
    return line + ' '.repeat(gap) + part;
  });
}

/** Lines of one text in one language, or an error that says what does not fit. */
export function layout(name: string, language: number, table: Record<string, TextRow> = texts): string[] {
  const row = table[name] as TextRow;
  const sentence = (row[language + 1] as string).replaceAll('’', "'");
  const lines = row[0] === 'hint' ? [spread(sentence)] : limits[row[0]].lines > 1 ? wrap(sentence) : [sentence];
  const limit = limits[row[0]];
  for (const line of lines)
    if (width(line) > limit.width)
      throw new Error(`Text ${name} (${languages[language]}): "${line}" is wider than ${limit.width}; shorten it.`);
  if (lines.length > limit.lines)
    throw new Error(`Text ${name} (${languages[language]}): ${lines.length} lines, ${limit.lines} fit; shorten it.`);
  return lines;
}

export function generate(): { path: string; text: string }[] {
  const font = readFont('text');
  const names = Object.keys(texts);
  const plain = [...languages.keys()].flatMap((language) =>
    names.map((name) =>
      [...layout(name, language).join('\n')].map((character) =>
        character === '\n' ? 10 : characterCode(font, character),
      ),
    ),
  );
  const { sequences, pairs } = pairUp(plain);
  const offsets = [0];
  for (const { length } of sequences) offsets.push(offsets.at(-1)! + length);
  return [
    {
      path: 'protocol/generated/firmware/texts.ts',
      text: `// Generated from protocol/tables/texts.ts by protocol/generate/texts.ts; do not edit.
/** Every sentence of the device. */
export const enum Text {
${names.map((name, index) => `  ${name} = ${index},`).join('\n')}
}

export const textCount: u32 = ${names.length};

/** Codes of display/text.ts, lines parted by 10, and codes that stand for pairs; one language after the other. */
export const textBytes: usize = memory.data<u8>([
${byteRows(sequences.flat())}
]);

/** For each code the two that it stands for, or two zeros where it is a character. */
export const textPairs: usize = memory.data<u8>([
${byteRows(pairs.flat())}
], 2);

/** The longest text, in characters. */
export const textMost: u32 = ${Math.max(...plain.map(({ length }) => length))};

/** Where each text begins in textBytes, by language and text; one more for the end. */
export const textOffsets: usize = memory.data<u16>([
${byteRows(offsets)}
]);
`,
    },
  ];
}
