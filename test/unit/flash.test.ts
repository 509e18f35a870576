// The virtual flash itself: a test tool that is wrong would hide every fault of the store.
import { expect, test } from 'vitest';
import { Stopped } from '../../simulator/src/chip.ts';
import { Flash, SECTOR_BYTES, TEARS } from '../../simulator/src/flash.ts';

const bytesAt = (flash: Flash, address: number, length: number) => {
  const target = new Uint8Array(length);
  flash.read(address, target);
  return [...target];
};

test('a program clears bits, an erase sets those of its sector only, and each erase wears that sector', () => {
  const flash = new Flash(2);
  flash.program(SECTOR_BYTES, Uint8Array.of(0xf0));
  flash.program(SECTOR_BYTES, Uint8Array.of(0xc0));
  flash.program(0, Uint8Array.of(0x55));
  expect(bytesAt(flash, SECTOR_BYTES, 2)).toEqual([0xc0, 0xff]);
  flash.erase(1);
  expect(bytesAt(flash, SECTOR_BYTES, 1)).toEqual([0xff]);
  expect(bytesAt(flash, 0, 1)).toEqual([0x55]);
  expect([...flash.wear]).toEqual([0, 1]);
  expect(flash.operations).toBe(4);
});

test('a 1 over a 0, a program across a page, and anything outside the flash are errors', () => {
  const flash = new Flash(1);
  flash.program(0, Uint8Array.of(0x0f));
  expect(() => flash.program(0, Uint8Array.of(0x1f))).toThrow('only an erase sets bits');
  expect(() => flash.program(255, new Uint8Array(2))).toThrow('within one page');
  expect(() => flash.program(0, new Uint8Array(0))).toThrow('1 to 256');
  expect(() => flash.program(SECTOR_BYTES, new Uint8Array(1))).toThrow(RangeError);
  expect(() => flash.erase(1)).toThrow(RangeError);
  expect(() => flash.read(SECTOR_BYTES - 1, new Uint8Array(2))).toThrow(RangeError);
});

test('a cut hits the operation it was planned for, once', () => {
  const flash = new Flash(1);
  flash.cutAfter(1, 'none');
  flash.program(0, Uint8Array.of(0));
  expect(() => flash.program(1, Uint8Array.of(0))).toThrow(Stopped);
  expect(bytesAt(flash, 0, 2)).toEqual([0, 0xff]);
  flash.powerOn();
  flash.program(1, Uint8Array.of(0));
  expect(bytesAt(flash, 0, 2)).toEqual([0, 0]);
});

test('a torn program leaves alone what it was not to change, and tears differ as they are named', () => {
  const data = Uint8Array.from({ length: 256 }, (_, i) => (i % 2 === 0 ? 0x00 : 0x0f));
  const left = Object.fromEntries(
    TEARS.map((tear) => {
      const flash = new Flash(1);
      flash.cutAfter(0, tear, 5);
      expect(() => flash.program(256, data)).toThrow(Stopped);
      const bytes = bytesAt(flash, 256, 256);
      bytes.forEach((byte, i) => {
        expect(byte & data[i]!).toBe(data[i]);
      });
      expect(bytesAt(flash, 0, 256).every((byte) => byte === 0xff)).toBe(true);
      return [tear, bytes];
    }),
  );
  expect(left.none).toEqual(Array(256).fill(0xff));
  expect(left.ghost).toEqual(left.none);
  expect(left.all).toEqual([...data]);
  expect(left.fade).toEqual(left.all);
  const changed = left.prefix!.filter((byte) => byte !== 0xff).length;
  expect(left.prefix!.slice(0, changed - 1)).toEqual([...data.subarray(0, changed - 1)]);
  expect(left.random).not.toEqual(left.all);
});

test('weak bits read differently until they are programmed or erased, ghosts show at the second power-up', () => {
  const flash = new Flash(1);
  flash.cutAfter(0, 'weak', 3);
  expect(() => flash.program(0, new Uint8Array(256))).toThrow(Stopped);
  const readings = new Set(Array.from({ length: 20 }, () => bytesAt(flash, 0, 256).join()));
  expect(readings.size).toBeGreaterThan(1);
  flash.program(0, new Uint8Array(256));
  expect(bytesAt(flash, 0, 256)).toEqual(Array(256).fill(0));
  flash.erase(0);
  flash.cutAfter(0, 'ghost');
  expect(() => flash.program(0, Uint8Array.of(0x12))).toThrow(Stopped);
  flash.powerOn();
  expect(bytesAt(flash, 0, 1)).toEqual([0xff]);
  flash.powerOn();
  expect(bytesAt(flash, 0, 1)).toEqual([0x12]);
});

test('a faded program comes undone at the second power-up, but for what was programmed again', () => {
  const flash = new Flash(1);
  flash.cutAfter(0, 'fade');
  expect(() => flash.program(0, Uint8Array.of(0, 0))).toThrow(Stopped);
  flash.powerOn();
  flash.program(1, Uint8Array.of(0));
  expect(bytesAt(flash, 0, 2)).toEqual([0, 0]);
  flash.powerOn();
  expect(bytesAt(flash, 0, 2)).toEqual([0xff, 0]);
});

test('a cut erase leaves its sector in disorder and the others alone', () => {
  for (const tear of ['prefix', 'random', 'weak', 'ghost'] as const) {
    const flash = new Flash(2);
    for (let page = 0; page < 2 * SECTOR_BYTES; page += 256) flash.program(page, new Uint8Array(256));
    flash.cutAfter(0, tear, 9);
    expect(() => flash.erase(0)).toThrow(Stopped);
    expect(new Set(bytesAt(flash, 0, SECTOR_BYTES)).size).toBeGreaterThan(1);
    expect(bytesAt(flash, SECTOR_BYTES, SECTOR_BYTES).every((byte) => byte === 0)).toBe(true);
  }
});

test('a snapshot is not shared with the living flash and brings everything back', () => {
  const flash = new Flash(1);
  flash.program(0, Uint8Array.of(1));
  const snapshot = structuredClone(flash.snapshot());
  flash.erase(0);
  flash.restore(snapshot);
  expect(bytesAt(flash, 0, 1)).toEqual([1]);
  expect([...flash.wear]).toEqual([0]);
});
