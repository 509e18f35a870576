// `sigillator card` against a simulator: master, personalisation, letters, info.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Desk } from '@sigillator/simulator/desk';
import { loadProgram } from '@sigillator/simulator/firmware';
import { Flash } from '@sigillator/simulator/flash';
import { DEVICE_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { type SimulatorServer, serveHttp } from '@sigillator/simulator/http';
import { Machine } from '@sigillator/simulator/machine';
import { sampleCards } from '@sigillator/simulator/sample-cards';
import { VirtualTime } from '@sigillator/simulator/virtual-time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMaster, openMaster } from '../../../host/src/card/master-file.ts';
import { run } from '../../../host/src/cli/run.ts';
import { cardProgram } from '../../targets/card-harness.ts';

let home: string;
let server: SimulatorServer;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  const cards = (await sampleCards(cardProgram, 1)).map(({ name, chip }) => [name, chip] as const);
  const device = await loadProgram('device');
  const machine = new Machine({ seed: 1, device, flash: new Flash(DEVICE_FLASH_SECTORS), cards, timeOfDay: 0 });
  server = await serveHttp(new Desk(new VirtualTime(machine, () => ''), []));
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

async function cli(...words: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await run(['--json', ...words], {
    streams: { stdin: Readable.from([]), stdout, stderr },
    environment: { XDG_CONFIG_HOME: home, XDG_RUNTIME_DIR: home },
    signal: new AbortController().signal,
  });
  stdout.end();
  stderr.end();
  const [out, error] = [await text(stdout), await text(stderr)];
  return { code, answer: out === '' ? undefined : JSON.parse(out), error };
}

const file = (name: string, content: string | object): string => {
  const path = join(home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('sigillator card', () => {
  test('makes a master, personalises a card, writes its letters and reads it', async () => {
    const secrets = ['--secret', file('first', 'a secret of one\n'), '--secret', file('second', 'another secret\n')];
    const master = join(home, 'master.json');
    // A master of the command takes 2^17 of scrypt; this one is as good for the test and quick.
    writeFileSync(master, JSON.stringify(createMaster(['a secret of one', 'another secret'], 2).file));
    const order = file('order.json', {
      serial: 'T-1',
      issuerId: 'SE1',
      holderName: 'Bo Ek',
      contact: 'Ring 08-1',
      validFrom: '2026-01-01',
      validTo: '2027-12-31',
      stretchCount: 10,
      procedure2: true,
    });
    const out = join(home, 'issued');
    const where = ['--simulator', server.url, '--card', 'blank'];
    const terminal = ['--terminal-key', file('terminal', '31415926535897932384626433832795028')];
    const wanted = ['card', 'personalise', order, '--master', master, ...secrets, ...terminal, '--out', out, ...where];
    const made = await cli(...wanted);
    expect(made.error).toBe('');
    expect(made).toMatchObject({ code: 0, answer: { serial: 'T-1' } });
    expect(statSync(made.answer.secrets).mode & 0o077).toBe(0);
    const info = await cli('card', 'info', ...where);
    expect(info.answer).toMatchObject({ state: 'mustChangePin', serial: 'T-1', holderName: 'Bo Ek', triesLeft: 3 });
    const keys = JSON.parse(readFileSync(made.answer.keys, 'utf8'));
    expect(keys.map(({ use, heldBy }: Record<string, string>) => [use, heldBy])).toEqual([
      ['seal', 'host'],
      ['response', undefined],
    ]);
    expect(keys[0].key).toMatch(/^\d{35}$/);
    expect(keys[0].key).not.toBe(keys[1].key);
    const letters = await cli('card', 'letter', made.answer.secrets, '--out', join(home, 'letters'));
    expect(readdirSync(join(home, 'letters'))).toEqual(['T-1.login-key.txt', 'T-1.pin-letter.txt', 'T-1.seal-key.txt']);
    const [login, pin] = letters.answer.files
      .map((path: string) => readFileSync(path, 'utf8'))
      .reverse()
      .slice(-2);
    expect(login.replace(/ /g, '')).toContain(keys[1].key);
    expect(pin).toMatch(/PIN +\d{6}\n/);
    const again = await cli(...wanted);
    expect(again.code, 'secrets are never overwritten').not.toBe(0);
  });

  test('an order with a name that nobody knows, or without a needed one, is refused before anything happens', async () => {
    const base = { serial: 'T-2', issuerId: 'SE1', holderName: 'Bo', validFrom: '2026-01-01', validTo: '2026-02-01' };
    const none = ['--master', 'x', '--secret', 'x', '--secret', 'y', '--terminal-key', 'z', '--out', home];
    for (const [order, sentence] of [
      [{ ...base, colour: 'red' }, 'no field "colour"'],
      [{ ...base, holderName: undefined }, 'expected "holderName"'],
      [{ ...base, tries: '3' }, 'expected "tries" as number'],
      [{ ...base, validTo: '31/12/26' }, 'expected a date'],
    ] as const) {
      const { code, error } = await cli('card', 'personalise', file('bad.json', order), ...none);
      expect(code).toBe(1);
      expect(error).toContain(sentence.replaceAll('"', '\\"'));
    }
  });
});

describe('the issuer master', () => {
  test('SE-9.3b opens with both secrets in their order and not otherwise', () => {
    const { master, file: wrapped } = createMaster(['secret of Anna', 'secret of Bo'], 2);
    expect(openMaster(wrapped, ['secret of Anna', 'secret of Bo'])).toEqual(master);
    for (const wrong of [
      ['secret of Bo', 'secret of Anna'],
      ['secret of Anna', 'secret of Eve'],
      ['', 'secret of Bo'],
    ] as [string, string][])
      expect(() => openMaster(wrapped, wrong)).toThrow('one of the two secrets is wrong');
    expect(() => createMaster(['same secret', 'same secret'], 2)).toThrow('two different ones');
    expect(() => createMaster(['short', 'secret of Bo'], 2)).toThrow('at least 8');
  });
});
