// A machine that lacks a system package: the tests that need it are skipped and counted, the one command is printed, and
// continuous integration takes the skip for a failure.
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { linkPackages, repository, sample } from '../unit/checks/_sample.ts';

const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

/** The real table, but for a user who is not root and a program that no machine has. */
const table = (): string =>
  read('test/system-packages.ts')
    .replace("proof: ['tshark']", "proof: ['no-such-program']")
    .replaceAll('process.getuid?.() === 0', 'false');

test('without root a suite whose package is missing is skipped with its count and the command', async () => {
  const root = sample({
    'package.json': '{"type":"module"}',
    'test/system-packages.ts': table(),
    'test/unit/a.test.ts': "import { test } from 'vitest';\ntest('passes', () => {});\n",
    'test/wire/b.test.ts':
      "// Needs: tshark\nimport { test } from 'vitest';\ntest('one', () => {});\ntest('two', () => {});\n",
  });
  linkPackages(root);
  for (const part of ['test/run.ts', 'test/suites.ts', 'test/targets/index.ts', 'test/checks'])
    cpSync(join(repository, part), join(root, part), { recursive: true });
  const { code, output } = await runProgram('node', ['test/run.ts', 'unit', 'wire'], root);
  expect({ code, output }).toEqual({ code: 0, output });
  expect(output).toMatch(/once: sudo apt-get install --yes --no-install-recommends tshark$/m);
  expect(output).toMatch(/^skip test\/wire\/b\.test\.ts: needs tshark$/m);
  expect(output.trimEnd().split('\n').at(-1)).toBe('1 passed, 0 failed, 2 skipped');
});

test.each([
  ['12 passed, 0 failed, 0 skipped', 0, 0],
  ['12 passed, 0 failed, 1 skipped', 0, 1],
  ['12 passed, 1 failed, 0 skipped', 1, 1],
  ['0 passed, 0 failed, 0 skipped', 0, 1],
])('.ci/run on "%s" with npm ending in %i ends in %i', async (line, npmCode, expected) => {
  const root = sample({ '.ci/run': read('.ci/run'), 'bin/npm': `#!/bin/sh\necho '${line}'\nexit ${npmCode}\n` });
  chmodSync(join(root, 'bin/npm'), 0o755);
  const environment = { ...process.env, PATH: `${root}/bin:${process.env.PATH}` };
  expect((await runProgram('bash', ['.ci/run'], root, environment)).code).toBe(expected);
});
