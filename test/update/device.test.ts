// Updates of the simulated device: the same first-stage.wasm as on the board, the same screens, the same answers.
import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { developmentPublicKeys, updateHeader, updateSizes } from '@sigillator/protocol/tables/update';
import { beforeAll, describe, expect, test } from 'vitest';
import { developmentKey, publicBytes } from '../../hw/keys.ts';
import { act } from '../device/desk.ts';
import { seed } from '../seed.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf, type RawHost, said } from '../wire/raw-host.ts';
import { calm, pairHost } from '../wire/wired.ts';
import {
  allowUpdates,
  approve,
  begin,
  bring,
  have,
  newVersion,
  show,
  simFile,
  strangeKey,
  updatable,
  version,
} from './update.ts';

let rig: SimRig;
let host: RawHost;
let allowed: () => void;
let file: Uint8Array;

beforeAll(async () => {
  file = simFile();
  ({ rig, host } = await updatable());
  allowed = host.moment();
}, 120_000);

describe('an update that is approved', () => {
  test('shows old and new version, DEVELOPMENT and host, then the digest; runs after the key, with keys kept', async () => {
    allowed();
    const [first, second] = await show(rig, host, file);
    for (const text of ['New firmware', firmwareVersion, newVersion, 'DEVELOPMENT', 'Office'])
      expect(first).toContain(text);
    const digest = Buffer.from(file.subarray(updateHeader.digest, updateHeader.digest + 32)).toString('hex');
    expect(second!.replace(/[^0-9a-f]/g, '')).toContain(digest);
    host.take();
    await approve(rig);
    expect(said(host.take())).toEqual(['update-finish']);
    expect(await version(rig)).toBe(newVersion);
    // The terminal key, the pairing and the settings are where they were: the card opens, the host is known.
    await act(rig, '+active');
    expect(await rig.screen()).toContain('PIN');
    await act(rig, '-');
    host.open();
    host.hello();
    host.shake();
    expect(said(host.request('info', {}))).toEqual(['info']);
    expect(begin(host, file), 'what runs is no update any more').toBe('update-older');
  });

  test('is shown in Swedish and French too, each with all that counts', async () => {
    for (const [row, title] of [
      [1, 'Ny programvara'],
      [2, 'Nouveau logiciel'],
    ] as const) {
      allowed();
      for (const keys of ['menu', '1', ...Array(row).fill('down'), 'ok', 'cancel']) await act(rig, keys);
      const [first] = await show(rig, host, file);
      for (const text of [title, firmwareVersion, newVersion, 'DEVELOPMENT', 'Office']) expect(first).toContain(text);
    }
  });

  test('the recovery key counts like the release key', () => {
    allowed();
    expect(begin(host, simFile({ key: developmentKey('recovery') }))).toBe('update-begin');
  });
});

describe('only a person at the device can activate', () => {
  test('OK counts on the page with the digest only, and not in the first half second', async () => {
    allowed();
    bring(host, file);
    host.request('update-finish', {});
    await rig.press('ok ok');
    expect(await rig.screen()).toContain('New firmware');
    await calm(rig);
    await rig.press('ok');
    expect(said(host.take())).not.toContain('update-finish');
    expect(await rig.screen()).toContain('SHA-256');
  });

  test('no other key does anything, on either page and while the new firmware is about to start', async () => {
    allowed();
    await show(rig, host, file);
    for (const page of [0, 1]) {
      const before = await rig.screen();
      await rig.press('0 1 2 3 4 5 6 7 8 9 back menu');
      expect(await rig.screen(), `page ${page}`).toBe(before);
      await rig.press('up');
    }
    await rig.press('ok');
    const starting = await rig.screen();
    expect(starting).toContain('switched on');
    await rig.press('cancel');
    expect(await rig.screen()).toBe(starting);
    await rig.passTime(6_000);
    expect(await version(rig)).toBe(newVersion);
  });

  test.each([
    ['✗', 'cancel', 'refused'],
    ['a cancel of the host', '', 'cancelled'],
  ])('after %s the old firmware stays, the host hears why', async (_name, key, error) => {
    allowed();
    await show(rig, host, file);
    host.take();
    if (key === '') host.request('cancel', {});
    else await rig.press(key);
    rig.machine.settle();
    await rig.passTime(1_000);
    expect([...said(host.take())].concat(error)).toContain(error);
    for (const on of [false, true]) await rig.power(on);
    await rig.passTime(6_000);
    expect(await version(rig)).toBe(firmwareVersion);
  });

  test('the host is answered once the key press is kept: power that goes then changes nothing', async () => {
    allowed();
    await show(rig, host, file);
    host.take();
    await rig.press('ok');
    expect(said(host.take())).toEqual(['update-finish']);
    expect(await rig.screen()).toContain('switched on');
    for (const on of [false, true]) await rig.power(on);
    await rig.passTime(6_000);
    expect(await version(rig)).toBe(newVersion);
  });

  test('flash that does not keep the key press: the host hears an error, the old firmware stays', async () => {
    allowed();
    await show(rig, host, file);
    host.take();
    const { flash } = rig.machine.updates;
    flash.program = () => {};
    await rig.press('ok');
    expect(said(host.take())).toEqual(['update-damaged']);
    expect(await rig.screen()).toContain('Put your card in');
    for (const on of [false, true]) await rig.power(on);
    await rig.passTime(6_000);
    expect(await version(rig)).toBe(firmwareVersion);
  });

  test('nothing that a host sends after update-finish moves the screen', async () => {
    allowed();
    await show(rig, host, file);
    for (const name of ['update-finish', 'info', 'card'] as const) host.request(name, {});
    host.request('update-data', { offset: 0, data: file.slice(0, 100) });
    begin(host, file);
    await rig.passTime(2_000);
    expect(await rig.screen()).toContain('SHA-256');
    for (const on of [false, true]) await rig.power(on);
    await rig.passTime(6_000);
    expect(await version(rig)).toBe(firmwareVersion);
  });
});

describe('refused, with its own error and before a byte is written', () => {
  const flipped = (bit: number): Uint8Array => {
    const bytes = file.slice();
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    return bytes;
  };
  const bad: [string, () => Uint8Array, string][] = [
    ['another board', () => simFile({ board: 'pico' }), 'update-board'],
    ['a foreign key', () => simFile({ key: strangeKey }), 'update-key'],
    ['the same version', () => simFile({ version: firmwareVersion }), 'update-older'],
    ['an older version', () => simFile({ version: '0.0.9' }), 'update-older'],
    ['no header', () => new Uint8Array(256), 'update-damaged'],
  ];

  test.each(bad)('%s', (_name, make, error) => {
    allowed();
    const before = rig.machine.updates.flash.operations;
    expect(begin(host, make())).toBe(error);
    expect(rig.machine.updates.flash.operations).toBe(before);
  });

  test('any bit of the header that is wrong', () => {
    allowed();
    for (let bit = 0; bit < updateSizes.header * 8; bit += 1 + ((bit + seed) % 29))
      expect(begin(host, flipped(bit)), `bit ${bit}, seed ${seed}`).toMatch(/^update-(damaged|key|board|older)$/);
  });

  test('a header with a foreign key that borrows the name of ours', () => {
    allowed();
    const forged = simFile({ key: strangeKey });
    forged.set(publicBytes(developmentKey('release')).subarray(0, 8), updateHeader.key);
    expect(begin(host, forged)).toBe('update-damaged'); // its own checksum no longer fits
  });

  test('an unpaired host, and a paired one where the settings do not allow it', async () => {
    allowed();
    for (const keys of ['menu', '4 2 7 1 8 2 8 ok', '8', 'cancel', 'ok', 'cancel', 'cancel']) await act(rig, keys);
    expect(begin(host, file)).toBe('update-refused');
    await allowUpdates(rig);
    expect(begin(host, file)).toBe('update-begin');
  });

  test('an image that is not the signed one, and the good one comes again from the start', async () => {
    allowed();
    const broken = file.slice();
    broken[broken.length - 1]! ^= 1;
    bring(host, broken);
    expect(said(host.request('update-finish', {}))).toContain('update-damaged');
    expect(await rig.screen()).not.toContain('New firmware');
    expect(have(host, file)).toBe(updateSizes.header);
  });

  test('a file that ends too early', () => {
    allowed();
    bring(host, file, file.length - 1);
    expect(said(host.request('update-finish', {}))).toEqual(['update-refused']);
  });
});

describe('resumed', () => {
  test('after unplugging the device goes on at the last whole sector', async () => {
    allowed();
    expect(bring(host, file, 50_000)).toBe(50_000);
    for (const on of [false, true]) await rig.power(on);
    await rig.passTime(6_000);
    host.open();
    host.hello();
    host.shake();
    expect(have(host, file)).toBe(49_152); // 12 sectors of 4096 bytes
    await show(rig, host, file);
    await approve(rig);
    expect(await version(rig)).toBe(newVersion);
  });

  test('another file begins anew', () => {
    allowed();
    bring(host, file, 50_000);
    expect(have(host, simFile({ version: '0.2.0' }))).toBe(updateSizes.header);
  });

  test('bytes that are not the next ones change nothing', () => {
    allowed();
    bring(host, file, 10_000);
    const before = rig.machine.updates.flash.operations;
    for (const offset of [0, 9_999, 10_001, 4_000_000_000])
      expect(said(host.request('update-data', { offset, data: file.slice(0, 64) }))).toEqual(['update-data']);
    expect(rig.machine.updates.flash.operations).toBe(before);
  });
});

// Needs: openssl
describe('OpenSSL', () => {
  const signed = (bytes: Uint8Array): Uint8Array => bytes.slice(0, updateSizes.signed);

  test('verifies our signature, and a file signed by its command is accepted', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sigillator-update-'));
    const at = (name: string): string => join(folder, name);
    try {
      writeFileSync(at('header'), signed(file));
      writeFileSync(at('signature'), file.subarray(updateHeader.signature, updateSizes.header));
      const key = developmentKey('release');
      writeFileSync(at('private.pem'), key.export({ format: 'pem', type: 'pkcs8' }));
      writeFileSync(at('public.pem'), createPublicKey(key).export({ format: 'pem', type: 'spki' }));
      const openssl = (...args: string[]): string =>
        execFileSync('openssl', ['pkeyutl', '-rawin', ...args], { encoding: 'utf8' });
      const input = ['-in', at('header')];
      expect(openssl('-verify', '-pubin', '-inkey', at('public.pem'), ...input, '-sigfile', at('signature'))).toContain(
        'Success',
      );
      openssl('-sign', '-inkey', at('private.pem'), ...input, '-out', at('theirs'));
      const theirs = file.slice();
      theirs.set(readFileSync(at('theirs')), updateHeader.signature);
      allowed();
      expect(begin(host, theirs)).toBe('update-begin');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('the public keys that the simulator trusts are those of the development keys', () => {
  expect(developmentPublicKeys).toEqual(
    (['release', 'recovery'] as const).map((which) => publicBytes(developmentKey(which)).toString('hex')),
  );
});

test('a second host is paired and has to begin for itself', async () => {
  allowed();
  bring(host, file, 20_000);
  host.close();
  await pairHost(rig, host.open(), 'Other', keyOf(9));
  expect(said(host.request('update-data', { offset: 20_000, data: file.slice(20_000, 20_064) }))).toEqual([
    'update-refused',
  ]);
});
