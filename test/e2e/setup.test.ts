// setup.mjs: installs what is missing or stale, builds, runs the script; and one clear sentence when it cannot.

import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clone, npmCalls, setUp, start } from './_clone.ts';

const stale = JSON.stringify({ packages: { 'node_modules/one': { version: '0.9.0' } } });
const oneSentence = /^set-up: [^\n]+\n$/;

describe('a clone in which nothing is installed', () => {
  test('is installed, then the script runs with its arguments and its exit code', async () => {
    const root = clone();
    const { code, stdout, stderr } = await setUp(root, ['a', '--b']);
    expect({ code, stdout }).toEqual({ code: 7, stdout: '["a","--b"]\n' });
    expect(npmCalls(root)).toEqual([expect.stringMatching(/^ci /)]);
    expect(stderr).toContain('npm says this on stdout');
  });

  test('is installed once when two start at the same time', async () => {
    const root = clone();
    const both = await Promise.all([setUp(root), setUp(root)]);
    expect(both.map(({ code }) => code)).toEqual([7, 7]);
    expect(npmCalls(root)).toHaveLength(1);
    expect(readdirSync(root).filter((file) => file.startsWith('.setup'))).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('that is interrupted by %s leaves nothing half done', async (signal) => {
    const root = clone({ hang: '' });
    const { child, ended } = start(root, ['setup.mjs', 'script.ts']);
    let said = '';
    await new Promise<void>((resolve) =>
      child.stderr!.on('data', (chunk) => {
        said += chunk;
        if (said.includes('hanging')) resolve();
      }),
    );
    child.kill(signal);
    expect((await ended).code).toBe(130);
    expect(readdirSync(root).filter((file) => /^\.setup|^node_modules$/.test(file))).toEqual([]);
  });

  test('is installed although a set-up that died left its lock', async () => {
    const died = start(clone(), ['--eval', '']);
    await died.ended;
    const root = clone({ '.setup.lock': String(died.child.pid) });
    expect((await setUp(root)).code).toBe(7);
    expect(existsSync(join(root, '.setup.lock'))).toBe(false);
  });
});

describe('a clone in which everything is installed', () => {
  test('needs no npm and no network, and stderr stays empty', async () => {
    const root = clone();
    await setUp(root);
    rmSync(join(root, 'npm.js'));
    const { code, stderr } = await setUp(root, [], { env: { PATH: '/nowhere' } });
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
  });

  test.each([
    ['whose lock file moved on', (root: string) => writeFileSync(join(root, 'node_modules/.package-lock.json'), stale)],
    ['that lost a package', (root: string) => rmSync(join(root, 'node_modules/one'), { recursive: true })],
    ['whose installation was cut off', (root: string) => rmSync(join(root, 'node_modules/.package-lock.json'))],
  ])('%s is installed again', async (_name, spoil) => {
    const root = clone();
    await setUp(root);
    spoil(root);
    expect((await setUp(root)).code).toBe(7);
    expect(npmCalls(root)).toHaveLength(2);
  });

  test('passes a signal on and ends by it', async () => {
    const root = clone({ 'script.ts': "console.log('up');\nsetInterval(() => {}, 1000);\n" });
    const { child, ended } = start(root, ['setup.mjs', 'script.ts']);
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    expect((await ended).signal).toBe('SIGTERM');
  });
});

describe('what it cannot do is said in one sentence', () => {
  const asOldNode = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.0"})';

  test('an old Node', async () => {
    const { code, stderr } = await start(clone(), ['--import', asOldNode, 'setup.mjs', 'script.ts']).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toContain('this is Node 18.20.0, and the project needs 20 or newer');
  });

  test('no npm', async () => {
    const root = clone();
    const { code, stderr } = await setUp(root, [], { env: { npm_execpath: '', PATH: '/nowhere' } });
    expect(code).toBe(1);
    expect(stderr).toContain('npm was not found on PATH: install it');
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
  });

  test.each([
    ['a full disk', 'code ENOSPC', /the disk is full: free about/],
    ['no network', 'code EAI_AGAIN', /the package registry was not reached: connect/],
    ['anything else', 'code ETARGET', /read the message of npm above/],
  ])('%s while npm installs', async (_name, message, sentence) => {
    const root = clone({ 'fail-with': message });
    const { code, stdout, stderr } = await setUp(root);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(sentence);
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
    expect(existsSync(join(root, '.setup.lock'))).toBe(false);
  });

  test('too little room on the disk, before anything is written', async () => {
    const fullDisk = 'data:text/javascript,import fs from "fs";fs.statfsSync=()=>({bavail:5,bsize:1e6})';
    const root = clone();
    const { code, stderr } = await start(root, ['--import', fullDisk, 'setup.mjs', 'script.ts']).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toMatch(/the disk is full: the packages take about \d+ MB and 5 MB are free/);
    expect(npmCalls(root)).toEqual([]);
  });

  test('a folder that cannot be written', async () => {
    const root = clone();
    chmodSync(root, 0o555);
    // Root may write anywhere, so that set-up becomes nobody's then.
    const becomeNobody = 'data:text/javascript,process.setgid(65534);process.setuid(65534)';
    const isRoot = process.getuid?.() === 0;
    const { code, stderr } = await start(root, [
      ...(isRoot ? ['--import', becomeNobody] : []),
      'setup.mjs',
      'script.ts',
    ]).ended;
    chmodSync(root, 0o755);
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toContain('the folder cannot be written: make it writable');
    expect(npmCalls(root)).toEqual([]);
  });

  test('a firmware that does not build', async () => {
    const root = clone({ 'firmware/build.ts': "console.error('Compiling failed: x');\nprocess.exitCode = 1;\n" });
    const { code, stdout, stderr } = await setUp(root);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      'set-up: building the firmware failed: read the message above, mend it, run it again',
    );
  });

  test('no script', async () => {
    expect((await start(clone(), ['setup.mjs']).ended).stderr).toMatch(/expected the script to run/);
  });
});
