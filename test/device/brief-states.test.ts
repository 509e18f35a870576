// Every key in the states that end by themselves sooner than a finger moves: a slow chip makes them last, and the contact
// of each key is closed the moment after the state has begun. keys.test.ts does it for all others.
import { type KeyName, keyNumber } from '@sigillator/simulator/keys';
import { expect, test } from 'vitest';
import { type DeviceEvent, deviceStates } from '../../protocol/tables/states.ts';
import type { SimRig } from '../targets/sim.ts';
import { act, desk, deviceCode, digitKeys, firstStartKeys, holderPin, newDevice, patience } from './desk.ts';
import { keys } from './keys.ts';

/** So slow that a contact comes to rest within one step. */
const stepUs = 30_000;
const taken = 2000;
const refused = 400;
const numberOf = (key: string): number => keyNumber(key as KeyName);
const pin = `${digitKeys(holderPin)} ok`;

/** Closes the contact of a key and lets time pass until the device has beeped; answers the tone, undefined if none came. */
function press(rig: SimRig, key: string): number | undefined {
  const { machine } = rig;
  let tone: number | undefined;
  const listen = (happened: { kind: string; hertz?: number }): void => {
    if (happened.kind === 'beep') tone ??= happened.hertz;
  };
  machine.listeners.add(listen);
  machine.keypad.onEdge(numberOf(key), true);
  machine.runUntil(machine.clock.nowUs + 100_000, () => tone !== undefined);
  machine.listeners.delete(listen);
  return tone;
}

/** Presses a key and stops as soon as the device has taken it; the finger moves away. */
function reach(rig: SimRig, key: string): void {
  expect(press(rig, key)).toBe(taken);
  rig.machine.keypad.onEdge(numberOf(key), false);
}

/** From where the device is now: which keys are taken, and that the device then goes on to one of the states. */
async function holdToTable(rig: SimRig, state: string, reachedBy?: string): Promise<void> {
  const here = rig.machine.snapshot();
  const wanted: Record<string, boolean> = {};
  const heard: Record<string, boolean> = {};
  for (const [key, event] of keys) {
    // The contact that led here has to come to rest before it counts again.
    if (key === reachedBy) rig.machine.run(8);
    const tone = press(rig, key);
    expect([taken, refused], `${state}: ${key} is answered, and nothing else beeps`).toContain(tone);
    wanted[key] = deviceStates[state]?.on[event as DeviceEvent] !== undefined;
    heard[key] = tone === taken;
    await rig.passTime(patience);
    expect(rig.machine.haltCode, `${state}: ${key}`).toBeUndefined();
    rig.machine.restore(here);
  }
  expect(heard).toEqual(wanted);
}

const inside = ['+active', pin];
const settings = ['menu', '4'];
const cases: [state: string, shown: string, steps: string[], last: string][] = [
  ['CardOpening', 'Card\n\nPlease wait.', [], '+active'],
  ['PinChanging', 'New PIN\n\nPlease wait.', [...inside, '3', pin, '9 8 7 6 ok', '9 8 7 6'], 'ok'],
  ['SealWaiting', 'Document seal\n\nPlease wait.', [...inside, '1', '1 2 3 4 5 6 ok'], 'ok'],
  ['ResponseWaiting', 'Login number\n\nPlease wait.', [...inside, '2', '1 2 3 4 5 6 ok'], 'ok'],
  ['CodeChecking', 'Settings\n\nPlease wait.', [...settings, deviceCode], 'ok'],
  ['SelfTest', 'test', ['menu'], '2'],
  ['Erasing', 'Erasing.', [...settings, `${deviceCode} ok`, '7'], '7'],
];

test.each(cases)('%s: only the keys of its table are taken', async (state, shown, steps, last) => {
  const rig = await desk('en', { stepUs });
  for (const step of steps) await act(rig, step);
  if (last.startsWith('+')) await rig.insertCard(last.slice(1));
  else {
    // A card that thinks and thinks: the state lasts as long as the device has patience.
    for (const card of rig.machine.slot.cards.values()) card.step = () => true;
    reach(rig, last);
  }
  expect(await rig.screen()).toContain(shown);
  await holdToTable(rig, state, last);
});

test('Start: no key is taken, and none disturbs the self test', async () => {
  const rig = await newDevice({ stepUs, on: false });
  rig.machine.input({ kind: 'power', on: true });
  await holdToTable(rig, 'Start');
});

test('CodeStoring: no key is taken', async () => {
  const rig = await newDevice({ stepUs });
  const [language, code] = firstStartKeys('en') as [string, string];
  for (const step of [language, code, deviceCode]) await act(rig, step);
  reach(rig, 'ok');
  await holdToTable(rig, 'CodeStoring', 'ok');
});

test('Stopped: no key does anything, the number stays', async () => {
  const rig = await newDevice({ on: false });
  rig.machine.entropy.fill = (target: Uint8Array) => target.fill(7).length;
  await rig.power(true).catch(() => undefined);
  await rig.passTime(patience);
  const before = await rig.screen();
  for (const [key] of keys) expect(press(rig, key), key).toBeUndefined();
  expect(await rig.screen()).toBe(before);
});
