// What the board does when something happens that must not: it restarts, shows the stop screen, and is whole after the next
// power-on. Faults are made by sending the core where a trap or a hang would have taken it.
// Needs: arm-compiler
import { beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys } from '../device/desk.ts';
import type { EmuRig } from '../targets/emu/emu.ts';
import { softPin } from '../targets/soft-cards.ts';
import { BoardDesk, patienceForEmulator } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator });
let desk: BoardDesk;
beforeAll(async () => {
  desk = await BoardDesk.make();
});

const symbol = (rig: EmuRig, name: string): number => {
  const address = rig.pico.image.symbols.get(name);
  if (address === undefined) throw new Error(`The image has no symbol ${name}.`);
  return address & ~1;
};

/** The device sleeps; then its core goes on at `address`. */
async function goTo(rig: EmuRig, address: number): Promise<void> {
  rig.pico.rp.core.waiting = false;
  rig.pico.rp.core.PC = address;
  await rig.waitFor('Stopped', 6_000);
  await rig.passTime(100); // the rest of the picture
}

/** After a power-on the card, its PIN and a seal work as before. */
async function expectWhole(rig: EmuRig): Promise<void> {
  await rig.power(false);
  await rig.power(true);
  await rig.waitFor('Put your card in');
  for (const step of ['+active', `${digitKeys(softPin)} ok`, '1', '1 2 3 4 5 6 ok', 'ok']) await act(rig, step);
  expect(await rig.screen()).toMatch(/\d{3} \d{3}/);
}

/** Where the running program begins. */
const PROGRAM = 0x4000;

// What is in the core's first register means something to the last one only.
const stops = [
  ['a wasm trap', 'trap_out_of_bounds', 101],
  ['a fault of the core', 'fault', 120],
  ['an erase of what is not for the firmware to change', 'flash_erase', 122],
] as const;

test.for(stops)(
  'after %s the board shows the stop screen with its number and is whole after power-on',
  async ([, name, code]) => {
    const rig = await desk.board();
    const erased = rig.pico.flash.operations;
    rig.pico.rp.core.registers[0] = PROGRAM;
    await goTo(rig, symbol(rig, name));
    expect(rig.pico.flash.operations).toBe(erased);
    expect(rig.pico.restarts).toBe(1);
    expect(await rig.screen()).toContain(String(code));
    await act(rig, '1 ok');
    expect(await rig.screen(), 'keys do nothing').toContain(String(code));
    await expectWhole(rig);
  },
);

test('a sleep without end is ended after four seconds by the watchdog', async () => {
  const rig = await desk.board();
  // `wfi; b .-2` in RAM that nothing uses, and no interrupt that could wake it
  const address = 0x20030000;
  rig.pico.rp.sram.set([0x30, 0xbf, 0xfd, 0xe7], address - 0x20000000);
  rig.pico.rp.core.enabledInterrupts = 0;
  const before = rig.pico.nanos;
  await goTo(rig, address);
  expect((rig.pico.nanos - before) / 1e9).toBeLessThan(4.5);
  expect(await rig.screen()).toContain('121');
  await expectWhole(rig);
});

test('the stop is forgotten by an ordinary restart', async () => {
  const rig = await desk.board();
  await goTo(rig, symbol(rig, 'trap_out_of_bounds'));
  await rig.power(false);
  await rig.power(true);
  await rig.waitFor('Put your card in');
  expect(rig.pico.restarts).toBe(0);
});
