// `npm test` as a program: its last line, its exit code, and what it says to a name that nothing has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { countTests, runSuite } from '../suites.ts';
import { linkPackages, repository, sample } from '../unit/checks/_sample.ts';

const runTests = (...words: string[]) => runProgram('node', ['test/run.ts', ...words], repository);

test('the last line counts what passed, failed and was skipped', async () => {
  const { code, output } = await runTests('source-text');
  expect({ code, output }).toEqual({ code: 0, output });
  expect(output.trimEnd().split('\n').at(-1)).toBe('1 passed, 0 failed, 0 skipped');
});

test('a name that nothing has exits 2 and lists what there is', async () => {
  const { code, output } = await runTests('no-such-suite');
  expect(code).toBe(2);
  expect(output).toMatch(/nothing is called no-such-suite; expected one of format, .*unit/);
});

test('an unknown option exits 2', async () => {
  expect((await runTests('source-text', '--quick')).code).toBe(2);
});

const suite = `import { expect, test } from 'vitest';
test('passes', () => {});
test('fails', () => expect(1).toBe(2));
test('skips itself', ({ skip }) => skip());
`;

/** A clone with the test files and the settings of vitest. */
function cloneWith(files: Record<string, string>): string {
  const root = sample({
    'package.json': '{"type":"module"}',
    'vitest.config.ts': readFileSync(join(repository, 'vitest.config.ts')),
    ...files,
  });
  linkPackages(root);
  return root;
}

test('a suite is counted test by test', async () => {
  const root = cloneWith({ 'test/unit/a.test.ts': suite });
  expect(await runSuite(root, ['test/unit/a.test.ts'], 'ignore')).toEqual({ passed: 1, failed: 1, skipped: 1 });
});

test('a test file that cannot be loaded is a failure', async () => {
  const root = cloneWith({ 'test/unit/a.test.ts': "throw new Error('broken');\n" });
  expect(await runSuite(root, ['test/unit/a.test.ts'], 'ignore')).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('tests that cannot run here are counted without running them', async () => {
  const root = cloneWith({ 'test/unit/a.test.ts': suite });
  expect(await countTests(root, ['test/unit/a.test.ts'])).toBe(3);
});
