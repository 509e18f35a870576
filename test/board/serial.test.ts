// A host at the board's serial port: it agrees on a session with the flash image as with the simulator; and noise there
// leaves USB alone.
// Needs: arm-compiler

import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
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
