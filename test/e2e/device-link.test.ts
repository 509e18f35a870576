// `sigillator device` against a simulator process: list, pair with the digits compared, information, unpair.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RecordedMessage, ReplayDevice } from '@sigillator/host';
import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { repository } from '../unit/checks/_sample.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;
/** Of the simulator's HTTP API. */
let url = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
  environment = { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
});
afterAll(async () => {
  await command('simulator', 'stop');
  rmSync(folder, { recursive: true });
});

const program = 'host/src/cli/main.ts';
const command = (...words: string[]) => runProgram(process.execPath, [program, ...words], repository, environment);
const answer = async (...words: string[]) => JSON.parse((await command(...words, '--json')).output);

test('list without a device is empty and exits 0, info exits 3', async () => {
  expect(await command('device', 'list', '--json')).toEqual({ code: 0, output: '[]\n' });
  const { code, output } = await command('device', 'info', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(output)).toMatchObject({ code: 'no-device', retryable: true });
});

test('a host pairs with the number compared, reads the device, and is forgotten', async () => {
  url = (await answer('simulator', 'start', '--seed', '1')).url;
  const [listed] = await answer('device', 'list');
  expect(listed).toMatchObject({ id: 'sim', transport: 'sim', firmware: firmwareVersion, paired: false });
  const stranger = await answer('device', 'info');
  expect(stranger).toMatchObject({ ...listed, protocol: 1, firmwareSha256: null, languages: null });
  const closed = await command('device', 'pair', '--json');
  expect(closed.code).toBe(5);
  expect(JSON.parse(closed.output)).toMatchObject({ code: 'pairing-closed' });

  await openPairing();
  const paired = await pairOnScreen('Office Å');
  expect(paired).toMatchObject({ serial: listed.serial, name: 'Office Å', paired: true });
  expect(statSync(join(folder, 'sigillator', 'host-key')).mode & 0o777).toBe(0o600);

  const record = join(folder, 'record');
  const info = await answer('device', 'info', '--record', record);
  expect(info).toMatchObject({ ...listed, paired: true, protocol: 1, languages: ['sv', 'en', 'fr'] });
  expect(info.firmwareSha256).toMatch(/^[0-9a-f]{64}$/);
  const lines = readFileSync(record, 'utf8').trim().split('\n');
  const recorded = lines.map((line) => JSON.parse(line) as RecordedMessage);
  expect(recorded.map(({ from, name }) => `${from} ${name}`)).toEqual([
    'host hello',
    'device hello',
    'host info',
    'device info',
  ]);
  // The record answers for the device.
  const replay = new ReplayDevice(recorded);
  const link = await Link.connect(replay, { key: keyPairOf(new Uint8Array(32).fill(9)) });
  expect(Buffer.from((await link.request('info', {})).serial).toString('hex')).toBe(listed.serial);
  await link.close();
  expect(replay.deviation).toBeUndefined();

  expect(await answer('device', 'unpair')).toMatchObject({ paired: false });
  expect((await answer('device', 'list'))[0]).toMatchObject({ paired: false });
});

const shown = async (text: string): Promise<string> =>
  (await fetch(`${url}wait?text=${encodeURIComponent(text)}`)).text();

async function press(keys: string): Promise<string> {
  const body = JSON.stringify({ keys });
  const answered = await fetch(`${url}press`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return ((await answered.json()) as { screen: string }).screen;
}

async function openPairing(): Promise<void> {
  await press('menu 4 2 7 1 8 2 8 ok');
  await shown('Idle time-out');
  await press('3 ok');
  await shown('Start pairing');
}

/** Pairs while this test is the clerk: the key is pressed only where both show the same number. */
async function pairOnScreen(name: string): Promise<unknown> {
  const child = spawn(process.execPath, [program, 'device', 'pair', '--name', name, '--json'], {
    cwd: repository,
    env: environment,
  });
  const said = new Promise<string>((resolve) => child.stderr.once('data', (bytes) => resolve(String(bytes))));
  const told = new Promise<string>((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes))));
  const { digits } = JSON.parse(await said) as { digits: string };
  const screen = await shown('Same number');
  expect(screen).toContain(`${digits.slice(0, 3)} ${digits.slice(3)}`);
  expect(screen).toContain(name);
  // The device takes no key in the first half second of a screen that a host brought up.
  while (!(await press('ok')).includes('is paired')) expect(child.exitCode).toBeNull();
  return JSON.parse(await told);
}
