// The firmware on a second instruction set, a Cortex-M33 in QEMU: every duty key by key with the golden screens, a seal
// beside the simulator, and a session over its pseudo-terminal.
// Needs: arm-compiler, qemu-arm
import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys } from '../device/desk.ts';
import { screenLines } from '../device/golden.ts';
import { oneChipScreens } from '../device/one-chip.ts';
import { scripts } from '../device/scripts.ts';
import { possibleScripts, type TargetDesk, targetDesk } from '../device/target-desk.ts';
import type { Rig } from '../rig.ts';
import { createQemuRig, type QemuRig } from '../targets/qemu/qemu.ts';
import { softPin, withSoftPin } from '../targets/soft-cards.ts';
import { BoardDesk, patienceForEmulator } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });

const { possible, leftOut } = possibleScripts('qemu');
console.log(`on "qemu" without ${leftOut.join(', ')}: no such card, or no time passes while a core works`);

let desk: BoardDesk;
let golden: TargetDesk;
let rig: Rig;
beforeAll(async () => {
  desk = await BoardDesk.make();
  golden = await targetDesk('en', 'qemu');
});
afterEach(() => rig?.close());

async function board(): Promise<QemuRig> {
  const qemu = await createQemuRig(desk.contents());
  rig = qemu;
  await rig.waitFor('Put your card in');
  return qemu;
}

test.for(possible)('SE-3.1 SE-4.1 PK-5.8 a Cortex-M33 shows the golden screens, key by key: %s', async (name) => {
  rig = await golden.begin();
  const screens = oneChipScreens(name, 'en');
  for (const [i, [action]] of scripts[name]!.entries()) {
    await act(rig, withSoftPin(action));
    expect(await screenLines(rig), `${i}: ${action}`).toEqual(screens[i]);
  }
});

test('SE-3.1 a seal on a Cortex-M33 is that of the simulator, digit by digit', async () => {
  const sim = desk.simulator();
  await board();
  const seals: string[] = [];
  for (const each of [sim, rig]) {
    for (const step of ['+active', `${digitKeys(softPin)} ok`, '1', `${digitKeys('924617')} ok`, 'ok'])
      await act(each, step);
    seals.push(/\d{3} \d{3}/.exec(await each.screen())?.[0] ?? 'none');
  }
  expect(seals[0]).toMatch(/^\d/);
  expect(seals[1]).toBe(seals[0]);
});

test('a host agrees on a session over the pseudo-terminal, and is refused until it is paired', async () => {
  const link = await Link.connect(await (await board()).link(), { key: keyPairOf(new Uint8Array(32).fill(7)) });
  expect(link.hello.protocol).toBe(1);
  await expect(link.request('info', {})).rejects.toThrow('pair');
});
