// The golden files of the device's screens, read. Used by golden.ts, one-chip.ts, the suite of the board and
// hardware/duties.ts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const goldenFile = (name: string): string =>
  fileURLToPath(new URL(`golden/${name.replaceAll(' ', '-')}.txt`, import.meta.url));

/** The screens of one language (its place among the columns) in a golden file, step by step. */
export function goldenScreens(name: string, column: number): { step: string; screen: string[] }[] {
  const blocks = readFileSync(goldenFile(name), 'utf8').trimEnd().split('\n\n');
  return blocks.map((block) => {
    const [step = '', ...lines] = block.split('\n');
    return { step, screen: lines.map((line) => line.split('|')[column + 1]!) };
  });
}
