// `npm test [-- NAME… --all --create]`: the checks, then every suite that this machine can run. NAME is a check, a suite
// or a part of a test file's path. --all runs exhaustive campaigns in full, --create rewrites the lists of the checks.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './checks/all.ts';
import type { Check, CheckResult } from './checks/check.ts';
import { type Counts, countTests, findSuites, readFile, runSuite, type Suite } from './suites.ts';
import { canInstall, declaredNeeds, installCommand, installNeeds, isMet } from './system-packages.ts';
import { suitesOf } from './targets/index.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const words = process.argv.slice(2);
const given = words.filter((word) => !word.startsWith('--'));
const names = given.length > 0 ? given : suitesOrEnd();
const unknown = words.filter((word) => word.startsWith('--') && !['--all', '--create'].includes(word));
const create = words.includes('--create');
if (words.includes('--all')) process.env.SIGILLATOR_ALL = '1';
// Programs that the tests start, each many times, are compiled once.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');

/** Of the target that was named; a name that is none ends the run. */
function suitesOrEnd(): string[] {
  try {
    return suitesOf();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const seconds: [name: string, seconds: number][] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);

function count({ passed, failed, skipped }: Counts): void {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

if (process.env.SIGILLATOR_TARGET === 'hardware') {
  const { byHand } = await import('./hardware/by-hand.ts');
  try {
    const { passed, failed, skipped } = await byHand(names);
    say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exit(failed + skipped > 0 ? 1 : 0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    seconds.push([name, (performance.now() - start) / 1000]);
  }
}

async function runCheck(check: Check): Promise<void> {
  const { problems, notes = [] }: CheckResult = await check
    .run(root, create)
    .catch((error: Error) => ({ problems: [`the check could not run: ${error.message}`] }));
  count({ passed: problems.length === 0 ? 1 : 0, failed: problems.length > 0 ? 1 : 0, skipped: 0 });
  say(`${problems.length === 0 ? 'pass' : 'FAIL'} check ${check.name}${notes.map((note) => `; ${note}`).join('')}`);
  const shown = names.length > 0 ? problems.length : 20;
  for (const problem of problems.slice(0, shown)) say(`     ${problem}`);
  if (problems.length > shown) say(`     and ${problems.length - shown} more: npm test -- ${check.name}`);
}

/** Meets what the chosen files need, or says what is missing; answers the needs that stay unmet. */
function meetNeeds(files: string[]): string[] {
  const needed = new Set(files.flatMap((file) => declaredNeeds(readFile(root, file), file)));
  const unmet = [...needed].filter((name) => !isMet(name));
  if (unmet.length === 0) return [];
  if (canInstall()) return installNeeds(unmet);
  if (unmet.includes('root')) say('to run what is skipped for want of root: npm test as root');
  const packages = unmet.filter((name) => name !== 'root');
  if (packages.length > 0)
    say(`to run what is skipped for want of ${packages.join(', ')}, once: sudo ${installCommand(packages).join(' ')}`);
  return unmet;
}

async function runFiles({ name, files, workers }: Suite, unmet: string[]): Promise<void> {
  const lacks = (file: string) => declaredNeeds(readFile(root, file), file).filter((need) => unmet.includes(need));
  const runnable = files.filter((file) => lacks(file).length === 0);
  const left = files.filter((file) => lacks(file).length > 0);
  say(`\nsuite ${name}: ${runnable.length} of ${files.length} files`);
  if (runnable.length > 0) count(await timed(name, () => runSuite(root, runnable, 'inherit', workers)));
  if (left.length > 0) {
    const skipped = await countTests(root, left);
    count({ passed: 0, failed: 0, skipped });
    for (const file of left) say(`skip ${file}: needs ${lacks(file).join(', ')}`);
    say(`skip ${skipped} tests of suite ${name}`);
  }
}

/** The files of a suite that the names ask for; all without names, or when a name is the suite's own. */
const chosenFiles = ({ name, files }: Suite): string[] =>
  names.length === 0 || names.includes(name)
    ? files
    : files.filter((file) => names.some((wanted) => file.includes(wanted)));

const chosenChecks = checks.filter(
  ({ name }) => names.length === 0 || names.includes(name) || names.includes('checks'),
);
// A name that is a check's means that check, not also the files whose path holds the word.
const ownNames = names.filter((name) => name === 'checks' || checks.some((check) => check.name === name));
const suites =
  names.length > 0 && ownNames.length === names.length
    ? []
    : findSuites(root)
        .map((suite) => ({ ...suite, files: chosenFiles(suite) }))
        .filter(({ files }) => files.length > 0);

if (unknown.length > 0 || (chosenChecks.length === 0 && suites.length === 0)) {
  const known = [...checks.map(({ name }) => name), ...findSuites(root).map(({ name }) => name)].join(', ');
  process.stderr.write(`npm test: nothing is called ${[...unknown, ...names].join(' ')}; expected one of ${known},\n`);
  process.stderr.write('or a part of the path of a test file; and --all, --create.\n');
  process.exit(2);
}

for (const check of chosenChecks) await timed('checks', () => runCheck(check));
const unmet = meetNeeds(suites.flatMap(({ files }) => files));
for (const suite of suites) await runFiles(suite, unmet);

const perSuite = new Map<string, number>();
for (const [name, spent] of seconds) perSuite.set(name, (perSuite.get(name) ?? 0) + spent);
say(`\nseconds per suite: ${[...perSuite].map(([name, spent]) => `${name} ${spent.toFixed(1)}`).join(', ')}`);
say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
