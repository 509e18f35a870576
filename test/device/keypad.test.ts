// The keypad: bounce, key repeat, two fingers, caret and backspace, and what the display sends.
import type { MachineEvent } from '@sigillator/simulator/input';
import { beforeEach, expect, test } from 'vitest';
import type { SimRig } from '../targets/sim.ts';
import { act, newDevice } from './desk.ts';

let rig: SimRig;

beforeEach(async () => {
  rig = await newDevice();
  await act(rig, 'ok');
});

const typed = async (): Promise<number> => [...(await rig.screen())].filter((character) => character === '●').length;

test('a contact that bounces counts once, with every seed of the bounce', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const bouncing = await newDevice({ seed });
    await act(bouncing, 'ok');
    await bouncing.press('1 1 2 2 3 3');
    expect([...(await bouncing.screen())].filter((character) => character === '●').length, `seed ${seed}`).toBe(6);
  }
});

/** Edges of a contact as they come from the board, with the milliseconds before each. */
async function edges(key: number, ...list: [afterMs: number, down: boolean][]): Promise<void> {
  for (const [afterMs, down] of list) {
    await rig.passTime(afterMs);
    rig.machine.keypad.onEdge(key, down);
  }
}

test('a spike on the line is no press, however often it comes', async () => {
  for (let spike = 0; spike < 50; spike++) await edges(5, [30, true], [1 + (spike % 6), false]);
  await rig.passTime(100);
  expect(await typed()).toBe(0);
});

test('a spike while a key is down ends no press and begins none', async () => {
  await edges(5, [0, true], [50, false], [3, true], [50, false]);
  await rig.passTime(100);
  expect(await typed()).toBe(1);
});

test('a worn contact counts once, however long it bounces', async () => {
  await edges(5, [0, true], ...Array.from({ length: 31 }, (_, i): [number, boolean] => [1 + (i % 5), i % 2 === 1]));
  await edges(5, [5, true], [60, false], [4, true], [4, false]);
  await rig.passTime(100);
  expect(await typed()).toBe(1);
});

test('a contact that never comes to rest does not keep the other keys from working', async () => {
  for (let i = 0; i < 40; i++) {
    await edges(5, [3, i % 2 === 0]);
    if (i === 5) await edges(7, [0, true]);
    if (i === 25) await edges(7, [0, false]);
  }
  expect(await typed()).toBe(1);
});

test('a press is taken within 20 ms of its last bounce', async () => {
  await edges(5, [0, true]);
  await rig.passTime(20);
  expect(await typed()).toBe(1);
});

test('a key held down counts once: there is no key repeat', async () => {
  rig.machine.input({ kind: 'hold', key: '5' });
  await rig.passTime(10_000);
  rig.machine.input({ kind: 'release', key: '5' });
  await rig.passTime(100);
  expect(await typed()).toBe(1);
});

test('two keys that overlap both count, in order', async () => {
  rig.machine.input({ kind: 'hold', key: '5' });
  await rig.passTime(40);
  rig.machine.input({ kind: 'hold', key: '6' });
  await rig.passTime(40);
  rig.machine.input({ kind: 'release', key: '5' });
  await rig.passTime(40);
  rig.machine.input({ kind: 'release', key: '6' });
  await rig.passTime(40);
  expect(await typed()).toBe(2);
});

test('the caret shows the next place, back takes one digit, and no digit goes beyond the last place', async () => {
  await rig.press('1 2 3');
  expect(await rig.screen()).toContain('● ● ● █  _ _ _ _');
  await rig.press('back');
  expect(await rig.screen()).toContain('● ● █ _  _ _ _ _');
  await rig.press('back back back back');
  expect(await rig.screen()).toContain('█ _ _ _  _ _ _ _');
  await rig.press('1 2 3 4 5 6 7 8 9 0');
  expect(await rig.screen()).toContain('● ● ● ●  ● ● ● ●');
});

test('only pages that changed are sent to the display', async () => {
  const calls: number[] = [];
  const { display } = rig.machine;
  const show = display.show.bind(display);
  display.show = (bytes, firstPage) => {
    calls.push(firstPage, bytes.length / 128);
    show(bytes, firstPage);
  };
  await rig.press('1');
  expect(calls).toEqual([5, 1]);
});

test('a refused key beeps low, a taken one high', async () => {
  const tones: number[] = [];
  rig.machine.listeners.add((event: MachineEvent) => {
    if (event.kind === 'beep') tones.push(event.hertz);
  });
  await rig.press('1 menu');
  expect(tones).toEqual([2000, 400]);
});

test('a date that does not exist is refused, every real one is taken', async () => {
  await act(rig, '1 2 3 4 5 6 ok');
  await act(rig, '1 2 3 4 5 6 ok');
  const here = rig.machine.snapshot();
  const cases: [string, boolean][] = [
    ['202602290000', false],
    ['202402292359', true],
    ['202613010000', false],
    ['202600010000', false],
    ['202604310000', false],
    ['202612312360', false],
    ['202612312400', false],
    ['199912312359', false],
    ['209912312359', true],
    ['200001010000', true],
  ];
  for (const [digits, exists] of cases) {
    rig.machine.restore(here);
    await act(rig, `${[...digits].join(' ')} ok`);
    const screen = await rig.screen();
    expect(screen.includes('Set the clock?'), digits).toBe(exists);
    if (!exists) continue;
    const shown = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)} ${digits.slice(8, 10)}:${digits.slice(10)}`;
    expect(screen).toContain(shown);
    await act(rig, 'ok');
    // JavaScript's own calendar says what the clock must hold; some seconds have passed since.
    const wanted = Date.parse(`${shown.replace(' ', 'T')}:00Z`) / 1000;
    expect(rig.machine.rtc.read() - wanted).toBeGreaterThanOrEqual(0);
    expect(rig.machine.rtc.read() - wanted).toBeLessThan(10);
  }
});
