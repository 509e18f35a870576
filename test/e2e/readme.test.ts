// Every command and every program that a README shows works as shown. Commands that need root or hardware, take long, or
// are the test run itself, say so in their comment; the last test lists them, so that none gets excused unseen.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { repository } from '../unit/checks/_sample.ts';
import { allShown, commandsOf, programsOf } from './_readme-commands.ts';

const home = mkdtempSync(join(tmpdir(), 'sigillator-home-'));
afterAll(() => rmSync(home, { recursive: true }));

// As loud as a user's npm is, however quietly the tests themselves were started; in a home where files may be made.
const environment = {
  ...process.env,
  HOME: home,
  npm_config_cache: process.env.npm_config_cache ?? join(homedir(), '.npm'),
  npm_config_loglevel: 'notice',
  PATH: `${join(repository, 'node_modules/.bin')}:${process.env.PATH}`,
};
const readme = (file: string): string => readFileSync(join(repository, file), 'utf8');
const bare = (text: string): string => text.replace(/\s*#.*/, '');
// What two READMEs show is run once.
const commands = [...new Map(allShown(repository, commandsOf).map((shown) => [bare(shown.text), shown])).values()];

describe('a command of a README', () => {
  const shown = commands.filter(({ excused }) => !excused);
  test.for(shown.map(({ file, text }) => [file, text] as const))('%s: %s', async ([, text], { signal }) => {
    const command = ['-e', '-o', 'pipefail', '-c', text];
    const { code, output } = await runProgram('bash', command, repository, environment, signal);
    // OpenSSL says nothing where it wrote a file.
    if (!text.includes(' -out ')) expect(output).not.toBe('');
    expect({ code, output }).toEqual({ code: 0, output });
  });
});

describe('a program of a README', () => {
  const shown = allShown(repository, programsOf);
  test.each(shown.map(({ file, text }, index) => [file, index, text]))('%s, program %i', async (file, index, text) => {
    // At the root, because that is where its imports start from.
    const folder = join(repository, '.cache', 'readme');
    mkdirSync(folder, { recursive: true });
    const program = join(folder, `${index}.ts`);
    writeFileSync(program, text.replaceAll("'./", "'../../"));
    const { code, output } = await runProgram('node', [program], repository, environment);
    rmSync(program);
    expect({ code, output }).toEqual({ code: 0, output });
    // What a README says it prints, it prints.
    const [, promised] = /^```\n+prints `([^`]+)`/.exec(readme(file).split(text)[1] ?? '') ?? [];
    if (promised) expect(output.trim()).toBe(promised);
  });
});

test('what a README shows and no test runs is this', () => {
  const excused = commands.filter((shown) => shown.excused).map(({ text, excused }) => [excused, bare(text)]);
  expect(excused).toEqual([
    ['itself', 'npm test'],
    ['takes long', 'npm test -- fault/pin-path-m0 --all'],
    ['needs hardware', 'npx sigillator device update hw/build/pico.update'],
    ['needs hardware', 'SIGILLATOR_TARGET=hardware npm test'],
    ['needs hardware', 'SIGILLATOR_TARGET=hardware npm test -- slot sv'],
    ['needs hardware', 'SIGILLATOR_TARGET=hardware npm test -- settings seal'],
    ['needs hardware', 'SIGILLATOR_TARGET=hardware npm test -- start links'],
    ['needs hardware', 'npx sigillator device info --device serial:SERIAL'],
  ]);
});
