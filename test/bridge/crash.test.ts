// The bridge is killed at every step of a sealing, on the real firmware behind TCP: asked again, it gives the same seal, and
// there is one row in the device's journal and one in the office's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '@sigillator/host';
import { portsOf } from '@sigillator/host/bridge/device-source';
import { Devices } from '@sigillator/host/bridge/devices';
import { Events } from '@sigillator/host/bridge/events';
import { SealRequests } from '@sigillator/host/bridge/seal-requests';
import { Sealings } from '@sigillator/host/bridge/sealings';
import { type JournalRow, openJournal } from '@sigillator/host/journal';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf } from '../approve/office.ts';
import { digitKeys, holderPin } from '../device/desk.ts';
import { type LiveDesk, liveDesk } from '../ports/live-desk.ts';
import { declaration } from '../wire/sealing.ts';

let desk: LiveDesk;
let port: TcpPort;
let state: string;
let deviceName: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'sigillator-'));
  environment = { ...process.env, XDG_STATE_HOME: state, XDG_RUNTIME_DIR: state };
  desk = await liveDesk();
  desk.driver.speed = 5; // as fast as a clerk who reads by program
  port = await serveTcp(desk.driver, 0);
  deviceName = `tcp:127.0.0.1:${port.port}`;
  const device = await connect({ device: deviceName, environment });
  let confirmed: Promise<void> | undefined;
  await device.pair('Office', (digits) => {
    confirmed = desk.confirm(digits);
  });
  await confirmed;
  await device.close();
  for (const keys of ['ok', 'cancel', 'cancel', 'cancel']) {
    await desk.player.press(keys);
    await desk.player.passTime(600);
  }
  await desk.player.insertCard('active');
  await desk.player.waitFor('Tries left');
  await desk.player.press(`${digitKeys(holderPin)} ok`);
  await desk.player.waitFor('What do you want');
});
afterAll(async () => {
  await port.close();
  desk.close();
  rmSync(state, { recursive: true });
});

const script = fileURLToPath(new URL('./_killed-bridge.ts', import.meta.url));

/**
 * Runs a bridge that seals under these ids, to its end, whatever that is: with a step it is killed there, at the last of
 * them. The clerk approves whatever comes up meanwhile.
 */
async function bridge(ids: string[], step = ''): Promise<{ signal: NodeJS.Signals | null; said: string[] }> {
  const child = spawn(process.execPath, [script, deviceName, state, step, ...ids]);
  let said = '';
  let failed = '';
  child.stdout.on('data', (bytes) => {
    said += bytes;
  });
  child.stderr.on('data', (bytes) => {
    failed += bytes;
  });
  let over = false;
  const end = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      if (code !== 0 && signal === null) said = `failed: ${failed}`;
      resolve(signal);
    });
  });
  while (!over) {
    const screen = desk.driver.screen();
    if (screen.includes('OK approve')) await desk.player.press('ok');
    else if (screen.includes('Seal this?') || screen.includes('down')) await desk.player.press('down');
    await desk.player.passTime(100);
  }
  return { signal: await end, said: said.split('\n').filter((line) => line !== '') };
}

const steps = [
  'before the note',
  'noted',
  'numbered',
  'device says approval',
  'device says working',
  'sealed by the device',
  'seals stored',
  'journal written',
  'journal noted',
  'before the answer',
];

/** What the next bridge says: the code of its refusal, or "none". */
async function refusal(ask: (sealings: Sealings) => Promise<unknown>): Promise<string> {
  const events = new Events();
  const requests = new SealRequests(join(state, 'requests.db'));
  const devices = new Devices(portsOf(environment, [deviceName]), events);
  const journal = await openJournal(join(state, 'journal.db'));
  const sealings = new Sealings({ requests, devices, journal, events, clock: { now: () => new Date() } });
  const code = await codeOf(() => ask(sealings));
  await devices.close(0);
  await journal.close();
  requests.close();
  return code;
}

const withdrawn = (requestId: string): Promise<string> =>
  refusal((sealings) => sealings.requireNeverSealed({ owner: 'erp', requestId }));

test('SE-3.3 killed at every step of a sealing, asked again: the same seal, nothing lost, nothing doubled', async () => {
  const idOf = (index: number): string => `18SE00000000${String(index).padStart(2, '0')}`;
  // Each bridge is asked again for what killed the one before it, then killed at the next step.
  const said: string[] = [];
  for (const [index, step] of steps.entries()) {
    const again = index === 0 ? [] : [idOf(index - 1)];
    const ended = await bridge([...again, idOf(index)], step);
    expect(ended, step).toEqual({
      signal: 'SIGKILL',
      said: again.map(() => expect.stringContaining('"issuerSeal18"')),
    });
    said.push(...ended.said);
    // The clerk has approved it from "working" on.
    expect(await withdrawn(idOf(index)), step).toBe(
      index < steps.indexOf('device says working') ? 'none' : 'sealed-already',
    );
  }
  const last = idOf(steps.length - 1);
  const { said: lastSaid } = await bridge([last, last]);
  // Once is enough: from here on it is an answer like any other.
  expect(lastSaid[1]).toBe(lastSaid[0]);
  said.push(lastSaid[0]!);
  expect(said.map((line) => JSON.parse(line).counter)).toEqual(steps.map((_, index) => index + 1));
  const device = await connect({ device: deviceName, environment });
  const onDevice: string[] = [];
  for await (const row of device.journal()) onDevice.push(row.digest);
  await device.close();
  const journal = await openJournal(join(state, 'journal.db'));
  const inOffice: JournalRow[] = [];
  for await (const row of journal.search({ kind: 'seal' })) inOffice.push(row);
  await journal.close();
  expect(onDevice).toHaveLength(steps.length);
  expect(inOffice.map(({ digest }) => digest)).toEqual(onDevice);
}, 180_000);

test('SE-3.3 a batch that was approved and not sealed counts as sealed: asking for it does not end it', async () => {
  const device = await portsOf(environment, [deviceName]).open(deviceName, 1_000);
  const first = (await device.info()).sequence + 1n;
  // So many that the card is out before the last is sealed, however late the host hears that work has begun.
  const count = 16;
  const order = Array.from({ length: count }, (_, index) => ({
    document: declaration(`18SE00000001${String(index).padStart(2, '0')}`),
    profile: 'tdr041',
    requestId: first + BigInt(index),
  }));
  expect(await device.isSealed(first, count)).toBe(false);
  const onProgress = (reason: string): void => {
    if (reason === 'working') void desk.player.removeCard();
  };
  const sealing = codeOf(() => device.sealDocuments(order, { onProgress }));
  await desk.player.waitFor('Seal all these?');
  await desk.player.passTime(600);
  while (!desk.driver.screen().includes('OK approve')) await desk.player.press('down');
  desk.driver.speed = 0.5;
  await desk.player.press('ok');
  expect(await sealing).toBe('card-removed');
  desk.driver.speed = 5;
  expect(await device.isSealed(first, count)).toBe(true);
  expect(await device.isSealed(first, count)).toBe(true);
  expect(await codeOf(() => device.isSealed(first + BigInt(count), 1))).toBe('locked');
  await desk.player.insertCard('active');
  await desk.player.waitFor('Your PIN');
  await desk.player.press(`${digitKeys(holderPin)} ok`);
  const seals = await device.sealDocuments(order);
  expect(new Set(seals.map(({ issuerSeal18 }) => issuerSeal18)).size).toBe(count);
  expect(await device.isSealed(first, count)).toBe(true);
  await device.close();
}, 60_000);

test('SE-9.6 the card of somebody else is refused in the device, also when it comes while the device waits for one', async () => {
  desk.driver.speed = 5;
  const requestId = '18SE0000000041';
  const order = { owner: 'erp', requestId, documents: [{ document: declaration(requestId), profile: 'tdr041' }] };
  const asked = () => refusal((sealings) => sealings.seal({ ...order, issuer: 'SE-SOMEBODY-ELSE' }));
  expect(await asked()).toBe('wrong-card');
  await desk.player.removeCard();
  const waiting = asked();
  await desk.player.passTime(1_000);
  await desk.player.insertCard('active');
  await desk.player.waitFor('Your PIN');
  await desk.player.press(`${digitKeys(holderPin)} ok`);
  expect(await waiting).toBe('wrong-card');
  await desk.player.waitFor('What do you want');
}, 60_000);

// A bridge that was killed may be followed by the next before the device has seen the end of its connection.
test('a device that another program still has is waited for as long as it is told to', async () => {
  let busy = 2;
  const occupied = createServer((socket) => {
    if (busy-- > 0) return socket.once('data', () => socket.destroy());
    const [, host, number] = deviceName.split(':');
    const onward = createConnection(Number(number), host);
    socket.pipe(onward).pipe(socket);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(occupied, 'listening');
  const address = occupied.address();
  const device = `tcp:127.0.0.1:${typeof address === 'object' && address?.port}`;
  expect(await codeOf(() => connect({ device, environment }))).toBe('busy');
  const opened = await connect({ device, environment, waitMs: 30_000 });
  expect(busy).toBe(-1);
  await opened.close();
  await once(occupied.close(), 'close');
});
