// Lists the project's own files for the checks: everything but what is installed, built or cached.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const foreign = new Set(['node_modules', 'build', 'dist', 'coverage', '.git', '.cache']);

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (foreign.has(entry.name) || entry.name.startsWith('.setup.lock')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

/** Paths relative to the root, with `/`. */
export const projectFiles = (root: string): string[] =>
  [...walk(root)].map((path) => relative(root, path).split(sep).join('/'));

export const readLines = (root: string, file: string): string[] => readFileSync(join(root, file), 'utf8').split('\n');

/** AssemblyScript: the modules' folders and what is generated for them. */
export const isAssemblyScript = (file: string): boolean =>
  file.endsWith('.ts') && /^(firmware\/[^/]+\/|protocol\/generated\/firmware\/)/.test(file);

export const isGenerated = (file: string): boolean => file.startsWith('protocol/generated/');
