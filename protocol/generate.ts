// `npm run generate`: writes every generated file; with --check it only says which would change (npm test does that).
// A generator is a file generate/*.ts of protocol/ or host/ that exports `generate(): GeneratedFile[]`; other files there
// are its parts.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface GeneratedFile {
  /** From the root of the repository, with `/`. */
  path: string;
  text: string;
}

interface Generator {
  generate(): GeneratedFile[] | Promise<GeneratedFile[]>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function generatorFiles(): string[] {
  const folders = ['protocol', 'host'].map((part) => join(root, part, 'generate')).filter((path) => existsSync(path));
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => join(folder, name)),
  );
}

/** What every generator would write. */
export async function generateAll(): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  for (const path of generatorFiles()) {
    const generator: Partial<Generator> = await import(pathToFileURL(path).href);
    if (generator.generate) files.push(...(await generator.generate()));
  }
  return files;
}

const differs = ({ path, text }: GeneratedFile): boolean =>
  !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text;

function write({ path, text }: GeneratedFile): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stale = (await generateAll()).filter(differs);
  if (process.argv.includes('--check')) {
    for (const { path } of stale) process.stderr.write(`${path} is not what its generator writes: npm run generate\n`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const file of stale) {
      write(file);
      process.stderr.write(`wrote ${file.path}\n`);
    }
  }
}
