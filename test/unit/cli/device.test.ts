// `sigillator device` in this process, on a simulated device behind TCP: answers, exit codes, the key of the host.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { loadHostKey } from '@sigillator/host';
import { TcpTransport } from '@sigillator/host/transport/tcp';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { exitCodeOf } from '../../../host/src/cli/exit-codes.ts';
import { run } from '../../../host/src/cli/run.ts';
import { act } from '../../device/desk.ts';
import type { SimRig } from '../../targets/sim.ts';
import { calm, desk, openPairing } from '../../wire/wired.ts';

let rig: SimRig;
let tcp: TcpPort;
let home: string;
beforeAll(async () => {
  rig = await desk();
  tcp = await serveTcp(rig.driver, 0);
});
afterAll(() => tcp.close());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  return () => rmSync(home, { recursive: true });
});

const environment = () => ({ XDG_CONFIG_HOME: home, XDG_RUNTIME_DIR: home, XDG_STATE_HOME: home });

function begin(...words: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let problem = '';
  stderr.on('data', (bytes) => {
    problem += bytes;
  });
  const done = run(['--json', 'device', ...words], {
    streams: { stdin: Readable.from([]), stdout, stderr },
    environment: { ...environment(), SIGILLATOR_DEVICE: `tcp:127.0.0.1:${tcp.port}` },
    signal: new AbortController().signal,
  }).then(async (code) => {
    stdout.end();
    const said = await text(stdout);
    return { code, value: said === '' ? undefined : JSON.parse(said), problem };
  });
  return { done, stderr };
}

/** What the host shows, once the device shows its own. */
async function digitsOf({ stderr }: ReturnType<typeof begin>): Promise<string> {
  const line = await new Promise<string>((resolve) => stderr.once('data', (bytes) => resolve(String(bytes))));
  await rig.waitFor('Same number');
  return (JSON.parse(line) as { digits: string }).digits;
}

const cli = (...words: string[]) => begin(...words).done;

test.each(['', '{', 'null', '[]', '{"url":5}', '{"url":"http://127.0.0.1:1/","ports":1}'])(
  'a file of the simulator that holds %j counts for nothing',
  async (left) => {
    mkdirSync(join(home, 'sigillator'), { mode: 0o700 });
    writeFileSync(join(home, 'sigillator', 'simulator.json'), left, { mode: 0o600 });
    const { code, value } = await cli('list');
    expect(code).toBe(0);
    expect(value.filter(({ transport }: { transport: string }) => transport === 'sim')).toEqual([]);
  },
);

test('a stranger is told the version, and how to pair', async () => {
  const { value } = await cli('list');
  expect(value).toEqual([
    {
      id: `tcp:127.0.0.1:${tcp.port}`,
      transport: 'tcp',
      serial: expect.stringMatching(/^[0-9a-f]{16}$/),
      firmware: firmwareVersion,
      paired: false,
    },
  ]);
  expect((await cli('info')).value).toMatchObject({ ...value[0], protocol: 1, firmwareSha256: null });
  const refused = await cli('unpair');
  expect([refused.code, JSON.parse(refused.problem).code]).toEqual([5, 'not-paired']);
  const closed = await cli('pair');
  expect([closed.code, JSON.parse(closed.problem).code]).toEqual([5, 'pairing-closed']);
});

test('pair, info and unpair; a refusal at the keypad exits 5', async () => {
  await openPairing(rig);
  const no = begin('pair', '--name', 'Office');
  await digitsOf(no);
  await calm(rig);
  await act(rig, 'cancel');
  expect([(await no.done).code, (await no.done).problem]).toEqual([5, expect.stringContaining('"refused"')]);

  const yes = begin('pair', '--name', 'Office');
  const digits = await digitsOf(yes);
  expect(await rig.screen()).toContain(`${digits.slice(0, 3)} ${digits.slice(3)}`);
  await calm(rig);
  await act(rig, 'ok');
  expect(await yes.done).toMatchObject({ code: 0, value: { name: 'Office', paired: true } });
  for (const key of ['ok', 'cancel', 'cancel', 'cancel']) await act(rig, key);

  const { value } = await cli('info');
  expect(value).toMatchObject({ paired: true, languages: ['sv', 'en', 'fr'], language: 'en', development: true });
  expect(value.firmwareSha256).toBe(Buffer.from(rig.machine.chip.program.digest).toString('hex'));
  expect((await cli('unpair')).value).toMatchObject({ paired: false });
  expect((await cli('list')).value).toMatchObject([{ paired: false }]);
});

test('the key of the host is made once, for its user alone, and a readable or broken file is refused', async () => {
  const file = join(home, 'sigillator', 'host-key');
  const keys = await Promise.all([loadHostKey(file), loadHostKey(file), loadHostKey(file)]);
  expect(new Set(keys.map(({ publicKey }) => Buffer.from(publicKey).toString('hex'))).size).toBe(1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  chmodSync(file, 0o644);
  await expect(loadHostKey(file)).rejects.toMatchObject({ code: 'host-key', message: expect.stringContaining('600') });
  chmodSync(file, 0o600);
  writeFileSync(file, 'not a key');
  await expect(loadHostKey(file)).rejects.toMatchObject({ code: 'host-key' });
});

test('a name that is no device is wrong usage, an address where nothing answers is no device', async () => {
  for (const [name, code] of [
    ['nonsense', 2],
    ['tcp:127.0.0.1', 2],
    ['tcp:127.0.0.1:1', 3],
  ] as const)
    expect((await cli('info', '--device', name)).code, name).toBe(code);
});

test('a device that another program uses exits 4, and is listed all the same', async () => {
  const other = await TcpTransport.open(tcp.port);
  const { code, problem } = await cli('info');
  expect([code, JSON.parse(problem)]).toMatchObject([4, { code: 'busy', retryable: true }]);
  expect(JSON.parse(problem).message).toContain('another program uses it');
  expect((await cli('list')).value).toMatchObject([{ id: `tcp:127.0.0.1:${tcp.port}`, firmware: null, paired: null }]);
  await other.close();
});

test('a connection that ends in the middle exits 3, and says to connect again', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.end(Uint8Array.of(0))));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  const { code, problem } = await cli('info', '--device', `tcp:127.0.0.1:${port}`);
  expect([code, JSON.parse(problem)]).toMatchObject([3, { code: 'no-device-link', retryable: true }]);
  expect(JSON.parse(problem).message).toContain('Connect again and ask again.');
  server.close();
});

test('no permission and a foreign device count as no device, a stuck endpoint as a time-out', () => {
  expect(['no-device-permission', 'no-device-foreign', 'timed-out'].map(exitCodeOf)).toEqual([3, 3, 6]);
});
