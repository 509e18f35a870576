// The checks that run a tool find its bad sample: the right tool, with the right settings, on the right files.
// cspell:ignore recieved seperate occured skriv sexsiffriga kontrollsumman tryck knappen
// cspell:ignore veuillez introduire votre carte personnelle
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Check } from '../checks/check.ts';
import { format } from '../checks/format.ts';
import { generated } from '../checks/generated.ts';
import { spelling } from '../checks/spelling.ts';
import { types } from '../checks/types.ts';
import { linkPackages, repository, sample } from '../unit/checks/_sample.ts';

/** A sample with the repository's own settings of the tools. */
async function problemsOf(check: Check, files: Record<string, string>): Promise<string[]> {
  const root = sample(files);
  linkPackages(root);
  mkdirSync(join(root, 'test/checks'), { recursive: true });
  mkdirSync(join(root, 'protocol'), { recursive: true });
  const settings = ['biome.json', 'tsconfig.json', 'package.json', 'test/checks/cspell.json', 'test/checks/words.txt'];
  for (const file of [...settings, 'protocol/generate.ts']) copyFileSync(join(repository, file), join(root, file));
  return (await check.run(root, false)).problems;
}

describe('format', () => {
  test('accepts a formatted file', async () => {
    expect(await problemsOf(format, { 'host/src/a.ts': "export const a = 'b';\n" })).toEqual([]);
  });

  test('finds double quotes, a test that runs alone and an unused variable', async () => {
    const problems = await problemsOf(format, {
      'host/src/quotes.ts': 'export const a = "b";\n',
      'host/src/alone.test.ts': "import { test } from 'vitest';\n\ntest.only('a', () => {});\n",
      'host/src/unused.ts': 'const a = 1;\n\nexport const b = 2;\n',
    });
    for (const file of ['quotes.ts', 'alone.test.ts', 'unused.ts'])
      expect(problems).toContainEqual(expect.stringContaining(`host/src/${file}`));
  });
});

test('types finds a wrong type, an enum that Node cannot run and an index that may be absent', async () => {
  const problems = await problemsOf(types, {
    'host/src/wrong.ts': "export const a: number = 'b';\n",
    'host/src/enum.ts': 'export enum A {\n  B,\n}\n',
    'host/src/absent.ts': 'export const first = (list: number[]): number => list[0];\n',
  });
  for (const file of ['wrong.ts', 'enum.ts', 'absent.ts'])
    expect(problems).toContainEqual(expect.stringContaining(`host/src/${file}`));
});

describe('spelling', () => {
  test('finds a slip in a name, a comment and a text', async () => {
    const slips = ["export const recieved = 'a';", '// Seperate things.', "export const b = 'occured';"];
    const problems = await problemsOf(spelling, { 'host/src/a.ts': `${slips.join('\n')}\n` });
    expect(problems.filter((problem) => problem.startsWith('host/src/a.ts'))).toEqual([
      expect.stringMatching(/a\.ts:1:.*recieved/),
      expect.stringMatching(/a\.ts:2:.*Seperate/),
      expect.stringMatching(/a\.ts:3:.*occured/),
    ]);
  });

  test('reads Swedish and French texts with their own dictionaries', async () => {
    const swedish = "export const text = 'Skriv in den sexsiffriga kontrollsumman och tryck på knappen';\n";
    const french = "export const text = 'Veuillez introduire votre carte personnelle';\n";
    expect(await problemsOf(spelling, { 'firmware/device/sv.ts': swedish, 'firmware/device/fr.ts': french })).toEqual(
      [],
    );
    expect(await problemsOf(spelling, { 'firmware/device/en.ts': french })).not.toEqual([]);
  });
});

describe('generated', () => {
  const generator = "export const generate = () => [{ path: 'protocol/generated/a.txt', text: 'new' }];\n";
  const files = { 'protocol/generate/a.ts': generator };

  test('finds a file that its generator would change', async () => {
    const stale = await problemsOf(generated, { ...files, 'protocol/generated/a.txt': 'old' });
    expect(stale).toEqual([expect.stringContaining('protocol/generated/a.txt is not what')]);
    expect(await problemsOf(generated, { ...files, 'protocol/generated/a.txt': 'new' })).toEqual([]);
  });

  test('finds a file that is missing', async () => {
    expect(await problemsOf(generated, files)).toHaveLength(1);
  });
});
