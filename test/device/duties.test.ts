// Every duty key by key in three languages; the screens stand side by side in golden/. UPDATE_GOLDEN=1 rewrites them.
import type { Snapshot } from '@sigillator/simulator/machine';
import { beforeAll, test } from 'vitest';
import { type Language, languages } from '../../protocol/tables/texts.ts';
import type { SimRig } from '../targets/sim.ts';
import { act, desk, firstStartKeys, newDevice } from './desk.ts';
import { holdToGolden } from './golden.ts';
import { scripts } from './scripts.ts';

const columns = 21;
const rigs = new Map<Language, { rig: SimRig; begin: Snapshot }>();

/** The firmware's digest changes with every build; everything else on the screens is held. */
const steady = (line: string): string => (/^( [0-9a-f]{4}){4}$/.test(line) ? ' xxxx xxxx xxxx xxxx' : line);

async function screenOf(rig: SimRig): Promise<string[]> {
  const lines = (await rig.screen()).split('\n').map(steady);
  return Array.from({ length: 8 }, (_, row) => (lines[row] ?? '').padEnd(columns));
}

const sideBySide = (screens: string[][]): string =>
  Array.from({ length: 8 }, (_, row) => `|${screens.map((screen) => screen[row]).join('|')}|`).join('\n');

beforeAll(async () => {
  for (const language of languages) {
    const rig = await desk(language);
    rigs.set(language, { rig, begin: rig.machine.snapshot() });
  }
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

for (const [name, steps] of Object.entries(scripts))
  test(titles[name] ?? `${name}: the screens are the golden ones in three languages`, async () => {
    for (const { rig, begin } of rigs.values()) rig.machine.restore(begin);
    let text = '';
    for (const [action, state] of steps) {
      const screens: string[][] = [];
      for (const { rig } of rigs.values()) {
        await act(rig, action);
        screens.push(await screenOf(rig));
      }
      text += `${action} -> ${state}\n${sideBySide(screens)}\n\n`;
    }
    holdToGolden(name, text);
  });

test('first start: language, device code, clock and terminal key, in three languages', async () => {
  const screens = new Map<Language, string[][]>();
  for (const language of languages) {
    const rig = await newDevice();
    const shown = [await screenOf(rig)];
    for (const press of firstStartKeys(language)) {
      await act(rig, press);
      shown.push(await screenOf(rig));
    }
    screens.set(language, shown);
  }
  const count = screens.get('en')?.length ?? 0;
  const steps = Array.from({ length: count }, (_, step) => {
    const all = languages.map((language) => screens.get(language)?.[step] as string[]);
    return `${step === 0 ? 'power' : firstStartKeys('en')[step - 1]}\n${sideBySide(all)}\n`;
  });
  holdToGolden('first start', steps.join('\n'));
});
