// Power goes at a write of the flash chip: in the first start, while a PIN is checked, while a seal is made. The board starts
// again with nothing lost and no try gained. A sample of the writes; with --all every one.
// Needs: arm-compiler
import { beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys, firstStartKeys, now } from '../device/desk.ts';
import { all, seed } from '../seed.ts';
import { createEmuRig, type EmuRig } from '../targets/emu/emu.ts';
import { softPin } from '../targets/soft-cards.ts';
import { BoardDesk, patienceForEmulator } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator });
let desk: BoardDesk;
beforeAll(async () => {
  desk = await BoardDesk.make();
});

const tears = ['none', 'prefix', 'random', 'all'] as const;

/** Does the steps with a cut after so many writes; false if there are not so many. */
async function cut(rig: EmuRig, writes: number, steps: string[]): Promise<boolean> {
  rig.pico.flash.cutAfter(writes, tears[(writes + seed) % tears.length]!, seed + writes);
  for (const step of steps) {
    await act(rig, step);
    if (!rig.pico.on) return true;
  }
  return false;
}

/** How many writes the steps make. */
async function count(make: () => Promise<EmuRig>, steps: string[]): Promise<number> {
  const rig = await make();
  const before = rig.pico.flash.operations;
  for (const step of steps) await act(rig, step);
  return rig.pico.flash.operations - before;
}

/** Some of the numbers below `count`, evenly spread. */
const chosen = (count: number, sample: number): number[] =>
  all
    ? [...Array(count).keys()]
    : Array.from({ length: sample }, (_, i) => Math.round((i * (count - 1)) / (sample - 1)));

const verify = ['+active', `${digitKeys(softPin)} ok`];
const seal = ['1', '1 2 3 4 5 6 ok', 'ok'];

test('SE-8.7 power that goes while the PIN is checked costs one try at most and gains none', async () => {
  const make = () => desk.board();
  const writes = await count(make, verify);
  expect(writes).toBeGreaterThan(1);
  for (const write of chosen(writes, 2)) {
    const rig = await make();
    expect(await cut(rig, write, verify), `${write} of ${writes}`).toBe(true);
    await rig.power(true);
    await act(rig, 'wait 1000');
    const screen = await rig.screen();
    expect(screen, `write ${write}, seed ${seed}`).toMatch(/Tries left: [23]|interrupted/i);
    if (/interrupted/i.test(screen)) await act(rig, 'ok');
    await act(rig, `${digitKeys(softPin)} ok`);
    expect(await rig.screen(), `write ${write}, seed ${seed}`).toContain('What do you want?');
  }
});

test('power that goes while a seal is made loses nothing: the same digits give the same seal', async () => {
  const make = async () => {
    const rig = await desk.board();
    for (const step of verify) await act(rig, step);
    return rig;
  };
  const whole = await make();
  const before = whole.pico.flash.operations;
  for (const step of seal) await act(whole, step);
  const writes = whole.pico.flash.operations - before;
  const expected = /\d{3} \d{3}/.exec(await whole.screen())?.[0];
  expect(expected).toBeDefined();
  for (const write of chosen(writes, 1)) {
    const rig = await make();
    expect(await cut(rig, write, seal), `${write} of ${writes}`).toBe(true);
    await rig.power(true);
    for (const step of ['wait 1000', verify[1]!, ...seal]) await act(rig, step);
    expect(await rig.screen(), `write ${write}, seed ${seed}`).toContain(expected);
  }
});

test('power that goes while a new board makes its memory: the next start makes it', async () => {
  const make = () => createEmuRig({ timeOfDay: now, on: false });
  const begin = async (rig: EmuRig) => {
    await rig.power(true);
    await act(rig, 'wait 1000');
  };
  const counted = await make();
  await begin(counted);
  const writes = counted.pico.flash.operations;
  expect(writes).toBeGreaterThan(0);
  for (const write of chosen(writes, 3)) {
    const rig = await make();
    rig.pico.power(true);
    rig.pico.flash.cutAfter(write, 'random', seed);
    await act(rig, 'wait 1000');
    expect(rig.pico.on, `${write} of ${writes}`).toBe(false);
    for (let start = 0; start < 2; start++) await begin(rig);
    await act(rig, firstStartKeys('en')[0]!);
    expect(await rig.screen(), `write ${write}, seed ${seed}`).toContain('Choose device code');
  }
});
