// The whole menu as text, in three languages, read from the screens by pressing every digit of every menu.
import { test } from 'vitest';
import { languages } from '../../protocol/tables/texts.ts';
import type { SimRig } from '../targets/sim.ts';
import { act, desk, deviceCode, digitKeys, holderPin } from './desk.ts';
import { holdToGolden } from './golden.ts';

/** Words of the menu lines, without mark or digit. */
const items = (screen: string): string[] =>
  screen
    .split('\n')
    .slice(1, 7)
    .flatMap((line) => /^[►\d] (.+)$/.exec(line)?.[1] ?? []);

async function tree(rig: SimRig, depth: number): Promise<string[]> {
  const here = rig.machine.snapshot();
  const screen = await rig.screen();
  const lines: string[] = [];
  const first = items(screen);
  for (let digit = 1; digit <= 9; digit++) {
    rig.machine.restore(here);
    await act(rig, `${digit}`);
    let next = await rig.screen();
    if (next === screen) break;
    lines.push(`${'  '.repeat(depth)}${digit} ${first[digit - 1] ?? '…'} > ${next.split('\n')[0]?.trim()}`);
    if (/^ {2}█ _ _/m.test(next) && (await enterCode(rig))) next = await rig.screen();
    const isMenu = items(next).length > 3 && next !== screen && depth < 3;
    if (isMenu) lines.push(...(await tree(rig, depth + 1)));
  }
  rig.machine.restore(here);
  return lines;
}

/** Opens the settings where their code is asked for; true if that led to a menu. */
async function enterCode(rig: SimRig): Promise<boolean> {
  const here = rig.machine.snapshot();
  await act(rig, `${deviceCode} ok`);
  if (items(await rig.screen()).length > 3) return true;
  rig.machine.restore(here);
  return false;
}

test('the menu tree is the golden one in three languages', async () => {
  const trees: string[] = [];
  for (const language of languages) {
    const rig = await desk(language);
    await act(rig, '+active');
    await act(rig, `${digitKeys(holderPin)} ok`);
    trees.push([language, ...(await tree(rig, 1))].join('\n'));
  }
  holdToGolden('menu tree', `${trees.join('\n\n')}\n`);
});
