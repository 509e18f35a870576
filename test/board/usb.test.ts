// The image's USB: a bus enumerates it, hosts agree on sessions over bulk and serial, and no byte is lost by halts, resets,
// cables and confirmations that do not arrive.
// Needs: arm-compiler
import { encodeRequest } from '@sigillator/host/link/codec';
import { encodeFrame, FrameReader } from '@sigillator/host/link/frames';
import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { frameKinds } from '@sigillator/protocol/tables/limits';
import { Random } from '@sigillator/simulator/random';
import { UsbDevice } from '@sigillator/simulator/usb-device';
import { beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys } from '../device/desk.ts';
import { all, seed } from '../seed.ts';
import type { EmuLink, EmuRig } from '../targets/emu/emu.ts';
import { softPin } from '../targets/soft-cards.ts';
import { BoardDesk, patienceForEmulator, timers } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });
let desk: BoardDesk;
beforeAll(async () => {
  desk = await BoardDesk.make();
});

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const key = keyPairOf(new Uint8Array(32).fill(7));
const connect = async (rig: EmuRig, kind: EmuLink): Promise<Link> =>
  Link.connect(await rig.link(kind), { key, timers });

test('every descriptor is that of the simulated device, byte for byte', async () => {
  const { sim, emu } = await desk.twins();
  const simulated = new UsbDevice(sim.driver);
  emu.usb.enumerate();
  const asked = [
    ...['80 06 0001 0000 1200', '80 06 0001 0000 0800', '80 06 0002 0000 0900', '80 06 0002 0000 ff00'],
    ...['80 06 000f 0000 0500', '80 06 000f 0000 ff00', 'c0 02 0000 0700 0a00', 'c0 02 0000 0700 ffff'],
    ...['80 06 0003 0000 ff00', '80 06 0103 0904 ff00', '80 06 0203 0904 0200', '80 06 0303 0904 ff00'],
    ...['80 06 0503 0904 ff00', '80 06 0603 0904 ff00', '80 06 000f 0000 4000', 'c0 02 0000 0700 8000'],
  ];
  for (const setup of asked) expect(emu.usb.control(bytes(setup)), setup).toEqual(simulated.control(bytes(setup)));
});

test('a host agrees on a session over bulk and over serial; no byte is lost where confirmations are', async () => {
  const rig = await desk.board();
  rig.usb.lossy = 3;
  for (const kind of ['bulk', 'cdc'] as const) {
    const link = await connect(rig, kind);
    expect(link.hello.protocol).toBe(1);
    await expect(link.request('info', {}), kind).rejects.toThrow('pair');
    await link.close();
  }
  await rig.close();
});

/** Setups of every kind, some with what they send; SET_ADDRESS is the bus's own. */
function anySetup(random: Random): Uint8Array {
  const pick = (...from: number[]): number => from[random.between(0, from.length - 1)]!;
  const type = pick(0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0x21, 0xa1, 0xc0, 0x40, random.between(0, 255));
  const request = pick(0, 1, 3, 6, 8, 9, 10, 11, 0x20, 0x21, 0x22, 2, random.between(0, 255));
  const value = [pick(0, 1, 2, 3), pick(0, 0, 1, 2, 3, 15)];
  const index = [pick(0, 1, 2, 3, 7, 0x81, 0x83, 0x82, 5), 0];
  const length = pick(0, 0, 1, 7, 8, 16, 17, 64, 255);
  const sent = (type & 0x80) === 0 ? Array.from({ length }, () => random.between(0, 255)) : [];
  if (type === 0 && request === 5) return anySetup(random);
  return Uint8Array.from([type, request, ...value, ...index, length, 0, ...sent]);
}

test('any control requests in any order get what the simulated device answers', async () => {
  const { sim, emu } = await desk.twins();
  const simulated = new UsbDevice(sim.driver);
  emu.usb.enumerate();
  simulated.control(bytes('00 09 0100 0000 0000'));
  const random = new Random(seed, 'control requests');
  for (let i = 0; i < (all ? 5_000 : 300); i++) {
    const setup = anySetup(random);
    const name = `${i}: ${Buffer.from(setup).toString('hex')}, seed ${seed}`;
    const { status, data = new Uint8Array() } = emu.usb.control(setup);
    const expected = simulated.control(setup);
    expect({ status, data: [...data] }, name).toEqual({ status: expected.status, data: [...(expected.data ?? [])] });
  }
});

// Where no bytes are asked for, the direction of a request says nothing (USB 2.0, 9.3.1): the device confirms, and what the host
// sends with its next setup is not taken for the confirmation of this one.
test('bytes that follow a request for no bytes arrive', async () => {
  const { sim, emu } = await desk.twins();
  const simulated = new UsbDevice(sim.driver);
  emu.usb.enumerate();
  simulated.control(bytes('00 09 0100 0000 0000'));
  for (const setup of [
    '80 08 0000 0000 0000',
    '21 20 0000 0200 0700 00c20100000008',
    '02 0a 0102 0500 0400 01020304',
  ]) {
    const { status } = emu.usb.control(bytes(setup));
    expect(status, setup).toBe(simulated.control(bytes(setup)).status);
  }
});

test('a host that asks for more than a packet gets an answer of whole packets at once', async () => {
  const rig = await desk.board();
  // A port closed and opened goes on where its toggles are.
  const before = await rig.link('cdc');
  await before.write(Uint8Array.of(0));
  await before.close();
  const link = await rig.link('cdc');
  // hello, asked three times: the answers fill packets in every way.
  const hello = encodeFrame(frameKinds.plain, encodeRequest('hello', 1, { oldest: 1, newest: 1 }));
  const reader = new FrameReader();
  let answers = 0;
  for (let i = 0; i < 3; i++) {
    await link.write(hello);
    while (answers <= i) answers += [...reader.feed((await link.read())!)].length;
  }
  await rig.close();
});

test('control requests are answered within 30 ms while a PIN is stretched', async () => {
  const rig = await desk.board();
  rig.usb.enumerate();
  await act(rig, '+slow');
  await rig.press(`${digitKeys(softPin)} ok`);
  await rig.waitFor('Please wait');
  let longest = 0;
  let asked = 0;
  for (; (await rig.screen()).includes('Please wait'); asked++) {
    const start = rig.pico.nanos;
    expect(rig.usb.control(bytes('80 06 0001 0000 1200')).data).toHaveLength(18);
    longest = Math.max(longest, rig.pico.nanos - start);
    await rig.passTime(3);
  }
  expect(asked).toBeGreaterThan(10);
  expect(longest / 1e6).toBeLessThan(30);
});

test('a board that restarts leaves the bus, stays away while it shows why, and comes back after power-on', async () => {
  const rig = await desk.board();
  rig.usb.enumerate();
  rig.pico.rp.core.waiting = false;
  rig.pico.rp.core.PC = rig.pico.image.symbols.get('fault')! & ~1;
  await rig.waitFor('Stopped', 6_000);
  expect(rig.usb.plugged).toBe(false);
  await rig.power(false);
  await rig.power(true);
  await rig.waitFor('Put your card in');
  rig.usb.enumerate(9);
  expect(rig.usb.descriptor(1, 18)).toHaveLength(18);
});
