// The store's counters when power goes in the middle of a raise.
import { expect, test } from 'vitest';
import { Stopped } from '../../simulator/src/chip.ts';
import { Flash, TEARS } from '../../simulator/src/flash.ts';
import { Random } from '../../simulator/src/random.ts';
import { runs, seed } from '../seed.ts';
import { EMPTY, OK, StoreRig } from '../store-rig.ts';

const SECTORS = 8;
/** A cut that comes and goes now and then, not twice in a row (STORE.md). */
const PLAIN = TEARS.filter((tear) => tear !== 'ghost' && tear !== 'fade');

test('a counter cut in a raise is the old count or the new one, and never less after it was read', () => {
  const random = new Random(seed, 'power counter');
  const flash = new Flash(SECTORS);
  let rig = new StoreRig(flash);
  expect([rig.init(SECTORS), rig.format()]).toEqual([EMPTY, OK]);
  rig.idle();
  expect(rig.raw.counterWrite(7, 0)).toBe(OK);
  let count = 0;
  for (let life = runs(600, 20_000); life > 0; life--) {
    const tears = life % 5 === 0 ? TEARS : PLAIN;
    flash.cutAfter(random.between(0, 7), tears[random.between(0, tears.length - 1)]!, random.next());
    let raised = false;
    try {
      rig = new StoreRig(flash);
      expect(rig.init(SECTORS)).toBe(OK);
      while (rig.raw.storeRoom() < 256) if (rig.raw.storeIdle() === 0) break;
      raised = rig.raw.counterRaise(7) === OK;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
    flash.powerOn();
    rig = new StoreRig(flash);
    expect(rig.init(SECTORS)).toBe(OK);
    const read = rig.raw.counterRead(7);
    expect(raised ? [count + 1] : [count, count + 1]).toContain(read);
    count = read;
  }
  expect(count).toBeGreaterThan(0);
});
