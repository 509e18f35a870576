// Updates of the emulated board: its very first stage checks, stores, copies and starts, over USB and through power cuts.
// Needs: arm-compiler, openssl

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, keyPairOf } from '@sigillator/host';
import { flashMap } from '@sigillator/protocol/tables/flash';
import { updateHeader, updateSizes } from '@sigillator/protocol/tables/update';
import { beforeAll, expect, test, vi } from 'vitest';
import { buildPico, type Image } from '../../hw/build.ts';
import { developmentKey } from '../../hw/keys.ts';
import { updateFile } from '../../hw/update-file.ts';
import { BoardDesk, patienceForEmulator, timers } from '../board/desk.ts';
import { all, seed } from '../seed.ts';
import { createEmuRig, type EmuRig } from '../targets/emu/emu.ts';
import { allowUpdates, newVersion, withVersion } from './update.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });

const { sector: SECTOR, run: RUN, staging: STAGING, arrived: ARRIVED, log: LOG } = flashMap;

const root = fileURLToPath(new URL('../..', import.meta.url));
const key = keyPairOf(new Uint8Array(32).fill(7));
let desk: BoardDesk;
let image: Image;
let newer: Uint8Array;

beforeAll(async () => {
  image = await buildPico();
  desk = await BoardDesk.make('en', { paired: key, prepare: allowUpdates });
  const changed = withVersion(image.update.subarray(updateSizes.header));
  newer = updateFile({ board: 'pico', version: newVersion, image: changed, key: developmentKey('release') });
});

/** A board that is off, with so many sectors of the file in its staging area; with `wanted` somebody pressed the key. */
async function staged(sectors: number, wanted: boolean, file = newer): Promise<EmuRig> {
  const rig = await createEmuRig({ ...desk.contents(), on: false });
  const { bytes } = rig.pico.flash;
  bytes.set(file.subarray(0, sectors * SECTOR), STAGING);
  bytes.fill(0, ARRIVED, ARRIVED + sectors);
  if (wanted) bytes.set(file.subarray(updateHeader.digest, updateHeader.digest + 32), LOG);
  return rig;
}

const whole = (): number => Math.ceil(newer.length / SECTOR);
const runs = (rig: EmuRig): 'old' | 'new' | 'neither' => {
  const slot = Buffer.from(rig.pico.flash.bytes.subarray(RUN, RUN + updateSizes.slot));
  if (slot.subarray(0, newer.length).equals(newer)) return 'new';
  return slot.subarray(0, image.update.length).equals(image.update) ? 'old' : 'neither';
};

test('a host resumes an update over USB, a person compares and presses the key, the board starts it with all it knew', async () => {
  const rig = await staged(whole() - 4, false);
  await rig.power(true);
  await rig.waitFor('Put your card in');
  const device = await connect({ device: await rig.link(), key, timers });
  const sent: number[] = [];
  let waiting = false;
  const updated = device.update(newer, { onSent: (have) => sent.push(have), onWaiting: () => (waiting = true) });
  const person = async (): Promise<void> => {
    await rig.waitFor('New firmware', 60_000);
    await rig.passTime(600);
    expect(await rig.screen()).toContain(newVersion);
    await rig.press('down ok');
  };
  await Promise.all([updated, person()]);
  expect(waiting).toBe(true);
  expect([sent[0], sent.at(-1)]).toEqual([(whole() - 4) * SECTOR, newer.length]);
  await device.close().catch(() => undefined);
  await rig.passTime(1_000);
  await rig.waitFor('Put your card in', 20_000);
  expect(runs(rig)).toBe('new');
  expect(rig.pico.restarts).toBe(1);
  await rig.press('menu 3');
  expect(await rig.screen()).toContain(newVersion);
  await rig.close();
});

test('power that goes while the board copies: it goes on at the next start, whatever was torn', async () => {
  // The mark STARTED, then for each sector an erase, 16 pages and a mark, then DONE.
  const writes = 2 + whole() * 18;
  const chosen = all ? [...Array(writes).keys()] : [writes - 40 + (seed % 18), writes - 3];
  for (const write of chosen) {
    const tear = (['none', 'prefix', 'random', 'all'] as const)[(write + seed) % 4]!;
    const what = `write ${write} of ${writes}, ${tear}, seed ${seed}`;
    const rig = await staged(whole(), true);
    // Most is copied already, so that the emulator has less to do.
    const done = Math.max(0, Math.min(whole() - 3, Math.floor((write - 1) / 18) - 1));
    rig.pico.flash.bytes.set(newer.subarray(0, done * SECTOR), RUN);
    rig.pico.flash.bytes.fill(0, LOG + 64, LOG + 64 + done);
    if (done > 0) rig.pico.flash.bytes[LOG + 32] = 0;
    await rig.power(true);
    rig.pico.flash.cutAfter(write - done * 18 - (done > 0 ? 1 : 0), tear, seed);
    await rig.passTime(20_000);
    expect(rig.pico.on, what).toBe(false);
    await rig.power(true);
    await rig.waitFor('Put your card in', 20_000);
    expect(runs(rig), what).toBe('new');
    await rig.close();
  }
});

test('a file that the key was pressed for, and that is not what was signed, is not started', async () => {
  const rig = await staged(whole(), true);
  rig.pico.flash.bytes[STAGING + 100_000]! ^= 1;
  await rig.power(true);
  await rig.waitFor('Put your card in', 20_000);
  expect(runs(rig)).toBe('old');
  await rig.close();
});

test('an older file of ours that the key was pressed for is not started', async () => {
  const older = updateFile({
    ...{ board: 'pico', version: '0.0.9', key: developmentKey('release') },
    image: image.update.subarray(updateSizes.header),
  });
  const rig = await staged(whole(), true, older);
  await rig.power(true);
  await rig.waitFor('Put your card in', 20_000);
  expect(runs(rig)).toBe('old');
  await rig.close();
});

test('a run slot that lost a bit: the boot ROM waits for an image on its USB drive, and flash takes it', async () => {
  const rig = await createEmuRig({ ...desk.contents(), on: false });
  await rig.power(true);
  await rig.waitFor('Put your card in');
  // Data sheet of the W25Q16, status register: TB, BP2 and BP0 stand for the lower half.
  expect(rig.pico.nor.status).toBe(0b0011_0100);
  await rig.power(false);
  rig.pico.flash.bytes[RUN + 100_000]! ^= 0x10;
  await rig.power(true);
  await rig.passTime(500);
  expect(rig.pico.usbDrive).toBe(true);
  expect(rig.pico.nor.status).toBe(0);
});

test('a key that OpenSSL made signs an update; the version stays the one that was built, other requests are refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-sign-'));
  const at = (name: string): string => join(folder, name);
  const sign = (...args: string[]): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, ['hw/sign.ts', ...args], { cwd: root, encoding: 'utf8' });
  try {
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', at('own.pem')]);
    writeFileSync(at('in.update'), newer);
    writeFileSync(at('bare'), newer.subarray(updateSizes.header));
    const [key, names] = [
      ['--key', at('own.pem')],
      [at('in.update'), at('out.update')],
    ] as const;
    expect(sign(...key, ...names).status).toBe(0);
    const signed = readFileSync(at('out.update'));
    const rest = updateHeader.key;
    expect(signed.subarray(0, rest).equals(newer.subarray(0, rest))).toBe(true);
    expect(signed.subarray(updateHeader.signature, 256).equals(newer.subarray(updateHeader.signature, 256))).toBe(
      false,
    );
    const bare = [at('bare'), at('out.update')];
    for (const [args, said] of [
      [['--version', '9.9.9', ...names], 'not built as version 9.9.9. Raise the version in firmware/package.json'],
      [['--board', 'pico', '--version', '9.9.9', ...bare], 'not built as version 9.9.9'],
      [['--board', 'a-board-of-long-name', '--version', newVersion, ...bare], 'has more than 16 bytes'],
      [[at('nothing'), at('out.update')], 'expected a file that can be read'],
    ] as const)
      expect(sign(...key, ...args)).toMatchObject({ status: 1, stderr: expect.stringContaining(said) });
    const sim = sign(...key, '--board', 'sim', '--version', '9.9.9', ...bare);
    expect(sim).toMatchObject({ status: 0, stderr: expect.stringContaining('not built as version 9.9.9') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('without the compiler a build says what to install', () => {
  const { status, stderr } = spawnSync(process.execPath, ['hw/build.ts'], {
    ...{ cwd: root, encoding: 'utf8', env: { ...process.env, PATH: '/nowhere' } },
  });
  expect([status, stderr]).toEqual([1, expect.stringContaining('gcc-arm-none-eabi')]);
});

test('a build with keys of its own refuses the development key, one key for both, and one key alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-keys-'));
  const build = (...args: string[]): string => {
    try {
      return execFileSync(process.execPath, ['hw/build.ts', ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return (error as { stderr: string }).stderr;
    }
  };
  try {
    const own = join(folder, 'own.pem');
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', own]);
    const development = join(folder, 'development.pem');
    writeFileSync(development, developmentKey('recovery').export({ format: 'pem', type: 'pkcs8' }));
    expect(build('--release-key', own, '--recovery-key', development)).toContain('development key');
    expect(build('--release-key', own, '--recovery-key', own)).toContain('the same');
    expect(build('--release-key', own)).toContain('together');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
