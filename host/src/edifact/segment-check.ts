// Holds a segment to its table: mandatory elements, number of elements and components, formats. For strict checks.
import type { EdifactError, SyntaxErrorCode } from './error-codes.ts';
import type { Segment } from './segment.ts';
import { type ComponentRow, type ElementRow, segmentRows } from './segment-tables.ts';

/** What is wrong with the segment; nothing if it is not in the tables. */
export function segmentProblems(segment: Segment): EdifactError[] {
  const rows = segmentRows(segment.tag);
  if (!rows) return [];
  const problems: EdifactError[] = [];
  const report = (code: SyntaxErrorCode, element: number, text: string): void => {
    problems.push({ code, text, segment: segment.number, element, offset: segment.offsetOf(element) });
  };
  const elements = segment.service.repetition === 0x20 ? segment.elements.map((one) => [one]) : segment.repetitions;
  if (elements.length - 1 > rows.length)
    report(
      '16',
      rows.length + 1,
      `${segment.tag} has ${elements.length - 1} elements, at most ${rows.length} are known.`,
    );
  for (const [index, row] of rows.entries()) {
    const found = elements[index + 1] ?? [['']];
    const place = `${segment.tag} element ${index + 1} (${row.number})`;
    if (found.every((components) => components.every((text) => text === ''))) {
      if (row.mandatory) report('13', index + 1, `${place} is missing.`);
      continue;
    }
    if (found.length > row.repeats)
      report('16', index + 1, `${place} stands ${found.length} times, at most ${row.repeats}.`);
    for (const components of found)
      for (const [code, text] of elementProblems(components, row)) report(code, index + 1, `${place}: ${text}`);
  }
  return problems;
}

function* elementProblems(components: string[], row: ElementRow): Generator<[SyntaxErrorCode, string]> {
  if (components.length > row.components.length)
    yield ['16', `${components.length} components, at most ${row.components.length} are known.`];
  for (const [index, component] of row.components.entries()) {
    const text = components[index] ?? '';
    if (text === '') {
      if (component.mandatory) yield ['13', `component ${index + 1} (${component.number}) is missing.`];
    } else yield* formatProblems(text, component);
  }
}

function* formatProblems(text: string, { number, format }: ComponentRow): Generator<[SyntaxErrorCode, string]> {
  const [, kind = '', range, length = ''] = /^(an|a|n)(\.\.)?(\d+)$/.exec(format) ?? [];
  // A decimal mark and a minus sign do not count towards the length (ISO 9735, 10.1).
  const size = kind === 'n' ? text.replace(/[-.,]/g, '').length : [...text].length;
  const limit = Number(length);
  const shown = `${number} is "${text.slice(0, 40)}"`;
  if (size > limit) yield ['39', `${shown}, ${size} characters where ${format} allows ${limit}.`];
  else if (!range && size < limit) yield ['40', `${shown}, ${size} characters where ${format} asks for ${limit}.`];
  if (kind === 'n' && !/^-?\d*[.,]?\d*$/.test(text)) yield ['37', `${shown}, but ${format} is a number.`];
  if (kind === 'a' && /\d/.test(text)) yield ['37', `${shown}, but ${format} has no digits.`];
}
