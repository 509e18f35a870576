// One skipped instruction anywhere in VERIFY, on the card's flash image in an emulated Cortex-M0+, with a wrong PIN: the data
// key, without which no stored key opens, does not appear, and no try is free (a status word alone opens nothing). A sample of
// the instructions, one at each of some addresses; with --all every instruction of the run (some 230,000: hours).
// Needs: arm-compiler

import { Random } from '@sigillator/simulator/random';
import { beforeAll, expect, test, vi } from 'vitest';
import { all, seed } from '../seed.ts';
import { activeCard, CardHarness, holderPin } from '../targets/card-harness.ts';
import { CardReader } from '../targets/emu/card-reader.ts';
import { type Ending, FaultLab, type Run } from './fault-lab.ts';

vi.setConfig({ testTimeout: all ? 86_400_000 : 300_000 });
const wrongPin = '999999';
const SAMPLE = 400;
/** Instructions; the whole command takes fewer. */
const LIMIT = 400_000;

let store: Uint8Array;
let dataKey: Buffer;
beforeAll(async () => {
  const harness = await activeCard({ allowReader: true, stretchCount: 1 }, { separate: true, wide: false });
  harness.powerOff();
  store = harness.flash.bytes.slice();
  const lab = await ready(holderPin);
  const before = Buffer.from(lab.ram);
  expect(lab.finish(LIMIT).ending).toEqual({ kind: 'answer', sw: 0x9000, data: 0 });
  dataKey = newKey(before, lab.ram);
});

/** A lab with a fresh card, at the moment when VERIFY has come. */
async function ready(pin: string): Promise<FaultLab> {
  const card = (await CardReader.make(store)).powerOn();
  card.chip.nor.instant = true;
  const lab = new FaultLab(card);
  lab.begin(pin);
  return lab;
}

/** The data key: the one place where 32 bytes were 0 before a right PIN and are random after it. */
function newKey(before: Buffer, after: Buffer): Buffer {
  const found: Buffer[] = [];
  for (let at = 0; at + 32 <= after.length; at += 16) {
    const [old, now] = [before.subarray(at, at + 32), after.subarray(at, at + 32)];
    if (old.every((byte) => byte === 0) && now.filter((byte) => byte !== 0).length > 24) found.push(Buffer.from(now));
  }
  // Of what else changed, only the key stays in the card when power is gone and the PIN is given again.
  return found.find((key) => found.filter((other) => other.equals(key)).length === 1) ?? Buffer.alloc(0);
}

/** Tries that a card has left, as its flash says; none if it refuses its flash. */
function triesLeft(lab: FaultLab): number {
  const harness = new CardHarness();
  harness.flash.bytes.set(lab.store);
  const { sw } = harness.powerOn().plain('get-status');
  return sw === 0x9000 ? harness.status().triesLeft : 0;
}

const describe = (ending: Ending): string =>
  ending.kind === 'answer' ? `answer ${ending.sw.toString(16)}` : ending.kind;

/**
 * What a run has given to somebody who does not know the PIN; undefined if nothing. A try that was not counted is a gift if
 * the right PIN, with the same instruction skipped, would have shown itself: `withRightPin` runs that.
 */
async function granted(
  lab: FaultLab,
  { ending }: Run,
  golden: Buffer,
  withRightPin: () => Promise<string>,
): Promise<string | undefined> {
  if (lab.ram.includes(dataKey.subarray(0, 16)) || lab.ram.includes(dataKey.subarray(16))) return 'the data key';
  if (golden.equals(lab.store) || triesLeft(lab) <= 2) return undefined;
  return (await withRightPin()) === describe(ending) ? undefined : 'a try for free';
}

test('the lab sees what a right PIN grants, and a try that was not counted', async () => {
  const nothing = async (): Promise<string> => 'nothing';
  const right = await ready(holderPin);
  expect(await granted(right, right.finish(LIMIT), Buffer.alloc(0), nothing)).toBe('the data key');
  const wrong = await ready(wrongPin);
  const run = wrong.finish(LIMIT);
  const golden = wrong.store;
  expect([describe(run.ending), await granted(wrong, run, golden, nothing), triesLeft(wrong)]).toEqual([
    'answer 63c2',
    undefined,
    2,
  ]);
  wrong.setStore(store);
  expect(await granted(wrong, run, golden, nothing)).toBe('a try for free');
});

/** Instructions to skip, by their number in the run: all, or a random one at each of some addresses. */
function choose(trace: Uint32Array): number[] {
  if (all) return [...trace.keys()];
  const random = new Random(seed, 'skips');
  const places = new Map<number, number[]>();
  trace.forEach((pc, i) => {
    places.set(pc, [...(places.get(pc)?.slice(-20) ?? []), i]);
  });
  const lists = [...places.values()];
  const chosen = Array.from({ length: SAMPLE }, () => lists[random.between(0, lists.length - 1)]!);
  return [...new Set(chosen.map((list) => list[random.between(0, list.length - 1)]!))].sort((a, b) => a - b);
}

/** Ends of the run with the right PIN, with the instruction of a number skipped; the numbers must grow. */
async function rightRuns(): Promise<(strike: number) => Promise<string>> {
  let lab = await ready(holderPin);
  let at = 0;
  return async (strike) => {
    for (; at < strike; at++) lab.advance();
    const here = lab.state();
    const { ending } = lab.skip(LIMIT);
    here.restore();
    if (ending.kind !== 'answer') {
      lab = await ready(holderPin);
      at = 0;
    }
    return describe(ending);
  };
}

test('no skipped instruction in VERIFY on the real image grants anything', async () => {
  let lab = await ready(wrongPin);
  const right = await rightRuns();
  const start = lab.state();
  const trace: number[] = [];
  for (; !lab.transmits; lab.advance()) trace.push(lab.pc);
  const golden = lab.store;
  start.restore();
  const endings = new Map<string, number>();
  const grants: string[] = [];
  let at = 0;
  for (const strike of choose(Uint32Array.from(trace))) {
    for (; at < strike; at++) lab.advance();
    const here = lab.state();
    const run = lab.skip(LIMIT);
    const grant = await granted(lab, run, golden, () => right(strike));
    if (grant !== undefined) grants.push(`${grant}: instruction ${strike} at ${run.at.toString(16)}`);
    endings.set(describe(run.ending), (endings.get(describe(run.ending)) ?? 0) + 1);
    here.restore();
    // As for the right PIN: a run that went astray may have changed parts that a state does not cover.
    if (run.ending.kind !== 'answer') {
      lab = await ready(wrongPin);
      at = 0;
    }
  }
  process.stdout.write(`skips: ${[...endings].map(([what, count]) => `${count} ${what}`).join(', ')}; seed ${seed}\n`);
  expect(grants, `seed ${seed}`).toEqual([]);
  // The strikes have reached something: some changed nothing, some stopped the card.
  expect(endings.get('answer 63c2')).toBeGreaterThan(SAMPLE / 10);
  expect(endings.size).toBeGreaterThan(2);
});
