// From the security office to the card and back into a verifier: `card deliver` makes the file, the simulator's card takes it
// through the terminal channel, and the keys file that came with it verifies what the card answers then.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseKeysFile, verifyResponse } from '@sigillator/host';
import type { CardChannel } from '@sigillator/host/card/card-channel';
import { organisationKey, serialBytes, terminalKeyOf } from '@sigillator/host/card/card-keys';
import { parseCardStatus } from '@sigillator/host/card/card-status';
import type { CardTransport } from '@sigillator/host/card/card-transport';
import { type ApduParts, type CardAnswer, commandApdu, requireOk } from '@sigillator/host/card/command-apdu';
import { createMaster } from '@sigillator/host/card/master-file';
import { openChannel, pinBytes } from '@sigillator/host/card/personalise';
import { keyReferences, statusWords } from '@sigillator/protocol/tables/apdu';
import { Desk } from '@sigillator/simulator/desk';
import { loadProgram } from '@sigillator/simulator/firmware';
import { Flash } from '@sigillator/simulator/flash';
import { DEVICE_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { type SimulatorServer, serveHttp } from '@sigillator/simulator/http';
import { Machine } from '@sigillator/simulator/machine';
import { sampleCards } from '@sigillator/simulator/sample-cards';
import { VirtualTime } from '@sigillator/simulator/virtual-time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openReader } from '../../../host/src/cli/card-reader.ts';
import { run } from '../../../host/src/cli/run.ts';
import { cardProgram } from '../../targets/card-harness.ts';

const terminalDigits = '31415926535897932384626433832795028';
const holderPin = '271828';
/** 1 July 2026. */
const now = 1_782_864_000;
const days = ['--valid-from', '2026-06-01', '--valid-to', '2028-12-31'];

let home: string;
let server: SimulatorServer;
const file = (name: string): string => join(home, name);
async function simulator(seed: number): Promise<SimulatorServer> {
  const cards = (await sampleCards(cardProgram, seed)).map(({ name, chip }) => [name, chip] as const);
  const device = await loadProgram('device');
  const machine = new Machine({ seed, device, flash: new Flash(DEVICE_FLASH_SECTORS), cards, timeOfDay: 0 });
  return serveHttp(new Desk(new VirtualTime(machine, () => ''), []));
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  server = await simulator(1);
  writeFileSync(file('first'), 'a secret of one\n');
  writeFileSync(file('second'), 'another secret\n');
  writeFileSync(file('terminal'), terminalDigits);
  // A master of the command takes 2^17 of scrypt; this one is as good for the test and quick.
  writeFileSync(file('master'), JSON.stringify(createMaster(['a secret of one', 'another secret'], 2).file));
});
afterEach(async () => {
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

/** Writes where the simulator is found, as its own process does. */
function announce(url: string): void {
  mkdirSync(file('sigillator'), { recursive: true });
  writeFileSync(file('sigillator/simulator.json'), JSON.stringify({ url, pid: 0, ports: {} }));
}

const office = () => ['--master', file('master'), '--secret', file('first'), '--secret', file('second')];
const deliver = (...words: string[]) =>
  cli('card', 'deliver', 'T-1', ...office(), '--register', file('register'), '--out', file('out'), ...words);

async function personalise(changes: object = {}, ...words: string[]) {
  const order = {
    serial: 'T-1',
    issuerId: 'SE1',
    holderName: 'Bo Ek',
    validFrom: '2026-01-01',
    validTo: '2027-12-31',
    stretchCount: 10,
    ...changes,
  };
  writeFileSync(file('order'), JSON.stringify(order));
  const where = ['--simulator', server.url, '--register', file('register'), '--terminal-key', file('terminal')];
  const made = await cli('card', 'personalise', file('order'), ...office(), ...where, '--out', file('out'), ...words);
  expect(made.error).toBe('');
  return JSON.parse(readFileSync(made.answer.secrets, 'utf8')).card as { pin: string; allowReader: boolean };
}

/** The card in the second reader, with the terminal channel open as a device opens it. */
class Terminal {
  readonly #transport: CardTransport;
  readonly #channel: CardChannel;

  constructor(transport: CardTransport, channel: CardChannel) {
    this.#transport = transport;
    this.#channel = channel;
  }

  static async open(digits = terminalDigits): Promise<Terminal> {
    const transport = await openReader('blank', server.url, {});
    const serial = serialBytes('T-1');
    const key = terminalKeyOf(organisationKey(digits), serial);
    return new Terminal(transport, await openChannel(transport, { role: 'terminal', key, serial, time: now }));
  }

  async send(name: string, parts: ApduParts = {}): Promise<CardAnswer> {
    return this.#channel.unwrap(await this.#transport.exchange(this.#channel.wrap(commandApdu(name, parts))));
  }
}

/** The holder has set a PIN of their own, and the card is open with it. */
async function holderTerminal({ pin }: { pin: string }): Promise<Terminal> {
  const terminal = await Terminal.open();
  const pins = Uint8Array.from([...pinBytes(pin), ...pinBytes(holderPin)]);
  requireOk('change-reference-data', await terminal.send('change-reference-data', { data: pins }));
  requireOk('verify', await terminal.send('verify', { data: Buffer.from(holderPin) }));
  return terminal;
}

const put = async (terminal: Terminal, path: string): Promise<number> =>
  (await terminal.send('put-delivery', { data: readFileSync(path) })).sw;

describe('sigillator card deliver', () => {
  test('SE-8.2 brings new keys to the card, which answers with them as the new keys file says', async () => {
    const terminal = await holderTerminal(await personalise());
    const made = await deliver('--seal-key', '--response-key', '--contact', 'Ring 08-2', ...days);
    expect(made).toMatchObject({ code: 0, error: '' });
    expect(made.answer).toMatchObject({
      serial: 'T-1',
      counter: 1,
      keys: [
        { reference: 'sealNext', generation: 2 },
        { reference: 'response', generation: 2 },
      ],
    });
    const { delivery, keys: keysFile, secrets } = made.answer.files;
    for (const path of [keysFile, secrets]) expect(statSync(path).mode & 0o077).toBe(0);
    const keys = parseKeysFile(readFileSync(keysFile, 'utf8'));
    for (const { key } of keys) expect(readFileSync(delivery).includes(key), 'a key in clear').toBe(false);

    expect(await put(terminal, delivery)).toBe(0x9000);
    const status = parseCardStatus((await terminal.send('get-status')).data);
    expect(status).toMatchObject({ deliveryCounter: 1, contact: 'Ring 08-2' });
    expect(status.keys.map(({ reference, generation }) => [reference, generation])).toEqual([
      ['81', 1],
      ['82', 2],
      ['91', 2],
    ]);
    const { data } = await terminal.send('response', { p2: keyReferences.response, data: Buffer.from('012345') });
    const response = Buffer.from(data.slice(7)).toString();
    const asked = { challenge: '012345', response, issuer: 'SE1', at: new Date(now * 1000) };
    expect(verifyResponse({ ...asked, keys })).toEqual({ ok: true, reason: 'right', generation: 2 });
    const old = parseKeysFile(readFileSync(file('out/T-1.keys.json'), 'utf8'));
    expect(verifyResponse({ ...asked, keys: old }).ok).toBe(false);
  });

  test('its number only grows, each file works once and in order, and says nothing to another card', async () => {
    const terminal = await holderTerminal(await personalise());
    const first = await deliver('--contact', 'one');
    const second = await deliver('--contact', 'two');
    expect([first.answer.counter, second.answer.counter]).toEqual([1, 2]);
    expect(await put(terminal, second.answer.files.delivery)).toBe(0x9000);
    for (const { answer } of [first, second])
      expect(await put(terminal, answer.files.delivery)).toBe(statusWords.packageStale.value);
    expect(JSON.parse(readFileSync(file('register'), 'utf8')).cards).toMatchObject([{ serial: 'T-1', deliveries: 2 }]);
  });

  test('a number is used up even where writing the delivery fails, because it is a nonce', async () => {
    await personalise();
    writeFileSync(file('out/T-1.delivery-1.bin'), 'in the way');
    expect((await deliver('--contact', 'one')).error).toContain('it is there already');
    expect((await deliver('--contact', 'two')).answer.counter).toBe(2);
  });

  test('a new terminal key opens the card from then on', async () => {
    const terminal = await holderTerminal(await personalise());
    const other = '27182818284590452353602874713526624';
    writeFileSync(file('other'), `${other.match(/.{5}/g)!.join(' ')}\n`);
    const { answer } = await deliver('--terminal-key', file('other'));
    expect(Object.keys(answer.files)).toEqual(['delivery']);
    expect(await put(terminal, answer.files.delivery)).toBe(0x9000);
    await expect(Terminal.open()).rejects.toThrow('6300');
    expect(await Terminal.open(other)).toBeInstanceOf(Terminal);
  });

  test('a classic card gets one key for both, and letters come without a PIN letter', async () => {
    const terminal = await holderTerminal(await personalise({ classic: true, procedure2: true }));
    const { answer } = await deliver('--seal-key', ...days);
    const rows = parseKeysFile(readFileSync(answer.files.keys, 'utf8'));
    expect(rows.map(({ use, method, classic }) => [use, method, classic])).toEqual([
      ['seal', 'open-1', true],
      ['response', 'open-1', true],
    ]);
    expect(rows[0]!.key).toBe(rows[1]!.key);
    expect(await put(terminal, answer.files.delivery)).toBe(0x9000);
    await cli('card', 'letter', answer.files.secrets, '--out', file('letters'));
    expect(readdirSync(file('letters'))).toEqual(['T-1.login-key.txt', 'T-1.seal-key.txt']);
    expect(readFileSync(file('letters/T-1.seal-key.txt'), 'utf8')).toContain('Generation  2');
  });

  test('refuses before anything is counted or written', async () => {
    await personalise();
    const before = readFileSync(file('register'), 'utf8');
    const files = readdirSync(file('out'));
    for (const [words, sentence] of [
      [[], 'Nothing to deliver'],
      [['--seal-key'], 'expected --valid-from and --valid-to'],
      [['--seal-key', '--valid-from', '1/6/26', '--valid-to', '2028-12-31'], 'expected a date as 2026-12-31'],
      [['--terminal-key', file('first')], '35 decimal digits'],
    ] as const)
      expect((await deliver(...words)).error).toContain(sentence);
    const unknown = ['card', 'deliver', 'T-9', ...office(), '--register', file('register'), '--out', file('out')];
    expect((await cli(...unknown, '--contact', 'x')).error).toContain('it has no card T-9');
    writeFileSync(file('register.lock'), '');
    expect((await deliver('--contact', 'x')).error).toContain('if no other program uses the register, remove it');
    rmSync(file('register.lock'));
    expect(readFileSync(file('register'), 'utf8')).toBe(before);
    expect(readdirSync(file('out'))).toEqual(files);
    writeFileSync(file('register'), '{"cards":[]}');
    expect((await deliver('--contact', 'x')).error).toContain('expected a file of the form');
    expect(existsSync(file('register.lock'))).toBe(false);
  });
});

test('card personalise --allow-reader lets the card be used in foreign readers, and enters a serial only once', async () => {
  const { allowReader } = await personalise({}, '--allow-reader');
  expect(allowReader).toBe(true);
  const where = ['--simulator', server.url];
  expect((await cli('card', 'info', ...where)).answer).toMatchObject({ serial: 'T-1', allowReader: true });
  const again = ['--register', file('register'), '--terminal-key', file('terminal'), '--out', file('other'), ...where];
  expect((await cli('card', 'personalise', file('order'), ...office(), ...again)).error).toContain(
    'has a card T-1 already',
  );
});

test('the terminal sheet has the key in seven groups and the check value that the device shows', async () => {
  // The device's own test types this key and reads 923 422 from the display (test/device/golden/terminal-key.txt).
  const typed = '12345'.repeat(7);
  writeFileSync(file('typed'), typed);
  const made = await cli('card', 'sheet', '--terminal-key', file('typed'), '--out', file('sheet'));
  expect(made.answer).toEqual({ output: file('sheet'), check: '923422' });
  const sheet = readFileSync(file('sheet'), 'utf8');
  expect(sheet.match(/^Group \d +12345$/gm)).toHaveLength(7);
  expect(sheet).toContain('Check value 923 422');
  expect(statSync(file('sheet')).mode & 0o077).toBe(0);
});

test('a personalised card is saved to a file and works in another simulator, with the PIN it had', async () => {
  await holderTerminal(await personalise());
  announce(server.url);
  const saved = await cli('simulator', 'card', 'blank', '--save', file('card.json'));
  expect(saved).toMatchObject({ code: 0, answer: { card: 'blank', output: file('card.json') } });
  expect(statSync(file('card.json')).mode & 0o077).toBe(0);
  await server.close();

  server = await simulator(2);
  announce(server.url);
  const info = (...words: string[]) => cli('card', 'info', '--simulator', server.url, ...words);
  expect((await info()).answer).toMatchObject({ state: 'blank' });
  expect((await cli('simulator', 'card', 'bo', '--load', file('card.json'))).answer).toEqual({ card: 'bo' });
  expect((await info('--card', 'bo')).answer).toMatchObject({ serial: 'T-1', state: 'active', holderName: 'Bo Ek' });
  expect((await cli('simulator', 'card')).answer.cards).toContainEqual({ name: 'bo', holder: '' });
  // Into the card of the old name as well, and there the PIN opens it.
  await cli('simulator', 'card', '--load', file('card.json'));
  const terminal = await Terminal.open();
  expect((await terminal.send('verify', { data: Buffer.from(holderPin) })).sw).toBe(0x9000);
});

test('images of no card, of foreign cards and of a card in the device are refused', async () => {
  announce(server.url);
  const save = (name: string) => cli('simulator', 'card', name, '--save', file('none.json'));
  expect((await save('bank')).error).toContain('it is no card of this project');
  expect((await save('nobody')).error).toContain('there is none of that name');
  await cli('simulator', 'card', 'anna');
  expect((await save('anna')).error).toContain('it is in the device; take it out first');
  writeFileSync(file('bad.json'), '{"format":"sigillator-card-image-1","name":"x","holder":"","image":"AAAA"}');
  expect((await cli('simulator', 'card', '--load', file('bad.json'))).error).toContain(
    'the image that GET /card/image gave',
  );
  writeFileSync(file('bad.json'), '{}');
  expect((await cli('simulator', 'card', '--load', file('bad.json'))).error).toContain('expected a file of the form');
  expect(existsSync(file('none.json'))).toBe(false);
});
