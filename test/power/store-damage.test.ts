// Flash contents that the store never wrote: random, uniform, crafted, rotten. And how evenly and how long it wears.
import { expect, test } from 'vitest';
import { Flash, SECTOR_BYTES } from '../../simulator/src/flash.ts';
import { Random } from '../../simulator/src/random.ts';
import { runs, seed } from '../seed.ts';
import { ABSENT, BUSY, DAMAGED, EMPTY, FAILED, FULL, MISUSE, OK, StoreRig } from '../store-rig.ts';

const SECTORS = 8;
const value = (length: number, fill: number) => new Uint8Array(length).fill(fill);

/** A store with two dozen records of three sizes, written over and over so that the log has gone round. */
function inUse(): Flash {
  const flash = new Flash(SECTORS);
  const rig = new StoreRig(flash);
  expect([rig.init(SECTORS), rig.format()]).toEqual([EMPTY, OK]);
  rig.idle();
  for (let i = 0; i < 300; i++) {
    expect(rig.save(i % 11, value([4, 60, 500][i % 3]!, i & 0x7f), i % 2)).toBe(OK);
    rig.idle();
  }
  return flash;
}

/** Every call there is; no trap, no endless loop, no access outside the flash, only known results. */
function useAll(flash: Flash): number {
  flash.strict = false;
  const rig = new StoreRig(flash);
  const status = rig.init(SECTORS, 16);
  const known = [OK, EMPTY, DAMAGED, ABSENT, BUSY, FULL, FAILED, MISUSE];
  const calls = [
    () => rig.raw.storeNextKey(-1),
    () => rig.raw.storeLength(3),
    () => Math.min(rig.raw.storeRead(3, rig.raw.heap() + 4096, 1104), 0),
    () => rig.save(3, value(300, 1), 1),
    () => rig.raw.storeBegin(),
    () => rig.raw.storeDelete(3),
    () => rig.raw.storeCommit(),
    () => Math.min(rig.raw.counterRaise(3), 0),
  ];
  for (let round = 0; round < 3; round++) {
    for (const call of calls) {
      const result = call();
      expect(result >= 0 || known.includes(result), `result ${result}`).toBe(true);
    }
    rig.idle();
  }
  return status;
}

test('any flash contents are taken without a trap, and only all ones are called empty', () => {
  const random = new Random(seed, 'arbitrary flash');
  for (let run = runs(120, 5000); run > 0; run--) {
    const flash = new Flash(SECTORS);
    for (let i = 0; i < flash.bytes.length; i++)
      flash.bytes[i] = random.next() & (run % 3 === 0 ? 0xff : random.next());
    expect(useAll(flash)).toBe(DAMAGED);
  }
  const zeros = new Flash(SECTORS);
  zeros.bytes.fill(0);
  expect(useAll(zeros)).toBe(DAMAGED);
  expect(useAll(new Flash(SECTORS))).toBe(EMPTY);
  for (const at of [24, 4096 + 8, 5000, SECTORS * SECTOR_BYTES - 1]) {
    const oneBit = new Flash(SECTORS);
    oneBit.bytes[at] = 0xfe;
    expect(useAll(oneBit)).toBe(DAMAGED);
  }
});

test('a store with bytes overwritten, sectors swapped, copied or erased is refused or read, never trapped', () => {
  const random = new Random(seed, 'crafted flash');
  const original = inUse();
  for (let run = runs(300, 20_000); run > 0; run--) {
    const flash = new Flash(SECTORS);
    flash.bytes.set(original.bytes);
    const sector = (n: number) => flash.bytes.subarray(n * SECTOR_BYTES, (n + 1) * SECTOR_BYTES);
    const [a, b] = [random.between(0, SECTORS - 1), random.between(0, SECTORS - 1)];
    const kept = sector(a).slice();
    if (run % 4 === 0) sector(a).set(sector(b));
    if (run % 4 === 1) sector(a).fill(random.between(0, 1) * 0xff);
    if (run % 4 === 2)
      for (let i = random.between(1, 40); i > 0; i--) sector(a)[random.between(0, 4095)] = random.next();
    if (run % 4 === 3) {
      sector(a).set(sector(b));
      sector(b).set(kept);
    }
    expect([OK, DAMAGED]).toContain(useAll(flash));
  }
});

test('a bit that rots is never taken for another value, and never makes a record disappear in silence', () => {
  const random = new Random(seed, 'rotten flash');
  const original = inUse();
  const whole = new StoreRig(original);
  expect(whole.init(SECTORS)).toBe(OK);
  const contents = whole.contents();
  let refused = 0;
  for (let run = runs(2000, 100_000); run > 0; run--) {
    const flash = new Flash(SECTORS);
    flash.bytes.set(original.bytes);
    const bit = random.between(0, SECTORS * SECTOR_BYTES * 8 - 1);
    flash.bytes[bit >> 3]! ^= 1 << (bit & 7);
    const rig = new StoreRig(flash);
    const status = rig.init(SECTORS);
    if (status !== OK) {
      expect(status).toBe(DAMAGED);
      refused++;
      continue;
    }
    // The one loss that cannot be told from a cut: the very last commit. It takes back one transaction, nothing else.
    let changed = 0;
    for (const [key, was] of contents) {
      const is = rig.read(key);
      if (is === DAMAGED) continue;
      if (typeof is === 'number' || Buffer.compare(is, was) !== 0) changed++;
    }
    expect(changed).toBeLessThan(2);
  }
  expect(refused).toBeGreaterThan(0);
});

/** A store of a few sectors that has never moved anything. */
function young(): Flash {
  const flash = new Flash(SECTORS);
  const rig = new StoreRig(flash);
  expect([rig.init(SECTORS), rig.format()]).toEqual([EMPTY, OK]);
  rig.idle();
  for (let count = 0; count < 200; count++) expect(rig.raw.counterWrite(1, count)).toBe(OK);
  return flash;
}

test('any bit that rots in a sector header is harmless or DAMAGED, never a shorter log', () => {
  for (const original of [inUse(), young()]) {
    const whole = new StoreRig(original);
    expect(whole.init(SECTORS)).toBe(OK);
    const contents = [...whole.contents()];
    let refused = 0;
    for (let sector = 0; sector < SECTORS; sector++)
      for (let bit = 0; bit < 32 * 8; bit++) {
        const flash = new Flash(SECTORS);
        flash.bytes.set(original.bytes);
        flash.bytes[sector * SECTOR_BYTES + (bit >> 3)]! ^= 1 << (bit & 7);
        const rig = new StoreRig(flash);
        const status = rig.init(SECTORS);
        if (status === OK) expect([...rig.contents()]).toEqual(contents);
        else expect(status).toBe(DAMAGED);
        refused += Number(status === DAMAGED);
      }
    // Magic, sequence number and CRC of each sector in the log, the newest among them; both logs have two or more.
    expect(refused).toBeGreaterThanOrEqual(2 * 12 * 8);
  }
});

test('sectors wear evenly, and as often as the formula of STORE.md says', () => {
  const flash = new Flash(16);
  const rig = new StoreRig(flash);
  expect([rig.init(16), rig.format()]).toEqual([EMPTY, OK]);
  rig.idle();
  // What a card holds: two RSA keys, a certificate in two parts, twenty small records: 2 * 720 + 2 * 1040 + 20 * 48.
  for (const key of [100, 101]) expect(rig.save(key, value(700, key))).toBe(OK);
  for (const key of [102, 103]) expect(rig.save(key, value(1024, key))).toBe(OK);
  for (let key = 0; key < 20; key++) expect(rig.save(key, value(32, key))).toBe(OK);
  expect(rig.raw.counterWrite(50, 0)).toBe(OK);
  const raises = 20_000;
  for (let i = 0; i < raises; i++) {
    if (i % 50 === 0) rig.idle();
    expect(rig.raw.counterRaise(50)).toBe(OK);
  }
  expect(Math.max(...flash.wear) - Math.min(...flash.wear)).toBeLessThan(2);
  // 84 counts of 48 bytes a sector; each round of 16 sectors moves 4512 bytes, about 1.2 sectors.
  const erases = flash.wear.reduce((sum, n) => sum + n) - 15;
  expect(erases).toBeGreaterThan(raises / 84 - 16);
  expect(erases).toBeLessThan((raises / 84) * (16 / (16 - 1.6)) + 2);
  for (const key of [100, 101]) expect(rig.read(key)).toEqual(value(700, key));
});

test('a mount reads at most 256 record headers a sector, and 80 KiB of flash for a card full of counts', () => {
  const flash = new Flash(16);
  const rig = new StoreRig(flash);
  expect([rig.init(16), rig.format()]).toEqual([EMPTY, OK]);
  rig.idle();
  while (rig.raw.counterRead(1) === ABSENT || rig.raw.storeRoom() > 64) if (rig.raw.counterWrite(1, 1) !== OK) break;
  const [reads, bytes] = [flash.reads, flash.readBytes];
  expect(new StoreRig(flash).init(16)).toBe(OK);
  process.stderr.write(`store: mount of 16 sectors, ${flash.reads - reads} reads, ${flash.readBytes - bytes} bytes\n`);
  expect(flash.reads - reads).toBeLessThan(16 * 256 * 2);
});
