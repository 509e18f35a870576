// `npm run requirements`: every id of requirements.tsv with the tests whose title begins with it. Exits 1 if an id of
// requirements-covered.txt (ids that once had a test) has none now; with --create that list is rewritten.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TestTitle {
  file: string;
  title: string;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const coveredFile = 'test/requirements-covered.txt';

const id = '[A-Z]{2}-(?:\\d+|[A-Z])(?:\\.\\w+)*';
// One id or several, divided by commas or blanks, at the beginning of a title.
const titlePattern = new RegExp(`(['"\`])((?:${id}(?:, ?| ))+[^\\n]*?)\\1\\s*,`, 'g');

/** Titles of a test file that begin with requirement ids, each id with its title. */
export function titlesById(text: string): [id: string, title: string][] {
  return [...text.matchAll(titlePattern)].flatMap(([, , title = '']) => {
    const [head = ''] = new RegExp(`^(?:${id}(?:, ?| ))+`).exec(title) ?? [];
    return [...head.matchAll(new RegExp(id, 'g'))].map(([found]): [string, string] => [found, title]);
  });
}

function allTitles(): Map<string, TestTitle[]> {
  const found = new Map<string, TestTitle[]>();
  // NAME-suite.ts holds tests that several test files call.
  for (const file of globSync('test/*/**/*{.test,-suite}.ts', { cwd: root }).sort())
    for (const [name, title] of titlesById(readFileSync(join(root, file), 'utf8')))
      found.set(name, [...(found.get(name) ?? []), { file, title }]);
  return found;
}

/** The table without its heading line: id, source, part, requirement, shown by. */
const readTable = (): string[][] =>
  readFileSync(join(root, 'test', 'requirements.tsv'), 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split('\t'));

function readCovered(): string[] {
  const path = join(root, coveredFile);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

function main(create: boolean): number {
  const table = readTable();
  const titles = allTitles();
  const known = table.map(([name = '']) => name);
  for (const [name = '', , part, requirement] of table) {
    process.stdout.write(`${name} (${part}) ${requirement}\n`);
    const tests = titles.get(name) ?? [];
    for (const { file, title } of tests) process.stdout.write(`    ${file}: ${title}\n`);
    if (tests.length === 0) process.stdout.write('    no test yet\n');
  }
  const covered = known.filter((name) => titles.has(name));
  if (create) writeFileSync(join(root, coveredFile), covered.map((name) => `${name}\n`).join(''));
  const lost = readCovered().filter((name) => !covered.includes(name));
  const strangers = [...titles.keys()].filter((name) => !known.includes(name));
  for (const name of lost) process.stdout.write(`LOST ${name}: it had a test and has none now\n`);
  for (const name of strangers) process.stdout.write(`UNKNOWN ${name}: a test names it, requirements.tsv does not\n`);
  process.stdout.write(`${covered.length} of ${known.length} requirements have tests, ${lost.length} lost theirs\n`);
  return lost.length + strangers.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.includes('--create'));
