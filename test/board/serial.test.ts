// A host at the board's serial port: it agrees on a session with the flash image as with the simulator; noise there leaves USB
// alone; and bytes wait while the device does not read.
// Needs: arm-compiler

import { encodeRequest } from '@sigillator/host/link/codec';
import { encodeFrame, FrameReader } from '@sigillator/host/link/frames';
import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { frameKinds, limits } from '@sigillator/protocol/tables/limits';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EmuLink, EmuRig } from '../targets/emu/emu.ts';
import { BoardDesk, patienceForEmulator, timers } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });

let rig: EmuRig;
beforeAll(async () => {
  rig = await (await BoardDesk.make()).board();
});
afterAll(() => rig.close());

const connect = async (kind: EmuLink): Promise<Link> =>
  Link.connect(await rig.link(kind), { key: keyPairOf(new Uint8Array(32).fill(7)), timers });

test('a host agrees on a session with the board over its serial port, and is refused until it is paired', async () => {
  const link = await connect('uart');
  expect(link.remoteKey).toHaveLength(32);
  expect(link.hello.protocol).toBe(1);
  await expect(link.request('info', {})).rejects.toThrow('pair');
  await link.close();
});

test('a byte of noise on the serial port leaves a host on USB its answer', async () => {
  await (await rig.link('uart')).write(Uint8Array.of(0x55));
  const link = await connect('bulk');
  expect(link.hello.protocol).toBe(1);
  await link.close();
});

const hello = encodeFrame(
  frameKinds.plain,
  encodeRequest('hello', 1, { oldest: limits.protocolOldest, newest: limits.protocolVersion }),
);

/** More hellos than the ring of hw/pico/uart.c and the chip's buffer hold, while the firmware does not read; how many are lost. */
async function lostOfMany(kind: EmuLink): Promise<number> {
  const [usb, uart] = [await rig.link('bulk'), await rig.link(kind)];
  let answers = 0;
  const listening = (async () => {
    const reader = new FrameReader();
    for (let bytes = await uart.read(); bytes; bytes = await uart.read()) answers += [...reader.feed(bytes)].length;
  })();
  // Half a frame at another port: this one is not read until that is given up.
  await usb.write(Uint8Array.of(0, 9, 1, 2));
  await rig.passTime(20);
  const count = Math.ceil(1_400 / hello.length);
  await uart.write(Buffer.concat([Uint8Array.of(0), ...Array<Uint8Array>(count).fill(hello)]));
  await rig.passTime(2_000);
  // Ends what may be left of a frame.
  await uart.write(Uint8Array.of(0));
  await rig.passTime(50);
  const lost = count - answers;
  answers = 0;
  await uart.write(hello);
  await rig.passTime(200);
  expect(answers, 'the device hears what comes after').toBe(1);
  await Promise.all([usb.close(), uart.close()]);
  await listening;
  return lost;
}

test('a host that heeds RTS loses nothing while the device does not read; one that does not loses some, and is heard again', async () => {
  expect(await lostOfMany('uart')).toBe(0);
  expect(await lostOfMany('uart-without-rts')).toBeGreaterThan(0);
});
