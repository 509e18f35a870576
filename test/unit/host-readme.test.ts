// Runs every TypeScript example of host/README.md: what it prints is what the README says behind `// =>`.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as host from '../../host/src/index.ts';
import * as journal from '../../host/src/journal/journal.ts';

const readme = readFileSync(new URL('../../host/README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
const AsyncFunction = (async () => {}).constructor as new (
  ...words: string[]
) => (...values: unknown[]) => Promise<void>;

/** Examples that open a device are run by test/wire/readme.test.ts. */
const runnable = examples.filter((code) => code.includes('// =>') && !code.includes('await connect('));

describe('host/README.md', () => {
  test('has examples', () => expect(runnable.length).toBeGreaterThan(3));

  test.each(runnable.map((code) => [code.split('\n').find((line) => line.includes('// =>')) ?? '', code]))(
    '%s',
    async (_, code) => {
      const printed: string[] = [];
      const expected = [...code.matchAll(/\/\/ => (.*)/g)].map(([, text]) => text);
      const names = [...code.matchAll(/import \{([^}]*)\} from '@sigillator\/host(?:\/journal)?';/g)].flatMap(
        ([, list = '']) => list.split(',').map((name) => name.trim()),
      );
      const body = code.replace(/import .*? from '@sigillator\/host(?:\/journal)?';/gs, '');
      const values = names.map((name) => (({ ...host, ...journal }) as Record<string, unknown>)[name]);
      expect(values.filter((value) => value === undefined)).toEqual([]);
      const console = { log: (...words: unknown[]) => printed.push(words.map(String).join(' ')) };
      await new AsyncFunction(...names, 'console', body)(...values, console);
      expect(printed).toEqual(expected);
    },
  );
});
