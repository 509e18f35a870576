// The scripts of the device suite on the front panel in headless Chromium, everything running in the page: after every
// step the page shows to a screen reader what a device in this process shows, which has the same cards and seed.
// Needs: chromium.
import { DriverPlayer } from '@sigillator/simulator/driver-player';
import { loadProgram } from '@sigillator/simulator/firmware';
import { buildPanel } from '@sigillator/simulator/panel/build';
import { sampleDesk } from '@sigillator/simulator/sample-desk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Played } from '../../simulator/src/script.ts';
import { scripts } from '../device/scripts.ts';
import { openBrowser } from './browser.ts';
import { PageRig } from './page-rig.ts';
import { serveFolder } from './static-server.ts';

/** Those that need the sample cards only, and no long time of a wall clock. */
const chosen = ['seal', 'response', 'first pin', 'wrong pin', 'card information', 'language', 'terminal key'];
/** Longer than any step of the device takes by itself. */
const PATIENCE_MS = 3_000;
const SEED = 1;

let browser: Awaited<ReturnType<typeof openBrowser>>;
let site: Awaited<ReturnType<typeof serveFolder>>;
beforeAll(async () => {
  browser = await openBrowser();
  site = await serveFolder(await buildPanel());
});
afterAll(async () => {
  await browser.close();
  site.close();
});

async function act(rig: Played, action: string): Promise<void> {
  const cards: Record<string, string> = { '+active': 'anna', '+new': 'new' };
  if (action === '-') return rig.removeCard();
  if (cards[action] !== undefined) return rig.insertCard(cards[action]);
  return rig.press(action);
}

test.each(chosen)('the page does "%s" like the device without a page', async (name) => {
  const { driver } = await sampleDesk({
    seed: SEED,
    device: await loadProgram('device'),
    card: await loadProgram('card'),
    timeOfDay: Math.floor(Date.now() / 1000),
    language: 'en',
  });
  const twin = new DriverPlayer(driver);
  const page = await browser.context.newPage();
  const rig = new PageRig(page);
  await page.goto(`${site.url}?seed=${SEED}`);
  await rig.waitFor('Put your card in');
  for (const [action] of scripts[name]!) {
    await act(twin, action);
    await driver.pass(PATIENCE_MS);
    await act(rig, action);
    // A minute may pass between the two clocks; the time of day stands on the screens of the settings only.
    expect((await rig.waitFor(driver.screen())).trim()).toBe(driver.screen().trim());
  }
  await rig.close();
  expect(browser.problems).toEqual([]);
});
