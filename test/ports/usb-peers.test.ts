// The simulator's usb-redir and USB/IP servers, with hosts that come and go as virtual machines and kernels do, one at a time.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodeRequest } from '@sigillator/host/link/codec';
import { encodeFrame, FrameReader } from '@sigillator/host/link/frames';
import { frameKinds } from '@sigillator/protocol/tables/limits';
import { busId } from '@sigillator/simulator/usb-ip';
import { serveUsb, type UsbServer } from '@sigillator/simulator/usb-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LiveDesk, liveDesk } from './live-desk.ts';
import { Packet, RedirHost } from './redir-host.ts';

const hello = encodeFrame(frameKinds.plain, encodeRequest('hello', 1, { oldest: 1, newest: 1 }));

let desk: LiveDesk;
let redir: UsbServer;
let usbIp: UsbServer;
beforeEach(async () => {
  desk = await liveDesk();
  redir = await serveUsb(desk.usb, 'usb-redir', 0);
  usbIp = await serveUsb(desk.usb, 'usb-ip', 0);
});
afterEach(async () => {
  await redir.close();
  await usbIp.close();
  desk.close();
});

const machine = (): RedirHost => new RedirHost(Number(redir.at));
/** A machine with the device; the server may not have seen yet that the one before has gone. */
const machineAtWork = (): Promise<RedirHost> => vi.waitFor(() => machine().open());

/** The next whole frame that comes to the host. */
async function answer(host: RedirHost): Promise<number> {
  const reader = new FrameReader();
  for (;;) for (const { kind } of reader.feed(await host.came(host.ask()))) return kind;
}

test('a machine that ends with a request under way leaves the next one its answer', async () => {
  for (let round = 0; round < 3; round++) {
    const host = await machineAtWork();
    host.give(hello);
    expect(await answer(host)).toBe(frameKinds.plain);
    host.ask();
    await host.die();
  }
});

test('a reset of the bus ends what is under way', async () => {
  const host = await machineAtWork();
  const asked = host.ask();
  host.say(Packet.reset, Buffer.alloc(0));
  const CANCELLED = 1;
  expect((await host.heard(Packet.bulk, asked))[1]).toBe(CANCELLED);
});

/** OP_REQ_IMPORT of USB/IP 1.1.1. */
const importRequest = Buffer.concat([Buffer.from('0111800300000000', 'hex'), Buffer.from(busId.padEnd(32, '\0'))]);

/** Asks for the device over USB/IP; answers the stream and the status: 0 done, 2 busy (ST_DEV_BUSY of usbip_common.h). */
async function importDevice(): Promise<{ stream: Socket; status: number }> {
  const stream = connect(Number(usbIp.at), '127.0.0.1');
  stream.write(importRequest);
  const [answer] = (await once(stream, 'data')) as [Buffer];
  return { stream, status: answer.readUInt32BE(4) };
}

test('while one USB/IP host has the device, a second is told "busy", and the first still hears of the cable', async () => {
  const first = await importDevice();
  expect(first.status).toBe(0);
  const second = await importDevice();
  expect(second.status).toBe(2);
  second.stream.destroy();
  await once(machine().stream, 'close');
  desk.usb.cable(false);
  await once(first.stream, 'close');
});

test('while one usb-redir host has the device, a second is cut off, and the first goes on; then the next gets it', async () => {
  const first = await machineAtWork();
  await once(machine().stream, 'close');
  expect((await importDevice()).status).toBe(2);
  first.give(hello);
  expect(await answer(first)).toBe(frameKinds.plain);
  await first.die();
  await vi.waitFor(async () => expect((await importDevice()).status).toBe(0));
});
