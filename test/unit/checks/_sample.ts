// A throw-away tree for the tests of the checks: path -> content.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Writes the files into a new folder, which goes when the test ends; answers its path. */
export function sample(files: Record<string, string | Uint8Array>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sigillator-sample-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Gives a sample the packages of the repository. */
export const linkPackages = (root: string): void =>
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
