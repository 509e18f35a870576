// Where the simulator's USB servers listen: what a dead process left behind is replaced, what is in use is left alone, and
// what cannot be had is one sentence.
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsbDevice } from '@sigillator/simulator/usb-device';
import { serveUsb } from '@sigillator/simulator/usb-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimRig } from '../targets/sim.ts';

let device: UsbDevice;
let folder: string;
beforeAll(async () => {
  device = new UsbDevice((await createSimRig()).driver);
  folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a socket file that a dead process left behind is replaced', async () => {
  const file = join(folder, 'left-over');
  const dead = createServer().listen(join(folder, 'dead'));
  await once(dead, 'listening');
  // Closing removes a socket by the name it had.
  renameSync(join(folder, 'dead'), file);
  dead.close();
  expect(existsSync(file)).toBe(true);
  const server = await serveUsb(device, 'usb-redir', file);
  expect(server.at).toBe(file);
  await server.close();
});

test('a socket at which another program listens is left alone', async () => {
  const file = join(folder, 'in-use');
  const first = await serveUsb(device, 'usb-redir', file);
  await expect(serveUsb(device, 'usb-redir', file)).rejects.toThrow(
    `Offering the device by usb-redir at ${file}: another program listens there, or it is no socket. End that program, or give another file.`,
  );
  expect(existsSync(file)).toBe(true);
  await first.close();
});

test('a file that is no socket is left alone', async () => {
  const file = join(folder, 'letter');
  writeFileSync(file, 'Dear customer');
  await expect(serveUsb(device, 'usb-redir', file)).rejects.toThrow('give another file.');
  expect(readFileSync(file, 'utf8')).toBe('Dear customer');
});

test('a folder that is not there, and a port that is taken, say what to give instead', async () => {
  await expect(serveUsb(device, 'usb-redir', join(folder, 'no', 'socket'))).rejects.toThrow(
    'Give a file in a folder that is there and yours.',
  );
  const first = await serveUsb(device, 'usb-ip', 0);
  await expect(serveUsb(device, 'usb-ip', first.at)).rejects.toThrow('Give another, or 0 for any free one.');
  await first.close();
});
