// Finds the suites (a folder under test/ with *.test.ts files) and runs one with vitest. Called by run.ts.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Suite {
  name: string;
  /** From the root, with `/`. */
  files: string[];
  /** How many files run at the same time. */
  workers: number;
}

/** Quick and basic ones first; a suite that is not named here runs after them. */
const order = [
  'unit',
  'vectors',
  'portable',
  'device',
  'refuse',
  'model',
  'power',
  'fault',
  'timing',
  'e2e',
  'board',
  'browser',
];
/** Suites whose files build or change the same things, or have a browser beside them: one file at a time. */
const oneByOne = ['e2e', 'browser', 'office'];
const workersOf = (name: string): number => (oneByOne.includes(name) ? 1 : availableParallelism());
const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);

export function findSuites(root: string): Suite[] {
  const folders = readdirSync(join(root, 'test'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .filter(({ name }) => name !== 'node_modules')
    .map(({ name }) => ({ name, files: testFiles(root, `test/${name}`), workers: workersOf(name) }))
    .filter(({ files }) => files.length > 0)
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

const testFiles = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .sort();

/** Runs vitest; resolves to its exit code, null after a signal. */
function vitest(root: string, parameters: string[], output: 'inherit' | 'ignore'): Promise<number | null> {
  const child = spawn('vitest', parameters, { cwd: root, stdio: ['ignore', output, output] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** Calls `work` with the path of a file that vitest may write, and reads it; undefined if it wrote none. */
async function withReport<T>(work: (file: string) => Promise<T>): Promise<{ result: T; report: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-test-'));
  const file = join(folder, 'report.json');
  try {
    const result = await work(file);
    try {
      return { result, report: JSON.parse(readFileSync(file, 'utf8')) };
    } catch {
      return { result, report: undefined };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numTotalTests: number;
  numFailedTestSuites: number;
}

/** Runs the files of a suite and counts their tests. A file that fails to load counts as a failure. */
export async function runSuite(
  root: string,
  files: string[],
  output: 'inherit' | 'ignore' = 'inherit',
  workers = 1,
): Promise<Counts> {
  const reporters = ['--reporter=default', '--reporter=json'];
  const { result, report } = await withReport((file) =>
    vitest(root, ['run', `--maxWorkers=${workers}`, ...reporters, `--outputFile.json=${file}`, ...files], output),
  );
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests: passed, numFailedTests, numTotalTests } = report as VitestReport;
  // Vitest ends with an error also for what no test caught.
  const failed = numFailedTests === 0 && result !== 0 ? 1 : numFailedTests;
  return { passed, failed, skipped: numTotalTests - passed - numFailedTests };
}

/** How many tests the files hold, without running them; at least one a file. */
export async function countTests(root: string, files: string[]): Promise<number> {
  const { report } = await withReport((file) => vitest(root, ['list', `--json=${file}`, ...files], 'ignore'));
  return Math.max(files.length, Array.isArray(report) ? report.length : 0);
}

export const readFile = (root: string, file: string): string => readFileSync(join(root, file), 'utf8');
