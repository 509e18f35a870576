// The board's flash image goes through duties of the device key by key, beside the simulator: screens and seals are the same.
// Needs: arm-compiler
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys, firstStartKeys, now } from '../device/desk.ts';
import { scripts } from '../device/scripts.ts';
import { all } from '../seed.ts';
import { createEmuRig } from '../targets/emu/emu.ts';
import { softPin, withSoftPin } from '../targets/soft-cards.ts';
import { BoardDesk, patienceForEmulator } from './desk.ts';

/** Every script that gets by with the soft card `active`; without --all those that differ most from each other. */
const possible = Object.keys(scripts).filter((name) =>
  scripts[name]!.every(([action]) => !action.startsWith('+') || action === '+active'),
);
const sample = ['seal', 'response', 'change pin', 'card information', 'clock'];
const chosen = all ? possible.filter((name) => name !== 'version') : sample;

vi.setConfig({ testTimeout: patienceForEmulator });
let desk: BoardDesk;
beforeAll(async () => {
  desk = await BoardDesk.make();
});

test.for(chosen)('SE-3.1 SE-4.1 PK-5.8 the board shows what the simulator shows, key by key: %s', async (name) => {
  const { sim, emu } = await desk.twins();
  for (const [i, [action]] of scripts[name]!.entries()) {
    await act(sim, withSoftPin(action));
    await act(emu, withSoftPin(action));
    expect(await emu.screen(), `${i}: ${action}`).toBe(await sim.screen());
  }
});

test('SE-3.1 two seals on the board are those of the simulator, digit by digit', async () => {
  const { sim, emu } = await desk.twins();
  for (const rig of [sim, emu]) for (const step of ['+active', `${digitKeys(softPin)} ok`]) await act(rig, step);
  for (const digits of ['000000', '924617']) {
    const seals: string[] = [];
    for (const rig of [sim, emu]) {
      for (const keys of ['1', `${digitKeys(digits)} ok`, 'ok']) await act(rig, keys);
      seals.push(/\d{3} \d{3}/.exec(await rig.screen())?.[0] ?? 'none');
      await act(rig, 'ok');
    }
    expect(seals[0]).toMatch(/^\d/);
    expect(seals[1]).toBe(seals[0]);
  }
});

test('a new board goes through its first start with the golden screens, and says that its card is no separate one', async () => {
  const rig = await createEmuRig({ timeOfDay: now });
  const golden = firstStartScreens();
  await rig.passTime(1_000);
  expect(await rig.screen()).toBe(golden[0]);
  const keys = firstStartKeys('en');
  for (const [i, press] of keys.entries()) {
    await act(rig, press);
    if (i < keys.length - 1) expect(await rig.screen(), press).toBe(golden[i + 1]);
  }
  expect(await rig.screen()).toContain('NO SEPARATE CARD');
});

/** The English screens of the device's golden file. */
function firstStartScreens(): string[] {
  const text = readFileSync(new URL('../device/golden/first-start.txt', import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const english = rows.map((line) => line.split('|')[1]!.trimEnd());
  return Array.from({ length: english.length / 8 }, (_, i) => english.slice(i * 8, i * 8 + 8).join('\n'));
}
