// Every script of the device suite on the front panel in headless Chromium, by the keyboard, cards dragged: after each step
// the page tells a screen reader what the device shows. The simulator serves the page and owns the time, so that minutes
// of waiting take none; duty after duty in another language. panel.test.ts clicks, and runs the device in the page itself.
// Needs: chromium.
import { Desk } from '@sigillator/simulator/desk';
import { type SimulatorServer, serveHttp } from '@sigillator/simulator/http';
import type { Snapshot } from '@sigillator/simulator/machine';
import { buildPanel } from '@sigillator/simulator/panel/build';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { languages } from '../../protocol/tables/texts.ts';
import { desk as deviceDesk, patience } from '../device/desk.ts';
import { scripts } from '../device/scripts.ts';
import type { SimRig } from '../targets/sim.ts';
import { type Browser, openBrowser } from './browser.ts';
import { PageRig } from './page-rig.ts';

let browser: Browser;
interface Served {
  rig: SimRig;
  begin: Snapshot;
  server: SimulatorServer;
  page: PageRig;
}
const served: Served[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  await buildPanel();
  for (const language of languages) {
    const rig = await deviceDesk(language);
    const labels = [...rig.machine.slot.cards.keys()].map((name) => ({ name, holder: `Holder of ${name}` }));
    const server = await serveHttp(new Desk(rig.driver, labels));
    const page = new PageRig(await browser.context.newPage());
    await page.page.goto(server.url);
    served.push({ rig, begin: rig.machine.snapshot(), server, page });
  }
});
afterAll(async () => {
  await browser.close();
  for (const { server } of served) await server.close();
});
afterEach(() => expect(browser.problems.splice(0)).toEqual([]));

/** As it was before the scripts; the page hears what it shows then. */
function beginAgain({ rig: { machine }, begin }: Served): void {
  machine.restore(begin);
  for (const hear of machine.listeners) {
    hear({ atMs: 0, kind: 'card', inserted: null });
    hear({ atMs: 0, kind: 'screen', pages: machine.display.pages() });
  }
}

/** One step as test/device/desk.ts does it, but by hand on the page. */
async function act(page: PageRig, { passTime }: Pick<SimRig, 'passTime'>, action: string): Promise<void> {
  const [word, number] = action.split(' ');
  if (word === 'pause') return passTime(Number(number));
  if (word === 'wait') await passTime(Number(number));
  else if (action === '-') await page.removeCard();
  else if (action.startsWith('+')) await page.insertCard(action.slice(1));
  else await page.type(action.replace('!', ''));
  if (!action.endsWith('!')) await passTime(patience);
}

test.each(Object.keys(scripts).map((name, i) => [name, languages[i % languages.length]!] as const))(
  'the page does "%s" (%s) and shows what the device shows',
  async (name, language) => {
    const one = served[languages.indexOf(language)]!;
    const { rig, page } = one;
    beginAgain(one);
    await page.page.bringToFront();
    await page.waitUntilSame(await rig.screen(), `${name}, at its begin`);
    const passTime = (ms: number): Promise<void> => rig.passTime(ms);
    for (const [action] of scripts[name]!) {
      await act(page, { passTime }, action);
      await page.waitUntilSame(await rig.screen(), `${name}, after "${action}"`);
    }
  },
);
