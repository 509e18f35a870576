// The figures of the card's README follow from the figures they are computed from.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCardOrder } from '../../host/src/card/card-order.ts';

const readme = readFileSync(new URL('../../firmware/card/README.md', import.meta.url), 'utf8');

/** "1.9 min" as seconds. */
function seconds(text: string): number {
  const [, value, unit] = /^([\d.]+) (s|min|h)$/.exec(text.trim())!;
  return Number(value) * { s: 1, min: 60, h: 3600 }[unit as 's' | 'min' | 'h'];
}

describe('the README of the card', () => {
  test('says how long all PINs of each length take, as the stretch count gives it', () => {
    const order = { serial: '1', issuerId: '1', holderName: '1', validFrom: '2026-01-01', validTo: '2026-01-01' };
    const { stretchCount } = parseCardOrder(JSON.stringify(order));
    const rows = [...readme.matchAll(/^\| (\d) {6}\| ([\d,]+) *\| ([^|]+)\| ([^|]+)\|$/gm)];
    expect(rows.map(([, digits]) => Number(digits))).toEqual([4, 5, 6, 7, 8]);
    for (const [, digits, pins, core, graphics] of rows) {
      const iterations = 10 ** Number(digits) * stretchCount;
      expect(Number(pins!.replaceAll(',', ''))).toBe(10 ** Number(digits));
      // Two figures are printed, so a twentieth is the largest rounding.
      expect(Math.abs(seconds(core!) / (iterations / 3.6e6) - 1)).toBeLessThan(0.05);
      expect(Math.abs(seconds(graphics!) / (iterations / 9e9) - 1)).toBeLessThan(0.12);
    }
    // Half a second on the M0+: two blocks of 7,848 cycles an iteration at 125 MHz.
    expect((stretchCount * 2 * 7848) / 125e6).toBeGreaterThanOrEqual(0.5);
  });

  test('says the same as THREATS', () => {
    const threats = readFileSync(new URL('../../THREATS.md', import.meta.url), 'utf8');
    const times = (text: string, columns: number): string[][] =>
      [...text.matchAll(/^\| ([4-8]) +\|(.+)\|$/gm)].map(([, digits, rest]) => [
        digits!,
        ...rest!
          .split('|')
          .slice(-columns)
          .map((cell) => cell.trim()),
      ]);
    expect(times(threats, 2)).toEqual(times(readme, 2));
    expect(times(threats, 2).length).toBe(5);
  });
});
