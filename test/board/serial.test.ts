// A host at the board's serial port: it agrees on a session with the flash image as with the simulator.
// Needs: arm-compiler

import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { expect, test, vi } from 'vitest';
import { BoardDesk, patienceForEmulator, timers } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });

test('a host agrees on a session with the board over its serial port, and is refused until it is paired', async () => {
  const rig = await (await BoardDesk.make()).board();
  const link = await Link.connect(await rig.link('uart'), { key: keyPairOf(new Uint8Array(32).fill(7)), timers });
  expect(link.remoteKey).toHaveLength(32);
  expect(link.hello.protocol).toBe(1);
  await expect(link.request('info', {})).rejects.toThrow('pair');
  await link.close();
  await rig.close();
});
