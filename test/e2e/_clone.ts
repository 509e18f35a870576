// A tiny clone for the tests of setup.mjs: the real setup.mjs with one package, a stand-in for npm and a firmware that
// builds at once.
import { type SpawnOptions, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository, sample } from '../unit/checks/_sample.ts';

// Stands in for npm: notes each call, then installs, fails or hangs as a file tells it.
const npm = `
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
console.log('npm says this on stdout');
if (existsSync('fail-with')) {
  mkdirSync('node_modules/half', { recursive: true });
  console.error('npm error ' + readFileSync('fail-with', 'utf8'));
  process.exit(1);
}
if (existsSync('hang')) {
  mkdirSync('node_modules/half', { recursive: true });
  console.error('hanging');
  setInterval(() => {}, 1000);
  await new Promise(() => {});
}
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules/.bin', { recursive: true });
mkdirSync('node_modules/one');
symlinkSync(process.env.NODE_24, 'node_modules/.bin/node');
copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

const lock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/one': { version: '1.0.0' } } };

/** Files of a clone in which nothing is installed yet. */
export function clone(files: Record<string, string> = {}): string {
  const root = sample({
    'package.json': '{"type":"module"}',
    'package-lock.json': JSON.stringify(lock),
    'npm.js': npm,
    'firmware/build.ts': "process.stderr.write('');\n",
    'script.ts': 'console.log(JSON.stringify(process.argv.slice(2)));\nprocess.exitCode = 7 as number;\n',
    ...files,
  });
  copyFileSync(join(repository, 'setup.mjs'), join(root, 'setup.mjs'));
  chmodSync(root, 0o755);
  return root;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export function start(root: string, parameters: string[], options: SpawnOptions = {}) {
  const { npm_execpath: _npm, INIT_CWD: _cwd, ...inherited } = process.env;
  const child = spawn(process.execPath, parameters, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { ...inherited, NODE_24: process.execPath, npm_execpath: join(root, 'npm.js'), ...options.env },
  });
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve([code, signal]));
  });
  const ended = Promise.all([closed, text(child.stdout!), text(child.stderr!)]).then(
    ([[code, signal], stdout, stderr]): Ended => ({ code, signal, stdout, stderr }),
  );
  return { child, ended };
}

/** `node setup.mjs script.ts WORDS…` in the clone. */
export const setUp = (root: string, words: string[] = [], options: SpawnOptions = {}): Promise<Ended> =>
  start(root, ['setup.mjs', 'script.ts', ...words], options).ended;

/** What the stand-in for npm was asked, a line a call. */
export const npmCalls = (root: string): string[] =>
  existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : [];
