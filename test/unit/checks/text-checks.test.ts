// Each check that reads source texts finds its bad sample and leaves the good one alone.
import { describe, expect, test } from 'vitest';
import { assemblyscript } from '../../checks/assemblyscript.ts';
import type { Check } from '../../checks/check.ts';
import { imports } from '../../checks/imports.ts';
import { layout } from '../../checks/layout.ts';
import { refusals } from '../../checks/refusals.ts';
import { sourceText } from '../../checks/source-text.ts';
import { sample } from './_sample.ts';

const problemsOf = async (check: Check, files: Record<string, string>) =>
  (await check.run(sample(files), false)).problems;

describe('assemblyscript', () => {
  test.each([
    ['an allocation', 'const state = new Uint8Array(4);\n', ':1 allocates'],
    ['a throw', "throw 'no';\n", ':1 throws'],
    ['a board import outside board.ts', 'declare function beep(): void;\n', ':1 imports from the board'],
    ['a closure', 'run((): void => {});\n', ':1 has a closure'],
    ['a template string', 'const text = `a`;\n', ':1 has a template string'],
    ['a long line', `// ${'a'.repeat(118)}\n`, ':1 is longer than 120'],
    ['a tab', 'if (a)\n\treturn;\n', ':2 has a tab'],
    ['a blank at the end', 'return; \n', ':1 ends in white space'],
    ['an odd indentation', 'if (a)\n   return;\n', ':2 is not indented'],
    ['double quotes', 'const name = "a";\n', ':1 has double quotes'],
    ['no line end', 'return;', ' does not end with a line end'],
  ])('finds %s', async (_name, text, sentence) => {
    const problems = await problemsOf(assemblyscript, { 'firmware/card/sample.ts': text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`firmware/card/sample.ts${sentence}`);
  });

  test('leaves comments, texts and the board contract alone', async () => {
    const text = "/** Never new Foo\n * and throw. */\n// new Thing => throw\nconst a = '=> new X';\n";
    const board = '@external("board", "beep")\nexport declare function beep(): void;\n';
    expect(await problemsOf(assemblyscript, { 'firmware/card/a.ts': text, 'firmware/card/board.ts': board })).toEqual(
      [],
    );
  });
});

describe('imports', () => {
  const one = (file: string, specifier: string) =>
    problemsOf(imports, { [file]: `import { a } from '${specifier}';\n` });

  test.each([
    ['protocol/a.ts', '../host/src/errors.ts'],
    ['host/src/cli/a.ts', '../../../simulator/src/start.ts'],
    ['host/src/seal/a.ts', '../../../firmware/shared/open-1.ts'],
    ['host/src/edifact/a.ts', '../../../test/corpus.ts'],
    ['host/src/link/a.ts', '../device/device.ts'],
    ['host/src/journal/a.ts', '../send/send.ts'],
    ['host/src/edifact/a.ts', '../scope/scope.ts'],
    ['simulator/src/a.ts', '../../firmware/card/index.ts'],
    ['simulator/src/a.ts', '../../host/src/cli/run.ts'],
    ['firmware/card/a.ts', '../device/index'],
    ['firmware/shared/a.ts', '../card/index'],
    ['firmware/card/a.ts', '../../host/src/errors'],
    ['protocol/a.ts', '@sigillator/host'],
  ])('%s may not import %s', async (file, specifier) => {
    expect(await one(file, specifier)).toHaveLength(1);
  });

  test.each([
    ['host/src/link/a.ts', '../transport/transport.ts'],
    ['host/src/cli/a.ts', '../seal/seal.ts'],
    ['host/src/cli/a.ts', '../errors.ts'],
    ['host/src/cli/a.ts', '../../../protocol/tables/errors.ts'],
    ['simulator/src/a.ts', '../../host/src/transport/transport.ts'],
    ['firmware/card/a.ts', '../shared/hmac'],
    ['test/unit/a.test.ts', '../../simulator/src/start.ts'],
    ['host/src/cli/a.ts', 'node:fs'],
  ])('%s may import %s', async (file, specifier) => {
    expect(await one(file, specifier)).toEqual([]);
  });

  test.each([
    ['a re-export', "export * from '../../host/src/errors.ts';\n"],
    ['a loading at run time', "const a = await import('../../host/src/errors.ts');\n"],
    ['an import for its effect', "import '../../host/src/errors.ts';\n"],
    ['an import over several lines', "import {\n  a,\n  b,\n} from '../../host/src/errors.ts';\n"],
  ])('sees %s', async (_name, text) => {
    expect(await problemsOf(imports, { 'protocol/tables/a.ts': text })).toHaveLength(1);
  });

  test('follows what a workspace exports', async () => {
    const host = { exports: { '.': './src/index.ts', './card/*': './src/card/*.ts' } };
    const seen = "import '@sigillator/host';\nimport '@sigillator/host/card/keys';\n";
    const files = { 'host/package.json': JSON.stringify(host), 'simulator/src/a.ts': seen };
    expect(await problemsOf(imports, files)).toEqual([]);
    const problems = await problemsOf(imports, { ...files, 'simulator/src/b.ts': "import '@sigillator/host/cli';\n" });
    expect(problems).toEqual([
      'simulator/src/b.ts imports @sigillator/host/cli, which host/package.json does not export',
    ]);
    expect(await problemsOf(imports, { ...files, 'protocol/a.ts': "import '@sigillator/host';\n" })).toEqual([
      'protocol/a.ts imports @sigillator/host: no arrow allows it',
    ]);
  });

  test('names a package that the part does not list', async () => {
    const files = {
      'host/package.json': '{"dependencies":{"cborg":"6.1.5"}}',
      'host/src/a.ts': "import 'cborg/json';\n",
    };
    expect(await problemsOf(imports, files)).toEqual([]);
    const problems = await problemsOf(imports, { ...files, 'host/src/b.ts': "import pg from 'pg';\n" });
    expect(problems).toEqual(['host/src/b.ts imports pg, which host/package.json does not list']);
  });
});

describe('layout', () => {
  const parts = ['firmware', 'host', 'protocol', 'simulator', 'test', 'hw'];
  const readmes = Object.fromEntries(parts.map((part) => [`${part}/README.md`, '']));

  test('accepts the parts and the root files', async () => {
    expect(await problemsOf(layout, { ...readmes, 'README.md': '' })).toEqual([]);
  });

  test('finds a folder too many and a README too few', async () => {
    const { 'hw/README.md': _left, ...others } = readmes;
    const problems = await problemsOf(layout, { ...others, 'scripts/a.sh': '' });
    expect(problems).toEqual([expect.stringMatching(/^scripts stands/), 'hw/README.md is missing']);
  });
});

describe('source-text', () => {
  // Put together here as well, so that the check does not find its own test.
  test.each([
    ['unfinished work', `// ${'TO'}DO later\n`],
    ['a path of one machine', `const file = '${'/ho'}me/anna/file';\n`],
    ['a package registry', `// see registry${'.'}example.org\n`],
  ])('finds %s', async (_name, text) => {
    expect(await problemsOf(sourceText, { 'host/src/a.ts': text })).toHaveLength(1);
  });

  test('reports files over 300 lines without failing', async () => {
    const { problems, notes } = await sourceText.run(sample({ 'host/src/a.ts': '\n'.repeat(301) }), false);
    expect(problems).toEqual([]);
    expect(notes?.at(-1)).toBe('over 300 lines: host/src/a.ts (301)');
  });
});

describe('refusals', () => {
  const bridge = "import { refuse } from '../refuse.ts';\n";
  test.each([
    ['a code', "throw new SealError('never-heard', 'No.');\n", 'host/src/refuse.ts: code never-heard: no text'],
    [
      'an outcome',
      "await append([{ outcome: 'never heard' }]);\n",
      'host/src/refuse.ts: outcome "never heard": no text',
    ],
  ])('finds %s that no text of the office is for, in what the bridge imports', async (_name, text, sentence) => {
    const files = { 'host/src/bridge/daemon.ts': bridge, 'host/src/refuse.ts': text, 'host/src/other.ts': text };
    const problems = await problemsOf(refusals, files);
    expect(problems).toEqual([expect.stringContaining(sentence)]);
  });

  test('leaves alone what has texts, and misses the bridge', async () => {
    const text = "throw new SealError('not-found', 'No.');\nawait append([{ outcome: 'approved' }]);\n";
    expect(await problemsOf(refusals, { 'host/src/bridge/daemon.ts': text })).toEqual([]);
    expect(await problemsOf(refusals, {})).toEqual([expect.stringContaining('daemon.ts is not there')]);
  });
});
