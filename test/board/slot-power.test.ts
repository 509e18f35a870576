// The card's power goes at a write of its flash, or it is pulled out of the slot in the middle of a command: nothing is lost, no
// try is gained, and the device goes on. At the card's contacts a sample of the writes, with --all every one; at the device's
// slot some moments.
// Needs: arm-compiler
import { beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys, holderPin } from '../device/desk.ts';
import { all, seed } from '../seed.ts';
import { campaign } from '../targets/campaign.ts';
import { type HarnessChannel, requestHash, sealData, terminalChannel, verify } from '../targets/card-harness.ts';
import { CardReader } from '../targets/emu/card-reader.ts';
import type { SlotRig } from '../targets/emu/slot-rig.ts';
import { patienceForEmulator } from './desk.ts';
import { SlotDesk } from './slot-desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });
let desk: SlotDesk;
beforeAll(async () => {
  desk = await SlotDesk.make();
});

const tears = ['none', 'prefix', 'random', 'all'] as const;
type Work = (channel: HarnessChannel) => string;

const checkPin: Work = (channel) => verify(channel, holderPin).toString(16);
/** The 18 digits; the counter before them grows. */
const sealDigits = (channel: HarnessChannel, request: number): string => {
  const { sw, data } = channel.send('seal', { data: sealData(requestHash(request), '469935') });
  return sw === 0x9000 ? Buffer.from(data.subarray(7, 25)).toString() : sw.toString(16);
};

/** How many writes the work makes after `before`, and what it answers. */
async function whole(before: Work, work: Work): Promise<[number, string]> {
  const card = (await CardReader.make(desk.store('active'))).powerOn();
  const channel = terminalChannel(card);
  before(channel);
  const { operations } = card.chip.flash;
  const answer = work(channel);
  return [card.chip.flash.operations - operations, answer];
}

/** The same with a cut in the middle of the next write after so many; then the card has power again. */
async function cut(before: Work, work: Work, write: number): Promise<[CardReader, HarnessChannel]> {
  const card = (await CardReader.make(desk.store('active'))).powerOn();
  const channel = terminalChannel(card);
  before(channel);
  card.chip.flash.cutAfter(write, tears[(write + seed) % tears.length]!, seed + write);
  expect(() => work(channel), `write ${write}`).toThrow();
  expect(card.chip.on, `write ${write}`).toBe(false);
  card.powerOn();
  return [card, terminalChannel(card)];
}

test('SE-8.7 power that goes at a write of the card while the PIN is checked costs one try at most and gains none', async () => {
  const [writes, answer] = await whole(() => '', checkPin);
  expect([writes > 1, answer]).toEqual([true, '9000']);
  for (const write of campaign(writes, 4)) {
    const [, channel] = await cut(() => '', checkPin, write);
    const { triesLeft } = channel.status();
    expect([2, 3], `write ${write} of ${writes}, seed ${seed}`).toContain(triesLeft);
    expect(checkPin(channel), `write ${write} of ${writes}, seed ${seed}`).toBe('9000');
    expect(channel.status().triesLeft).toBe(3);
  }
});

test('power that goes at a write of the card while it seals loses nothing: the same request gets the same seal', async () => {
  const work: Work = (channel) => sealDigits(channel, 5);
  const [writes, expected] = await whole(checkPin, work);
  expect(expected).toMatch(/^\d{18}$/);
  expect(writes).toBeGreaterThan(0);
  for (const write of campaign(writes, 3)) {
    const [, channel] = await cut(checkPin, work, write);
    expect(channel.status().triesLeft).toBe(3);
    expect(checkPin(channel)).toBe('9000');
    expect(work(channel), `write ${write} of ${writes}, seed ${seed}`).toBe(expected);
  }
});

const verifyKeys = `${digitKeys(holderPin)} ok`;

/** The card comes back into the slot; true if the device has told the holder that a try was interrupted. */
async function comesBack(rig: SlotRig, card: string): Promise<boolean> {
  if (rig.device.card !== undefined) await act(rig, '-');
  for (let i = 0; i < 3 && !(await rig.screen()).includes('Put your card in'); i++) await act(rig, 'cancel');
  await act(rig, `+${card}`);
  const told = /interrupted/i.test(await rig.screen());
  if (told) await act(rig, 'ok');
  return told;
}

async function expectTries(rig: SlotRig, tries: RegExp, note: string): Promise<void> {
  expect(await rig.screen(), note).toMatch(tries);
  await act(rig, verifyKeys);
  expect(await rig.screen(), note).toContain('What do you want?');
}

test('SE-8.7 a card in the slot whose power goes while its PIN is checked stops nothing but itself', async () => {
  const rig = await desk.board();
  await act(rig, '+active');
  const card = rig.chip('active');
  card.flash.cutAfter(1, 'random', seed);
  await act(rig, verifyKeys);
  expect([card.on, rig.pico.on, rig.pico.restarts]).toEqual([false, true, 0]);
  await comesBack(rig, 'active');
  await expectTries(rig, /Tries left: [23]/, `seed ${seed}`);
});

/** Milliseconds after OK: bytes on the line, the count written, stretching, the answer. */
const moments = all ? Array.from({ length: 45 }, (_, i) => 20 * i) : [60 + (seed % 400)];

test.for(moments)(
  'SE-8.7 a card pulled %i ms after its PIN was sent has used a try at most, and is whole',
  async (moment) => {
    const rig = await desk.board();
    await act(rig, '+slow');
    await rig.press(verifyKeys);
    await rig.passTime(moment);
    await act(rig, '-');
    expect(await rig.screen()).not.toContain('What do you want?');
    const told = await comesBack(rig, 'slow');
    await expectTries(rig, told ? /Tries left: 2/ : /Tries left: [23]/, `${moment} ms`);
  },
);
