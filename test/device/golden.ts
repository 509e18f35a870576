// Golden texts of the device's screens. Called by the tests of this folder; UPDATE_GOLDEN=1 rewrites them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';
import type { Rig } from '../rig.ts';
import { goldenFile } from './golden-screens.ts';

const columns = 21;
/** The firmware's digest changes with every build; everything else on the screens is held. */
const steady = (line: string): string => (/^( [0-9a-f]{4}){4}$/.test(line) ? ' xxxx xxxx xxxx xxxx' : line);

/** The screen as golden files have it. */
export async function screenLines(rig: Rig): Promise<string[]> {
  const lines = (await rig.screen()).split('\n').map(steady);
  return Array.from({ length: 8 }, (_, row) => (lines[row] ?? '').padEnd(columns));
}

/** The mark that turns while the card works: on a chip it is as far as the chip's time is. */
export const anyPhase = (text: string): string => text.replace(/[◓◑◒]/g, '◐');

/** `same`: what of the text is held, where it is not all. */
export function holdToGolden(name: string, text: string, same: (text: string) => string = (all) => all): void {
  const path = goldenFile(name);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const golden = existsSync(path) ? readFileSync(path, 'utf8') : 'no golden file: UPDATE_GOLDEN=1 writes it';
  expect(same(golden)).toBe(same(text));
}
