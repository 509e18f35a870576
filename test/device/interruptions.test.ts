// The card pulled and the power cut at every step of every duty, the card pulled after every byte of an exchange, and the
// power cut at every write of the device's memory (campaigns run as a seeded sample, in full with SIGILLATOR_ALL=1).
import type { Flash } from '@sigillator/simulator/flash';
import type { Snapshot } from '@sigillator/simulator/machine';
import { beforeAll, expect, test } from 'vitest';
import { campaign } from '../targets/campaign.ts';
import type { SimRig } from '../targets/sim.ts';
import { act, desk, deviceCode, digitKeys, firstStartKeys, holderPin, newDevice, patience } from './desk.ts';
import { scripts } from './scripts.ts';

const pin = `${digitKeys(holderPin)} ok`;
const removed = ['Put your card in.', 'The card was taken'];
let rig: SimRig;
let begin: Snapshot;

beforeAll(async () => {
  rig = await desk();
  begin = rig.machine.snapshot();
});

const anyOf = (screen: string, texts: string[]): boolean => texts.some((text) => screen.includes(text));

/** Every place in every script where a card is in the slot. */
const places = Object.entries(scripts).flatMap(([name, steps]) =>
  steps.map((_, step) => ({ name, step, action: steps[step]?.[0] as string })),
);

test('SE-8.7 the card pulled at every step of every duty: the device says so and takes the card again', async () => {
  let pulled = 0;
  for (const { name, step } of campaign(places.length, 80).map((index) => places[index]!)) {
    rig.machine.restore(begin);
    for (const [action] of scripts[name]!.slice(0, step + 1)) await act(rig, action);
    const card = rig.machine.slot.inserted;
    if (card === undefined) continue;
    await rig.removeCard();
    await rig.passTime(100);
    expect(rig.machine.haltCode, `${name} ${step}`).toBeUndefined();
    if (!anyOf(await rig.screen(), removed)) continue; // screens of the device itself, and a number that stays
    pulled++;
    await act(rig, `+${card}`);
    expect(await rig.screen(), `${name} ${step}`).not.toContain('Put your card in.');
  }
  expect(pulled).toBeGreaterThan(20);
});

test('SE-8.7 the power cut at every step of every duty: the device starts, keeps its settings and takes a card', async () => {
  for (const { name, step } of campaign(places.length, 60).map((index) => places[index]!)) {
    if (name === 'erase') continue;
    rig.machine.restore(begin);
    for (const [action] of scripts[name]!.slice(0, step + 1)) await act(rig, action);
    if (rig.machine.slot.inserted !== undefined) await rig.removeCard();
    await act(rig, 'power');
    expect(await rig.screen(), `${name} ${step}`).toMatch(
      /Put your card in\.|Sätt i ditt kort\.|Insérez votre carte\./,
    );
    await act(rig, '+new');
    expect(await rig.screen(), `${name} ${step}`).toMatch(/3/);
  }
});

/** Presses `keys`, pulls the card after `bytes` bytes, and says what the card counts afterwards. */
async function triesAfterPull(keys: string, bytes: number): Promise<number> {
  rig.machine.restore(begin);
  await act(rig, '+active');
  rig.machine.input({ kind: 'remove-after-bytes', count: bytes });
  await act(rig, keys);
  if (rig.machine.slot.inserted !== undefined) await act(rig, '-');
  expect(rig.machine.haltCode).toBeUndefined();
  await act(rig, '+active');
  // The PIN screen, or the sentence about an interrupted try.
  return Number(/left: (\d)/.exec(await rig.screen())?.[1]);
}

test('SE-8.7 the card pulled after any byte of a PIN check leaves all tries or one fewer, never more', async () => {
  for (const bytes of campaign(220, 40)) {
    const tries = await triesAfterPull(pin, bytes + 1);
    expect([2, 3], `after ${bytes + 1} bytes`).toContain(tries);
  }
});

test('the card pulled acts within 100 ms, also while the card works', async () => {
  rig.machine.restore(begin);
  await act(rig, '+slow');
  await act(rig, `${pin}!`);
  await rig.passTime(300);
  expect(await rig.screen()).toContain('Leave');
  await rig.removeCard();
  await rig.passTime(100);
  expect(await rig.screen()).toContain('The card was taken');
});

test('cancel acts within 100 ms, and the display lives while the card works', async () => {
  rig.machine.restore(begin);
  await act(rig, '+slow');
  await act(rig, `${pin}!`);
  const pictures = new Set<string>();
  for (let i = 0; i < 8; i++) {
    await rig.passTime(100);
    pictures.add(await rig.screen());
  }
  expect(pictures.size).toBeGreaterThanOrEqual(3);
  await rig.press('cancel');
  expect(await rig.screen()).toContain('Stopped, as you');
});

test('three cards in turn: each gets its own sentence and nothing is mixed up', async () => {
  rig.machine.restore(begin);
  for (const [card, sentence] of [
    ['bank', 'not a seal'],
    ['stranger', 'not trust'],
    ['active', 'Tries left: 3'],
    ['new', 'Tries left: 3'],
    ['silent', 'does not'],
    ['active', 'Tries left: 3'],
  ] as const) {
    await act(rig, `+${card}`);
    expect(await rig.screen(), card).toContain(sentence);
    await act(rig, '-');
  }
  await act(rig, '+active');
  await act(rig, pin);
  expect(await rig.screen()).toContain('What do you want?');
});

/** Cuts the power at the n-th operation on the device's flash while `steps` run; false once they need fewer. */
async function cutAt(on: SimRig, operation: number, steps: string[]): Promise<boolean> {
  const flash = on.machine.flash as Flash;
  flash.cutAfter(operation, operation % 2 === 0 ? 'none' : 'random', operation);
  for (const step of steps) {
    if (!on.machine.on) break;
    await act(on, step);
  }
  const cut = !on.machine.on;
  if (cut) await on.power(true);
  await on.passTime(patience);
  return cut;
}

test('the power cut at every write of the first start: the device starts, new or ready', async () => {
  const fresh = await newDevice();
  const start = fresh.machine.snapshot();
  let cuts = 0;
  for (const operation of campaign(40, 14)) {
    fresh.machine.restore(start);
    if (!(await cutAt(fresh, operation, firstStartKeys('en')))) continue;
    cuts++;
    expect(fresh.machine.haltCode, `operation ${operation}`).toBeUndefined();
    expect(await fresh.screen()).toMatch(/Put your card in\.|Language Språk Langue/);
  }
  expect(cuts).toBeGreaterThan(3);
});

test('the power cut at every write of a setting: the old value or the new one', async () => {
  const steps = ['menu', '4', `${deviceCode} ok`, '2', '3 0 ok'];
  let cuts = 0;
  for (const operation of campaign(12, 12)) {
    rig.machine.restore(begin);
    if (!(await cutAt(rig, operation, steps))) continue;
    cuts++;
    for (const step of ['menu', '4']) await act(rig, step);
    if ((await rig.screen()).includes('Wait for the time')) await act(rig, 'wait 3000').then(() => act(rig, 'ok'));
    await act(rig, `${deviceCode} ok`);
    await act(rig, '2');
    expect(await rig.screen(), `operation ${operation}`).toMatch(/Now: {5}(2|30) /);
  }
  expect(cuts).toBeGreaterThan(2);
});

test('erasing everything that is cut goes on at the next start and ends at the first start', async () => {
  const steps = ['menu', '4', `${deviceCode} ok`, '7', '7'];
  let cuts = 0;
  for (const operation of campaign(70, 8)) {
    rig.machine.restore(begin);
    if (!(await cutAt(rig, operation, steps))) continue;
    cuts++;
    expect(rig.machine.haltCode, `operation ${operation}`).toBeUndefined();
    expect(await rig.screen(), `operation ${operation}`).toMatch(/Put your card in\.|Language Språk Langue/);
  }
  expect(cuts).toBeGreaterThan(2);
});
