// A check of the PIN path that does not happen, as if a glitch had skipped it: the firmware is compiled without it, and a
// wrong PIN must still open nothing, lose nothing and give no try back.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modules } from '@sigillator/firmware/build';
import { compileProgram } from '@sigillator/simulator/program';
import asc from 'assemblyscript/asc';
import { expect, test } from 'vitest';
import { all } from '../seed.ts';
import {
  activeCard,
  CardHarness,
  changePin,
  type HarnessChannel,
  holderPin,
  requestHash,
  sealData,
  terminalChannel,
  verify,
} from '../targets/card-harness.ts';

const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'firmware');

/** card.wasm with a piece of one source file replaced. */
async function faulty(file: string, from: string, to: string): Promise<Awaited<ReturnType<typeof compileProgram>>> {
  const flags = modules.find(({ name }) => name === 'card')!.flags;
  let wasm: Uint8Array | undefined;
  let struck = 0;
  const { error, stderr } = await asc.main(
    ['card/index.ts', '--outFile', 'x.wasm', '--runtime', 'stub', '--use', 'abort=', '--memoryBase', '64', ...flags],
    {
      readFile: (name) => {
        const path = join(folder, name);
        if (!existsSync(path) || !path.endsWith('.ts')) return null;
        const text = readFileSync(path, 'utf8');
        if (name !== file) return text;
        struck++;
        expect(text).toContain(from);
        return text.replace(from, to);
      },
      writeFile: (_name, contents) => {
        wasm = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  expect([error, stderr.toString(), struck]).toEqual([null, '', 1]);
  return compileProgram('card', wasm as Uint8Array<ArrayBuffer>);
}

const tag = '  if (opened == 0) return false;\n';
const checkValue = '  if (equalBytes(keyB + 32, at + CHECK, 16) == 0) return false;\n';

/** Each check by itself is backed by the other; the compiler takes seconds for each, so these run with --all. */
const single = [
  ['the tag of the wrapped key', 'card/pin-unlock.ts', tag, ''],
  ['the check value', 'card/pin-unlock.ts', checkValue, ''],
];
const whole = [
  ['the answer of both, in VERIFY', 'card/verify.ts', 'if (!unwrapDataKey())', 'unwrapDataKey();\n  if (false)'],
  [
    'the answer of both, in a PIN change',
    'card/change-reference-data.ts',
    'if (!unwrapDataKey())',
    'unwrapDataKey();\n  if (false)',
  ],
];

test.each(all ? [...whole, ...single] : whole)(
  'without looking at %s a wrong PIN opens nothing, loses nothing and costs a try',
  async (_name, file = '', from = '', to = '') => {
    const program = await faulty(file, from, to);
    const good = await activeCard();
    good.status();
    const snapshot = good.flash.snapshot();
    const tries: ((channel: HarnessChannel) => number)[] = [
      (channel) => verify(channel, '9999'),
      (channel) => changePin(channel, '9999', '775533'),
    ];
    for (const attempt of tries) {
      const card = new CardHarness({ program }).restore(snapshot).powerOn();
      const channel = terminalChannel(card);
      attempt(channel);
      expect(channel.send('seal', { data: sealData(requestHash(1), '469935') }).sw).not.toBe(0x9000);
      expect(channel.send('response', { data: Buffer.from('123456') }).sw).not.toBe(0x9000);
      expect(card.powerOn().status().triesLeft).toBe(2);
      const mended = new CardHarness().restore(card.flash.snapshot()).powerOn();
      const after = terminalChannel(mended);
      expect(verify(after, holderPin)).toBe(0x9000);
      const seal = after.send('seal', { data: sealData(requestHash(2), '469935') });
      // Published for the sample seal key (vectors/open-1.json).
      expect(Buffer.from(seal.data.slice(25, 31)).toString()).toBe('832094');
    }
  },
);
