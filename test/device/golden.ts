// Golden texts of the device's screens. Called by the tests of this folder; UPDATE_GOLDEN=1 rewrites them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const folder = fileURLToPath(new URL('golden', import.meta.url));

export function holdToGolden(name: string, text: string): void {
  const path = `${folder}/${name.replaceAll(' ', '-')}.txt`;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : 'no golden file: UPDATE_GOLDEN=1 writes it').toBe(text);
}
