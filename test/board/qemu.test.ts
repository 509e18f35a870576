// The firmware on a second instruction set, a Cortex-M33 in QEMU: every duty key by key beside the simulator, with the same
// screens and seals, and a session over its pseudo-terminal.
// Needs: arm-compiler, qemu-arm
import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys } from '../device/desk.ts';
import { scripts } from '../device/scripts.ts';
import { createQemuRig, type QemuRig } from '../targets/qemu/qemu.ts';
import { BoardDesk, patienceForEmulator, softPin, withSoftPin } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });

/** The other scripts want a card of another make, or to interrupt one that works: here no time passes while a core works. */
const cards = ['+active', '+new', '+classic', '+expired'];
const possible = Object.keys(scripts).filter((name) =>
  scripts[name]!.every(([action]) => !action.startsWith('+') || cards.includes(action)),
);
console.log(
  `on "qemu" without ${Object.keys(scripts)
    .filter((name) => !possible.includes(name))
    .join(', ')}`,
);

let desk: BoardDesk;
let rig: QemuRig;
beforeAll(async () => {
  desk = await BoardDesk.make();
});
afterEach(() => rig?.close());

async function board(): Promise<QemuRig> {
  rig = await createQemuRig(desk.contents());
  await rig.waitFor('Put your card in');
  return rig;
}

test.for(possible)('SE-3.1 SE-4.1 PK-5.8 a Cortex-M33 shows what the simulator shows, key by key: %s', async (name) => {
  const sim = desk.simulator();
  await board();
  for (const [i, [action]] of scripts[name]!.entries()) {
    await act(sim, withSoftPin(action));
    await act(rig, withSoftPin(action));
    expect(await rig.screen(), `${i}: ${action}`).toBe(await sim.screen());
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
  await board();
  const link = await Link.connect(await rig.link(), { key: keyPairOf(new Uint8Array(32).fill(7)) });
  expect(link.hello.protocol).toBe(1);
  await expect(link.request('info', {})).rejects.toThrow('pair');
});
