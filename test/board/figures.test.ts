// Figures of the image that are the same on every machine, held to their bars: the core's own time, not the clock of this one.
// SHA-256 beside plain C is in test/timing/primitives-m0.test.ts, where the core is.
// Needs: arm-compiler
import { expect, test, vi } from 'vitest';
import { startAndFrame } from '../bench/board.bench.ts';
import { patienceForEmulator } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator });

test('the first screen, the first question and a picture come within their bars', async () => {
  const rows = await startAndFrame();
  expect(rows.map(({ id }) => id)).toEqual(['m0-boot-ms', 'm0-ready-ms', 'm0-frame-ms']);
  for (const { id, value, bar } of rows) {
    expect(value, id).toBeGreaterThan(0);
    expect(value, id).toBeLessThanOrEqual(bar!);
  }
});
