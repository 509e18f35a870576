// Keys of the board that are down at the same time: its keypad has no diodes.
// Needs: arm-compiler
import { expect, test, vi } from 'vitest';
import { BoardDesk, patienceForEmulator } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator });

test('three keys at corners of a rectangle do not press the one at the fourth; released, it can be pressed', async () => {
  const rig = await (await BoardDesk.make()).board();
  const { keypad } = rig.pico;
  // ▲ and ≡ are in one column, 3 and 9 in another, in the same two rows.
  for (const key of ['3', 'up', '9'] as const) {
    keypad.contact(key, true);
    await rig.passTime(100);
  }
  expect(await rig.screen()).toContain('Put your card in');
  for (const key of ['9', 'up', '3'] as const) {
    keypad.contact(key, false);
    await rig.passTime(100);
  }
  expect(await rig.screen()).toContain('Put your card in');
  await rig.press('menu');
  expect(await rig.screen()).not.toContain('Put your card in');
  await rig.close();
});
