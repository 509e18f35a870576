// The store against a naive model: a dictionary, and a copy of it while a transaction is open.
import { expect, test } from 'vitest';
import { Flash } from '../../simulator/src/flash.ts';
import { EMPTY, OK, StoreRig } from '../store-rig.ts';

function fresh(sectors = 8): { flash: Flash; rig: StoreRig } {
  const flash = new Flash(sectors);
  const rig = new StoreRig(flash);
  expect(rig.init(sectors)).toBe(EMPTY);
  expect(rig.format()).toBe(OK);
  rig.idle();
  return { flash, rig };
}

const bytes = (length: number, fill: number) => Uint8Array.from({ length }, (_, i) => (fill * 31 + i * 7) & 0xff);

test('a value comes back as it was put, over a restart too', () => {
  const { flash, rig } = fresh();
  for (const length of [0, 1, 15, 16, 17, 240, 1104]) expect(rig.save(length, bytes(length, 3))).toBe(OK);
  const again = new StoreRig(flash);
  expect(again.init(8)).toBe(OK);
  expect([...again.contents()]).toEqual([0, 1, 15, 16, 17, 240, 1104].map((n) => [n, bytes(n, 3)]));
});
