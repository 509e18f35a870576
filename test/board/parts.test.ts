// Parts of the board as they are at worst: a keypad without diodes, a clock and a display that are not there.
// Needs: arm-compiler
import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { beforeAll, expect, test, vi } from 'vitest';
import { act, deviceCode } from '../device/desk.ts';
import { createEmuRig } from '../targets/emu/emu.ts';
import { BoardDesk, patienceForEmulator, timers } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });

let desk: BoardDesk;
beforeAll(async () => {
  desk = await BoardDesk.make();
});

test('three keys at corners of a rectangle do not press the one at the fourth; released, it can be pressed', async () => {
  const rig = await desk.board();
  const { keypad } = rig.pico;
  // ▲ and ≡ are in one column, 3 and 9 in another, in the same two rows.
  for (const key of ['3', 'up', '9'] as const) {
    keypad.contact(key, true);
    await rig.passTime(100);
  }
  expect(await rig.screen()).toContain('Put your card in');
  for (const key of ['9', 'up', '3'] as const) {
    keypad.contact(key, false);
    await rig.passTime(100);
  }
  expect(await rig.screen()).toContain('Put your card in');
  await rig.press('menu');
  expect(await rig.screen()).not.toContain('Put your card in');
  await rig.close();
});

test('without a clock the board says that the time is not known, and that it cannot be set', async () => {
  const rig = await createEmuRig({ ...desk.contents(), absent: ['clock'] });
  await rig.waitFor('The clock is not set');
  for (const keys of ['menu', `4 ${deviceCode} ok`, '1', '2 0 2 6 0 6 0 2 1 3 4 5 ok', 'ok']) await act(rig, keys);
  expect(await rig.screen()).toContain('does not keep');
  expect(rig.pico.restarts).toBe(0);
  await rig.close();
});

test('without a display the board works on: a host is answered', async () => {
  const rig = await createEmuRig({ ...desk.contents(), absent: ['display'] });
  await rig.passTime(3_000);
  const link = await Link.connect(await rig.link('bulk'), { key: keyPairOf(new Uint8Array(32).fill(7)), timers });
  expect(link.hello.protocol).toBe(1);
  expect(rig.pico.restarts).toBe(0);
  expect(rig.pico.display.received).toBe(0);
  await link.close();
  await rig.close();
});
