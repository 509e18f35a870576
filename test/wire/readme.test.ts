// Runs the examples of host/README.md that open a device, on the simulated one: what they print is what the README says
// behind `// =>`. A scripted clerk reads each document to its last page and presses OK.
import { readFileSync } from 'node:fs';
import * as host from '@sigillator/host';
import { expect, test } from 'vitest';
import { sealDigits } from '../device/desk.ts';
import { keyOf } from './raw-host.ts';
import { approve, clerkComes, compressed, open1 } from './sealing.ts';
import { wired } from './wired.ts';

const readme = readFileSync(new URL('../../host/README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)]
  .map(([, code = '']) => code)
  .filter((code) => code.includes('await connect('));
const AsyncFunction = (async () => {}).constructor as new (
  ...words: string[]
) => (...values: unknown[]) => Promise<void>;

test('host/README.md has an example with a device', () => expect(examples.length).toBeGreaterThan(0));

test.each(examples)('an example of host/README.md does what it says: %#', async (code) => {
  const { rig, host: paired } = await wired();
  paired.close();
  paired.leave();
  await clerkComes(rig);
  const connect = async ({ device }: { device: string }): Promise<host.Device> => {
    expect(device).toBe('sim');
    const opened = await host.connect({ device: await rig.link(), key: keyOf(7) });
    const seal = opened.sealDocument.bind(opened);
    opened.sealDocument = (document, options) =>
      seal(document, {
        ...options,
        onProgress: (reason) => void (reason === 'approval' && setImmediate(approve, rig)),
      });
    return opened;
  };
  const printed: string[] = [];
  const console = { log: (...words: unknown[]) => printed.push(words.map(String).join(' ')) };
  const body = code.replace("import { connect } from '@sigillator/host';", '');
  await new AsyncFunction('connect', 'console', body)(connect, console);
  expect(printed).toEqual([...code.matchAll(/\/\/ => (.*)/g)].map(([, text]) => text));
});

test('the issuer seal in the example is that of the sample card, by hand', () => {
  const [, documentSeal = '', shown = ''] = /=> (\d{6}) (\d{6})/.exec(examples[0]!)!;
  expect(compressed(open1('issuer', sealDigits, documentSeal))).toBe(shown);
});
