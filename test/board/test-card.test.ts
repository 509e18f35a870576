// A test card's file for real boards, dragged onto the emulated board: one duty with the card, step by step as the guide of a
// person with a board says it (hardware/by-hand.ts).
// Needs: arm-compiler
import { flashMap } from '@sigillator/protocol/tables/flash';
import { expect, test, vi } from 'vitest';
import { act } from '../device/desk.ts';
import { screenLines } from '../device/golden.ts';
import { handDuty } from '../hardware/duties.ts';
import { testCardUf2 } from '../hardware/test-card.ts';
import { dragOnto } from '../hardware/uf2-drive.ts';
import { createEmuRig } from '../targets/emu/emu.ts';
import { BoardDesk, patienceForEmulator } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator });

test('SE-3.1 a board onto which a test card was dragged shows the golden screens of a duty with it', async () => {
  const rig = await createEmuRig({ ...(await BoardDesk.make()).contents(), on: false });
  const before = rig.pico.flash.bytes.slice();
  dragOnto(rig.pico.flash.bytes, await testCardUf2('classic'));
  // The program and what the device keeps are as they were.
  const { bytes } = rig.pico.flash;
  expect(Buffer.compare(bytes.subarray(0, flashMap.card), before.subarray(0, flashMap.card))).toBe(0);
  expect(Buffer.compare(bytes.subarray(flashMap.device), before.subarray(flashMap.device))).toBe(0);
  await rig.power(true);
  await rig.waitFor('Put your card in');
  for (const { todo, actions, screen } of handDuty('classic card', 'soft', 'en').steps) {
    for (const action of actions)
      if (action.startsWith('+')) {
        rig.pico.contact(true);
        await rig.waitFor(screen[0]!.trim());
        await rig.passTime(100); // the rest of the picture
      } else await act(rig, action);
    expect(await screenLines(rig), todo).toEqual(screen);
  }
});
