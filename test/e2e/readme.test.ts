// Every command and every program that a README shows works as shown. Commands that need root or hardware, or are the
// test run itself, say so in their comment; the last test counts them, so that none gets excused unseen.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { repository } from '../unit/checks/_sample.ts';
import { allShown, commandsOf, programsOf } from './_readme-commands.ts';

// As loud as a user's npm is, however quietly the tests themselves were started.
const environment = {
  ...process.env,
  npm_config_loglevel: 'notice',
  PATH: `${join(repository, 'node_modules/.bin')}:${process.env.PATH}`,
};
const readme = (file: string): string => readFileSync(join(repository, file), 'utf8');
const commands = allShown(repository, commandsOf);

describe('a command of a README', () => {
  const shown = commands.filter(({ excused }) => !excused);
  test.each(shown.map(({ file, text }) => [file, text]))('%s: %s', async (_file, text) => {
    const { code, output } = await runProgram('bash', ['-e', '-o', 'pipefail', '-c', text], repository, environment);
    expect(output).not.toBe('');
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

test('one command is excused: npm test itself', () => {
  expect(commands.filter(({ excused }) => excused).map(({ text }) => text.replace(/\s*#.*/, ''))).toEqual(['npm test']);
});
