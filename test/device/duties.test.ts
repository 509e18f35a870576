// Every duty key by key in three languages, on the target that SIGILLATOR_TARGET names; the screens stand side by side in
// golden/. UPDATE_GOLDEN=1 rewrites them.
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Language, languages } from '../../protocol/tables/texts.ts';
import type { Rig } from '../rig.ts';
import { chosenTarget } from '../targets/index.ts';
import { withSoftPin } from '../targets/soft-cards.ts';
import { act, firstStartKeys } from './desk.ts';
import { anyPhase, holdToGolden, screenLines } from './golden.ts';
import { oneChipScreens } from './one-chip.ts';
import { scripts } from './scripts.ts';
import { hasOneChip, newTargetDevice, possibleScripts, type TargetDesk, targetDesk } from './target-desk.ts';

const desks = new Map<Language, TargetDesk>();
const target = chosenTarget();
const oneChip = hasOneChip(target);
const { possible, leftOut } = possibleScripts(target);
if (leftOut.length > 0)
  console.log(`on "${target}" without ${leftOut.join(', ')}: no such card, or another pace there`);

const sideBySide = (screens: string[][]): string =>
  Array.from({ length: 8 }, (_, row) => `|${screens.map((screen) => screen[row]).join('|')}|`).join('\n');

/** The simulator's is the same one each time. */
const close = async (rigs: Rig[]): Promise<void> => {
  if (target !== 'sim') for (const rig of rigs) await rig.close();
};

beforeAll(async () => {
  for (const language of languages) desks.set(language, await targetDesk(language));
});

const titles: Record<string, string> = {
  seal: 'SE-3.1 SE-4.1 PK-5.8 seal: six digits in, told that it equals a signature, six digits out',
  response: 'SE-9.4c SE-4.1 response: card, PIN, six digits of the login number in, response out, leading zeros kept',
  'first pin': 'SE-8.6 first pin: a new card demands a PIN of its holder before anything else',
  'interrupted try': 'SE-8.7 interrupted try: a pulled PIN try counts as used and is said at the next insertion',
  'wrong pin': 'SE-8.7 wrong pin: tries left are told, the last one is asked for first, the right PIN still works',
  'idle time': 'PK-5.3 idle time: the PIN is asked again after two minutes without a key',
  'number stays': 'PK-5.3 number stays: the issuer seal stays until a key, the card does not',
};

for (const name of possible)
  test(titles[name] ?? `${name}: the screens are the golden ones in three languages`, async () => {
    const rigs: Rig[] = [];
    onTestFinished(() => close(rigs));
    for (const desk of desks.values()) rigs.push(await desk.begin());
    let text = '';
    for (const [i, [action, state]] of scripts[name]!.entries()) {
      const screens: string[][] = [];
      for (const rig of rigs) {
        await act(rig, oneChip ? withSoftPin(action) : action);
        screens.push(await screenLines(rig));
      }
      if (oneChip) expect(screens, `${i}: ${action}`).toEqual(languages.map((each) => oneChipScreens(name, each)[i]));
      text += `${action} -> ${state}\n${sideBySide(screens)}\n\n`;
    }
    if (!oneChip) holdToGolden(name, text, target === 'sim' ? undefined : anyPhase);
  });

test('first start: language, device code, clock and terminal key, in three languages', async () => {
  const screens = new Map<Language, string[][]>();
  for (const language of languages) {
    const rig = await newTargetDevice();
    onTestFinished(() => close([rig]));
    const shown = [await screenLines(rig)];
    for (const press of firstStartKeys(language)) {
      await act(rig, press);
      shown.push(await screenLines(rig));
    }
    screens.set(language, shown);
    if (oneChip) expect(shown).toEqual(oneChipScreens('first start', language));
  }
  const count = screens.get('en')?.length ?? 0;
  const steps = Array.from({ length: count }, (_, step) => {
    const all = languages.map((language) => screens.get(language)?.[step] as string[]);
    return `${step === 0 ? 'power' : firstStartKeys('en')[step - 1]}\n${sideBySide(all)}\n`;
  });
  if (!oneChip) holdToGolden('first start', steps.join('\n'));
});
