// The store against a naive model: a dictionary, and a copy of it while a transaction is open.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Flash } from '../../simulator/src/flash.ts';
import { seeded } from '../seed.ts';
import { ABSENT, BUSY, EMPTY, FULL, MISUSE, OK, StoreRig } from '../store-rig.ts';

const SECTORS = 8;
const ENTRIES = 12;

/** What the store promises, in the plainest form. */
class Model {
  committed = new Map<number, Uint8Array>();
  open: Map<number, Uint8Array> | undefined;

  begin(): number {
    if (this.open !== undefined) return MISUSE;
    this.open = new Map(this.committed);
    return OK;
  }

  put(key: number, value: Uint8Array): number {
    if (this.open === undefined || value.length > 1104) return MISUSE;
    this.open.set(key, value);
    return OK;
  }

  delete(key: number): number {
    if (this.open === undefined) return MISUSE;
    this.open.delete(key);
    return OK;
  }

  commit(): number {
    if (this.open === undefined) return MISUSE;
    this.committed = this.open;
    this.open = undefined;
    return OK;
  }

  abort(): void {
    this.open = undefined;
  }
}

type Step =
  | { do: 'begin' | 'commit' | 'abort' | 'idle' | 'restart' }
  | { do: 'put'; key: number; length: number; fill: number; secret: number }
  | { do: 'delete'; key: number };

const key = fc.integer({ min: 0, max: 15 });
const plain = (name: 'begin' | 'commit' | 'abort' | 'idle' | 'restart', weight: number) => ({
  weight,
  arbitrary: fc.constant<Step>({ do: name }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  plain('begin', 6),
  plain('commit', 6),
  plain('abort', 1),
  plain('idle', 3),
  plain('restart', 1),
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      key,
      length: fc.oneof(fc.constantFrom(0, 1, 15, 16, 17, 223, 224, 225, 239, 240, 241, 1103, 1104, 1105), fc.nat(1104)),
      fill: fc.nat(255),
      secret: fc.nat(1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
);

const bytesOf = (length: number, fill: number) => Uint8Array.from({ length }, (_, i) => (fill + 7 * i) & 0xff);

class Pair {
  readonly flash = new Flash(SECTORS);
  readonly model = new Model();
  rig = new StoreRig(this.flash);

  constructor() {
    expect(this.rig.init(SECTORS, ENTRIES)).toBe(EMPTY);
    expect(this.rig.format()).toBe(OK);
    this.rig.idle();
  }

  /** One step in both. BUSY and FULL are the store's own limits: the model then does nothing. */
  run(step: Step): void {
    const { model, rig } = this;
    const refused = (result: number) => result === BUSY || result === FULL;
    switch (step.do) {
      case 'begin': {
        const result = rig.raw.storeBegin();
        if (!refused(result)) expect(result).toBe(model.begin());
        break;
      }
      case 'put': {
        const value = bytesOf(step.length, step.fill);
        const result = rig.put(step.key, value, step.secret);
        if (!refused(result)) expect(result).toBe(model.put(step.key, value));
        break;
      }
      case 'delete': {
        const result = rig.raw.storeDelete(step.key);
        if (!refused(result)) expect(result).toBe(model.delete(step.key));
        break;
      }
      case 'commit':
        expect(rig.raw.storeCommit()).toBe(model.commit());
        break;
      case 'abort':
        rig.raw.storeAbort();
        model.abort();
        break;
      case 'idle':
        rig.raw.storeIdle();
        break;
      case 'restart':
        this.flash.powerOn();
        this.rig = new StoreRig(this.flash);
        expect(this.rig.init(SECTORS, ENTRIES)).toBe(OK);
        model.abort();
        break;
    }
    const inOrder = [...model.committed].sort(([a], [b]) => a - b);
    expect([...this.rig.contents()]).toEqual(inOrder);
  }
}

test('random sequences of operations give what a dictionary gives, also after restarts', () => {
  const property = fc.property(fc.array(step, { minLength: 40, maxLength: 160 }), (steps) => {
    const pair = new Pair();
    for (const each of steps) pair.run(each);
  });
  fc.assert(property, seeded(40, 5000));
}, 1_200_000);

test('every length from nothing to the longest comes back after a restart; one more is refused', () => {
  const flash = new Flash(SECTORS);
  const rig = new StoreRig(flash);
  expect([rig.init(SECTORS), rig.format()]).toEqual([EMPTY, OK]);
  for (let length = 0; length <= 1104; length++) {
    rig.idle();
    const value = bytesOf(length, length);
    expect(rig.save(1, value)).toBe(OK);
    expect(rig.read(1)).toEqual(value);
  }
  expect(rig.save(1, new Uint8Array(1105))).toBe(MISUSE);
  const again = new StoreRig(flash);
  expect(again.init(SECTORS)).toBe(OK);
  expect(again.read(1)).toEqual(bytesOf(1104, 1104));
});

const filled = (fill: number) => new Uint8Array(700).fill(fill);

test('a superseded or deleted secret is zeros in flash when the commit returns, a value that is no secret stays', () => {
  const flash = new Flash(SECTORS);
  const rig = new StoreRig(flash);
  expect([rig.init(SECTORS), rig.format()]).toEqual([EMPTY, OK]);
  rig.idle();
  const inFlash = (value: Uint8Array) => Buffer.from(flash.bytes.buffer).includes(Buffer.from(value));
  expect([rig.save(1, filled(1), 1), rig.save(2, filled(2), 0)]).toEqual([OK, OK]);
  expect([rig.save(1, filled(3), 1), rig.save(2, filled(4), 0)]).toEqual([OK, OK]);
  for (const [fill, left] of [
    [1, false],
    [2, true],
    [3, true],
    [4, true],
  ] as const)
    expect(inFlash(filled(fill).subarray(0, 64)), `value ${fill}`).toBe(left);
  rig.raw.storeBegin();
  expect([rig.raw.storeDelete(1), rig.raw.storeCommit(), inFlash(filled(3).subarray(0, 64))]).toEqual([OK, OK, false]);
});

test('without idle work writing ends in BUSY with nothing lost, and goes on after it', () => {
  const flash = new Flash(SECTORS);
  const rig = new StoreRig(flash);
  expect([rig.init(SECTORS), rig.format()]).toEqual([EMPTY, OK]);
  expect(rig.raw.counterWrite(1, 0)).toBe(BUSY);
  rig.idle();
  expect(rig.raw.counterWrite(1, 0)).toBe(OK);
  const erases = flash.wear.reduce((sum, n) => sum + n);
  let raises = 0;
  while (rig.raw.counterRaise(1) === OK) raises++;
  // A count takes 48 bytes and ends by 4064. Sector 0 begins at 272 (restart page and mark): 79. Six more begin at 32: 84
  // each. The eighth is the reserve. One of the 583 was the first write.
  expect(raises).toBe(582);
  expect(flash.wear.reduce((sum, n) => sum + n)).toBe(erases);
  expect(rig.raw.counterRaise(1)).toBe(BUSY);
  expect(rig.raw.counterRead(1)).toBe(raises);
  rig.idle();
  expect(rig.raw.counterRaise(1)).toBe(OK);
  expect(rig.raw.counterRead(1)).toBe(raises + 1);
});

test('a full store refuses what is new with FULL, still replaces, and takes new records after a deletion', () => {
  const flash = new Flash(SECTORS);
  const rig = new StoreRig(flash);
  expect([rig.init(SECTORS, 4), rig.format()]).toEqual([EMPTY, OK]);
  rig.idle();
  for (const key of [1, 2, 3, 4]) expect(rig.save(key, bytesOf(10, key))).toBe(OK);
  expect(rig.save(5, bytesOf(10, 5))).toBe(FULL);
  expect(rig.save(4, bytesOf(10, 6))).toBe(OK);
  rig.raw.storeBegin();
  expect([rig.raw.storeDelete(4), rig.raw.storeCommit()]).toEqual([OK, OK]);
  expect(rig.save(5, bytesOf(10, 5))).toBe(OK);
  // Capacity of 8 sectors is (8 - 4 - 2) * 2912 = 5824 bytes: five records of 1120 bytes do not fit beside four of 32.
  for (const key of [1, 2, 3, 5]) expect(rig.save(key, bytesOf(1104, key))).toBe(OK);
  rig.idle();
  expect(rig.read(5)).toEqual(bytesOf(1104, 5));
});

test('absent, misplaced and malformed calls are refused by name and change nothing', () => {
  const flash = new Flash(SECTORS);
  const rig = new StoreRig(flash);
  const { raw } = rig;
  expect([rig.init(7), rig.init(257), raw.storeInit(0, 8, raw.heap() + 1, 4)]).toEqual([MISUSE, MISUSE, MISUSE]);
  expect([raw.storeFormatStep(), raw.storeBegin(), raw.storeIdle(), raw.storeRoom()]).toEqual([MISUSE, MISUSE, 0, 0]);
  expect([rig.init(SECTORS), raw.storeBegin(), rig.read(1)]).toEqual([EMPTY, EMPTY, EMPTY]);
  expect(rig.format()).toBe(OK);
  rig.idle();
  expect([rig.put(1, bytesOf(1, 1)), raw.storeDelete(1), raw.storeCommit()]).toEqual([MISUSE, MISUSE, MISUSE]);
  expect([rig.read(1), rig.read(65536), raw.storeNextKey(-1), raw.counterRaise(1)]).toEqual(Array(4).fill(ABSENT));
  expect(raw.storeBegin()).toBe(OK);
  expect([raw.storeBegin(), rig.put(65536, bytesOf(1, 1)), rig.put(1, bytesOf(1, 1), 2)]).toEqual(
    Array(3).fill(MISUSE),
  );
  expect(raw.storeCommit()).toBe(OK);
  expect(rig.contents().size).toBe(0);
  expect([raw.counterWrite(1, -1), raw.counterWrite(1, 0x7fffffff), raw.counterRaise(1)]).toEqual([MISUSE, OK, FULL]);
});
