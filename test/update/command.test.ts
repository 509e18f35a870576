// `sigillator device update` as a person types it, against the simulated device behind TCP: what is said, what exits with what.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { updateSizes } from '@sigillator/protocol/tables/update';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../host/src/cli/run.ts';
import { act } from '../device/desk.ts';
import type { SimRig } from '../targets/sim.ts';
import { calm, desk, openPairing } from '../wire/wired.ts';
import { allowUpdates, newVersion, simFile, strangeKey } from './update.ts';

let rig: SimRig;
let tcp: TcpPort;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  rig = await desk();
  tcp = await serveTcp(rig.driver, 0);
  await openPairing(rig);
  const pairing = begin('pair', '--name', 'Office');
  await pairing.until(/\d{3} ?\d{3}/);
  await rig.waitFor('Same number');
  await calm(rig);
  await act(rig, 'ok');
  expect((await pairing.done).code).toBe(0);
  for (const key of ['ok', 'cancel', 'cancel', 'cancel']) await act(rig, key);
}, 120_000);
afterAll(async () => {
  await tcp.close();
  rmSync(home, { recursive: true });
});

interface Answer {
  code: number;
  said: string;
  problem: string;
}

/** Runs a command; `until` tells what it must have said on stderr before the test goes on. */
function begin(...words: string[]): { done: Promise<Answer>; until(text: RegExp): Promise<void> } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const answer = { code: 0, said: '', problem: '' };
  let heard = (): void => {};
  stdout.on('data', (bytes) => {
    answer.said += bytes;
  });
  stderr.on('data', (bytes) => {
    answer.problem += bytes;
    heard();
  });
  const done = run(['device', ...words], {
    streams: { stdin: Readable.from([]), stdout, stderr },
    environment: {
      ...{ XDG_CONFIG_HOME: home, XDG_RUNTIME_DIR: home, XDG_STATE_HOME: home },
      SIGILLATOR_DEVICE: `tcp:127.0.0.1:${tcp.port}`,
    },
    signal: new AbortController().signal,
  }).then((code) => ({ ...answer, code }));
  const until = (text: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      heard = () => text.test(answer.problem) && resolve();
      heard();
      void done.then(({ problem }) => reject(new Error(`The command ended without ${text}: ${problem}`)));
    });
  return { done, until };
}

const cli = (...words: string[]): Promise<Answer> => begin(...words).done;

const fileOf = (bytes: Uint8Array): string => {
  const path = join(home, 'new.update');
  writeFileSync(path, bytes);
  return path;
};

test('updates are off at first: the device refuses, and what runs stays', async () => {
  const { code, problem } = await cli('update', fileOf(simFile()));
  expect(code).toBe(5);
  expect(problem).toMatch(/update/i);
  expect((await cli('list')).said).toContain(firmwareVersion);
});

test('files that cannot be good are refused before anything is sent, or by the device, each with a sentence', async () => {
  await allowUpdates(rig);
  const good = simFile();
  for (const [bytes, code] of [
    [good.subarray(0, good.length - 1), 1],
    [Buffer.from('no update'), 1],
    [simFile({ key: strangeKey }), 5],
    [simFile({ board: 'pico' }), 1],
    [simFile({ version: '0.0.9' }), 1],
  ] as const) {
    const answer = await cli('update', fileOf(bytes));
    expect([answer.code, answer.problem]).toEqual([code, expect.stringMatching(/^sigillator: [A-Z].+\.\n$/s)]);
  }
});

test('a device that comes back with the old firmware: the command says so and fails', async () => {
  const ended = begin('update', fileOf(simFile()));
  await ended.until(/press OK there/);
  await rig.waitFor('New firmware');
  await calm(rig);
  await rig.press('down');
  await rig.press('ok');
  await ended.until(/leave it switched on/);
  // The staging area follows the run slot.
  const weak = updateSizes.slot + 50_000;
  rig.machine.updates.flash.bytes[weak]! ^= 1;
  await rig.passTime(2_000);
  rig.machine.updates.flash.bytes[weak]! ^= 1;
  const { code, said, problem } = await ended.done;
  expect([code, said]).toEqual([1, '']);
  expect(problem).toContain(`expected the device to come back with version ${newVersion}, it runs ${firmwareVersion}`);
}, 120_000);

test('a file is brought, compared at the device and started by a key press there; cancel leaves what runs', async () => {
  const path = fileOf(simFile());
  const cancelled = begin('update', path);
  await cancelled.until(/press OK there/);
  await rig.waitFor('New firmware');
  await calm(rig);
  await act(rig, 'cancel');
  expect((await cancelled.done).code).toBe(5);
  const approved = begin('update', path);
  await approved.until(/press OK there/);
  await rig.waitFor('New firmware');
  await calm(rig);
  await rig.press('down');
  await rig.press('ok');
  await approved.until(/leave it switched on/);
  await rig.passTime(2_000);
  const { code, said, problem } = await approved.done;
  expect([code, said]).toEqual([0, expect.stringContaining(`runs version ${newVersion}`)]);
  expect(problem).toContain('DEVELOPMENT');
  expect((await cli('list')).said).toContain(newVersion);
}, 120_000);
