// Power that goes in the middle of any flash operation of the store, and again while it recovers.
import { expect, test } from 'vitest';
import { Stopped } from '../../simulator/src/chip.ts';
import { Flash, type FlashSnapshot, TEARS, type Tear } from '../../simulator/src/flash.ts';
import { Random } from '../../simulator/src/random.ts';
import { all, runs, seed } from '../seed.ts';
import { DAMAGED, EMPTY, FULL, OK, StoreRig } from '../store-rig.ts';

const SECTORS = 8;
const KEYS = 10;
/** At both ends of every secret value. */
const MARK = Buffer.from('a secret');
type Contents = Map<number, Uint8Array>;

/** What the flash may hold. */
interface Knowledge {
  allowed: Contents[];
}

const show = (contents: Contents) =>
  [...contents].sort(([a], [b]) => a - b).map(([key, value]) => `${key}:${Buffer.from(value).toString('hex')}`);

const same = (a: Contents, b: Contents) =>
  a.size === b.size && [...a].every(([key, value]) => b.has(key) && Buffer.compare(b.get(key)!, value) === 0);

/** Runs `work`; true if the power went. */
function cut(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof Stopped) return true;
    throw error;
  }
}

/** A new power-up: the store must hold one of the allowed states, and from then on that one. */
function powerUp(flash: Flash, knows: Knowledge): StoreRig {
  const rig = new StoreRig(flash);
  expect(rig.init(SECTORS)).toBe(OK);
  const found = rig.contents();
  const state = knows.allowed.find((candidate) => same(candidate, found));
  if (state === undefined) expect(show(found)).toEqual(knows.allowed.map(show));
  else knows.allowed = [state];
  return rig;
}

/** A transaction of one to four puts and deletes; every fourth key is secret. Leaves no idle work to the caller. */
function transact(rig: StoreRig, random: Random, knows: Knowledge): void {
  const before = knows.allowed[0]!;
  const after = new Map(before);
  const changes = Array.from({ length: random.between(1, 4) }, () => {
    const length = [4, 40, 300, 1104][random.between(0, 3)]!;
    const value = Uint8Array.from({ length }, () => random.between(1, 254));
    const key = random.between(0, KEYS - 1);
    if (isSecret(key) && length > 2 * MARK.length) {
      value.set(MARK);
      value.set(MARK, length - MARK.length);
    }
    return { key, value, gone: random.between(0, 3) === 0 };
  });
  for (const { key, value, gone } of changes)
    if (gone) after.delete(key);
    else after.set(key, value);
  while (rig.raw.storeRoom() < 6000 && rig.raw.storeIdle() === 1);
  expect(rig.raw.storeBegin()).toBe(OK);
  knows.allowed = [before, after];
  for (const { key, value, gone } of changes) {
    const result = gone ? rig.raw.storeDelete(key) : rig.put(key, value, isSecret(key) ? 1 : 0);
    if (result === FULL) {
      rig.raw.storeAbort();
      knows.allowed = [before];
      return;
    }
    expect(result).toBe(OK);
  }
  expect(rig.raw.storeCommit()).toBe(OK);
  knows.allowed = [after];
}

const isSecret = (key: number) => key % 4 === 0;

/** After all idle work: flash holds the marks of secrets that the store holds, one copy of each, and no other. */
function expectSecretsGone(flash: Flash, { allowed }: Knowledge): void {
  const memory = Buffer.from(flash.bytes.buffer);
  const held = [...allowed[0]!].filter(([key, value]) => isSecret(key) && value.length > 2 * MARK.length).length;
  let marks = 0;
  for (let at = memory.indexOf(MARK); at >= 0; at = memory.indexOf(MARK, at + 1)) marks++;
  expect(marks, 'marks of secrets in flash').toBe(2 * held);
}

/** Writes until the store is BUSY: only the reserve sector is left. */
function starve(rig: StoreRig, knows: Knowledge): void {
  const contents = new Map(knows.allowed[0]!);
  for (let count = 0; ; count++) {
    const value = new Uint8Array(40).fill(count & 0x7f);
    if (rig.save(1, value) !== OK) break;
    contents.set(1, value);
  }
  knows.allowed = [contents];
}

/** A flash with some history: moves, restarts, a store more or less full. */
function withHistory(random: Random): { from: FlashSnapshot; knows: Knowledge } {
  const flash = new Flash(SECTORS, random.next());
  let rig = new StoreRig(flash);
  expect(rig.init(SECTORS)).toBe(EMPTY);
  expect(rig.format()).toBe(OK);
  const knows: Knowledge = { allowed: [new Map()] };
  for (let i = random.between(0, 60); i > 0; i--) {
    if (random.between(0, 5) === 0) {
      flash.powerOn();
      rig = powerUp(flash, knows);
    }
    transact(rig, random, knows);
    if (random.between(0, 2) === 0) rig.idle();
  }
  if (random.between(0, 1) === 0) starve(rig, knows);
  return { from: flash.snapshot(), knows };
}

/** What is done in one life between power-ups; its operations depend on the flash and the seed alone. */
function live(flash: Flash, knows: Knowledge, lifeSeed: number): void {
  const random = new Random(lifeSeed, 'life');
  const rig = powerUp(flash, knows);
  transact(rig, random, knows);
  transact(rig, random, knows);
  rig.idle();
}

function recover(flash: Flash, knows: Knowledge): void {
  powerUp(flash, knows).idle();
}

const copy = ({ allowed }: Knowledge): Knowledge => ({ allowed: [...allowed] });

/** Cuts `work` at each operation that `choose` picks, with each of `tears`; `then` goes on from what is left. */
function cutEverywhere(
  flash: Flash,
  knows: Knowledge,
  work: (knows: Knowledge) => void,
  choose: (operations: number) => number[],
  tears: () => readonly Tear[],
  then: (knows: Knowledge, trace: string) => void,
): void {
  const from = flash.snapshot();
  const start = flash.operations;
  work(copy(knows));
  const operations = flash.operations - start;
  for (const n of choose(operations))
    for (const tear of tears()) {
      const left = copy(knows);
      flash.restore(from);
      flash.cutAfter(n, tear, seed + n);
      if (!cut(() => work(left))) throw new Error(`Operation ${n} of ${operations} did not happen again.`);
      flash.powerOn();
      then(left, `${n}/${operations} ${tear}`);
    }
}

/**
 * Tears whose effect is there at once, and all of them. Of the two that come and go (`ghost`, `fade`) a chain of cuts has at
 * most one: two on the same cells, in successive power-ups, are outside what the store promises (STORE.md).
 */
const PLAIN = TEARS.filter((tear) => tear !== 'ghost' && tear !== 'fade');
const after = (trace: string) => (/ghost|fade/.test(trace) ? PLAIN : TEARS);
const pick = (random: Random, tears: readonly Tear[]) => tears[random.between(0, tears.length - 1)]!;
/** A tear for each of many cuts in a row, with a ghost or a fade now and then. */
const tearOfLife = (random: Random, life: number) => pick(random, life % 5 === 0 ? TEARS : PLAIN);

const every = (operations: number) => Array.from({ length: operations }, (_, n) => n);

/** After the last cut: the state is one of those allowed and stays it, no secret is left, and the store works on. */
function settle(flash: Flash, knows: Knowledge, trace: string): void {
  try {
    recover(flash, knows);
    expectSecretsGone(flash, knows);
    flash.powerOn();
    recover(flash, knows);
    flash.powerOn();
    transact(powerUp(flash, knows), new Random(1, 'after'), knows);
    flash.powerOn();
    recover(flash, knows);
    expectSecretsGone(flash, knows);
  } catch (error) {
    (error as Error).message = `SIGILLATOR_SEED=${seed}, cuts ${trace}: ${(error as Error).message}`;
    throw error;
  }
}

test('a cut at any operation, and again at any operation of the recovery, leaves the old or the new state', () => {
  const random = new Random(seed, 'power store');
  // Sample: every first cut, of the second and third one operation each. In full: every second, three thirds.
  const some = (count: number) => (operations: number) =>
    operations === 0 ? [] : Array.from({ length: count }, () => random.between(0, operations - 1));
  const oneTear = (trace: string) => () => [pick(random, after(trace))];
  let cuts = 0;
  for (let run = runs(5, 100); run > 0; run--) {
    const { from, knows } = withHistory(random);
    const flash = new Flash(SECTORS);
    flash.restore(from);
    const lifeSeed = random.next();
    const first = (state: Knowledge) => live(flash, state, lifeSeed);
    const next = (state: Knowledge) => recover(flash, state);
    const settled = (state: Knowledge, trace: string) => {
      cuts++;
      const left = flash.snapshot();
      settle(flash, copy(state), trace);
      flash.restore(left);
    };
    cutEverywhere(
      flash,
      knows,
      first,
      every,
      () => TEARS,
      (state1, trace1) => {
        settled(state1, trace1);
        const tears = all ? () => after(trace1) : oneTear(trace1);
        cutEverywhere(flash, state1, next, all ? every : some(2), tears, (state2, trace2) => {
          const trace = `${trace1}, ${trace2}`;
          settled(state2, trace);
          cutEverywhere(flash, state2, next, some(all ? 3 : 1), oneTear(trace), (state3, trace3) =>
            settled(state3, `${trace}, ${trace3}`),
          );
        });
      },
    );
  }
  process.stderr.write(`store: ${cuts} power cuts, SIGILLATOR_SEED=${seed}\n`);
}, 7_200_000);

test('power that goes over and over again, in moves and erases too, loses nothing and never jams the store', () => {
  const random = new Random(seed, 'power store endurance');
  for (let run = runs(12, 400); run > 0; run--) {
    const { from, knows } = withHistory(random);
    const flash = new Flash(SECTORS);
    flash.restore(from);
    for (let life = 0; life < 200; life++) {
      flash.cutAfter(random.between(0, 14), tearOfLife(random, life), random.next());
      cut(() => live(flash, knows, random.next()));
      flash.powerOn();
    }
    settle(flash, knows, 'of 200 lives');
    const rig = powerUp(flash, knows);
    rig.idle();
    expect(rig.raw.storeRoom()).toBeGreaterThan(3 * 4032 - 1);
  }
}, 600_000);

test('a format cut anywhere leaves the old store, a damaged one that knows why, or a new one', () => {
  const random = new Random(seed, 'power format');
  for (const empty of [true, false]) {
    const flash = new Flash(SECTORS);
    const knows: Knowledge = { allowed: [new Map()] };
    if (!empty) {
      const history = withHistory(random);
      flash.restore(history.from);
      Object.assign(knows, history.knows);
      transact(powerUp(flash, knows), random, knows);
    }
    const format = (state: Knowledge) => {
      const rig = new StoreRig(flash);
      rig.init(SECTORS);
      expect(rig.format()).toBe(OK);
      state.allowed = [new Map()];
    };
    cutEverywhere(
      flash,
      knows,
      format,
      every,
      () => TEARS,
      (state, trace) => {
        const rig = new StoreRig(flash);
        const status = rig.init(SECTORS);
        // Done, but for waste that idle work erases, or not begun.
        if (status === OK) expect([show(state.allowed[0]!), []], trace).toContainEqual(show(rig.contents()));
        else if (empty) expect(status, trace).toBe(EMPTY);
        else expect([status, rig.raw.formatWasCut()], trace).toEqual([DAMAGED, 1]);
        const left = status === OK ? show(rig.contents()) : [];
        expect(status === OK || rig.format() === OK, trace).toBe(true);
        for (let again = 0; again < 3; again++) {
          flash.powerOn();
          const next = new StoreRig(flash);
          expect(next.init(SECTORS), trace).toBe(OK);
          expect(show(next.contents()), trace).toEqual(left);
        }
      },
    );
  }
}, 120_000);
