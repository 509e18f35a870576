// The board's two images, device and card, wired together, against the golden screens of the device suite. One duty and one
// language; with --all every duty in all three, as with SIGILLATOR_TARGET=emu.
// Needs: arm-compiler
import { beforeAll, expect, test, vi } from 'vitest';
import { type Language, languages } from '../../protocol/tables/texts.ts';
import { act } from '../device/desk.ts';
import { anyPhase, screenLines } from '../device/golden.ts';
import { goldenScreens } from '../device/golden-screens.ts';
import { scripts } from '../device/scripts.ts';
import { possibleScripts, type TargetDesk, targetDesk } from '../device/target-desk.ts';
import { all } from '../seed.ts';
import { patienceForEmulator } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });
const chosen = all ? possibleScripts('emu').possible : ['seal'];
const spoken = all ? languages : (['fr'] as const);
const desks = new Map<Language, TargetDesk>();
beforeAll(async () => {
  for (const language of spoken) desks.set(language, await targetDesk(language, 'emu'));
});

test.for(spoken.flatMap((language) => chosen.map((name) => [name, language] as const)))(
  'SE-3.1 SE-4.1 PK-5.8 the board with its card shows the golden screens, key by key: %s, in "%s"',
  async ([name, language]) => {
    const rig = await desks.get(language)!.begin();
    const golden = goldenScreens(name, languages.indexOf(language));
    for (const [i, [action, state]] of scripts[name]!.entries()) {
      await act(rig, action);
      const expected = golden[i]!;
      expect(`${action} -> ${state}`).toBe(expected.step);
      expect((await screenLines(rig)).map(anyPhase), `${i}: ${action}`).toEqual(expected.screen.map(anyPhase));
    }
  },
);
