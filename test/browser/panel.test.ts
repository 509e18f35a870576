// The front panel in headless Chromium: as a static page with everything in the browser, and served by the simulator.
// Needs: chromium.

import { seal } from '@sigillator/simulator/demo';
import { loadProgram } from '@sigillator/simulator/firmware';
import { type SimulatorServer, serveHttp } from '@sigillator/simulator/http';
import { Paced } from '@sigillator/simulator/pace';
import { buildPanel } from '@sigillator/simulator/panel/build';
import { sampleKeys } from '@sigillator/simulator/sample-cards';
import { sampleDesk } from '@sigillator/simulator/sample-desk';
import { clerkLeaves, clerkSeals } from '@sigillator/simulator/sample-scripts';
import { playScript } from '@sigillator/simulator/script';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { contrasts } from './contrast.ts';
import { PageRig } from './page-rig.ts';
import { serveFolder } from './static-server.ts';

/** Serves a page with a device that was never started, or one past its first start in English. */
type Open = (fresh: boolean) => Promise<{ url: string; close(): unknown }>;

const asFiles: Open = async (fresh) => {
  const { url, close } = await serveFolder(await buildPanel());
  return { url: `${url}?seed=1${fresh ? '&new' : ''}`, close };
};

const bySimulator: Open = async (fresh) => {
  await buildPanel();
  const desk = await sampleDesk({
    seed: 1,
    device: await loadProgram('device'),
    card: await loadProgram('card'),
    timeOfDay: 1_800_000_000,
    ...(fresh ? {} : { language: 'en' as const }),
    drive: (machine, read) => new Paced(machine, read),
  });
  const driver = desk.driver as Paced;
  driver.hurried = true;
  driver.start();
  const server: SimulatorServer = await serveHttp(desk);
  return {
    url: server.url,
    close: () => {
      driver.stop();
      return server.close();
    },
  };
};

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each([
  ['as static files', asFiles],
  ['served by the simulator', bySimulator],
])('the front panel %s', (_, open) => {
  let site: Awaited<ReturnType<Open>>;
  let page: Page;
  let rig: PageRig;

  const show = async (fresh: boolean): Promise<void> => {
    site = await open(fresh);
    page = await browser.context.newPage();
    rig = new PageRig(page);
    await page.goto(site.url);
    await rig.waitFor(fresh ? 'English' : 'Put your card in');
  };

  afterEach(async () => {
    await rig.close();
    await site.close();
    expect(browser.problems.splice(0)).toEqual([]);
  });

  test('shows the device at once, as pixels and as the same text for a screen reader', async () => {
    await show(false);
    const lit = await page.locator('sigillator-display canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, 128, 64);
      return Array.from(data).filter((value, i) => i % 4 === 0 && value > 128).length;
    });
    expect(lit).toBeGreaterThan(200);
    expect(await page.getByRole('status', { name: 'Display' }).count()).toBe(1);
  });

  test('takes keys by mouse and by keyboard', async () => {
    await show(true);
    await rig.waitFor('► English');
    await rig.press('down');
    await rig.waitFor('► Svenska');
    await page.keyboard.press('ArrowDown');
    await rig.waitFor('► Français');
    await page.keyboard.press('Enter');
    await rig.waitFor('6 à 8');
    // Typed faster than a finger on the keypad could: the keys follow one another.
    for (const digit of '7350') await page.keyboard.press(digit);
    await rig.waitFor('● ● ● ● █');
  });

  test('a card is dragged in, chosen out, and the slot says what it holds', async () => {
    await show(false);
    await rig.insertCard('bank');
    await page.getByRole('group', { name: 'Card slot', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove card: A bank card' }).waitFor();
    await rig.removeCard();
    await page.getByRole('group', { name: 'Card slot, empty' }).waitFor();
    await page.locator('sigillator-panel').focus();
    await page.keyboard.press('c');
    await page.getByRole('group', { name: 'Card slot', exact: true }).waitFor();
  });

  test('SE-3.1 a clerk drags the card in, types PIN and digits by mouse, and reads the issuer seal', async () => {
    await show(false);
    await playScript(rig, clerkSeals('004217'));
    // As the simulator computes it apart from device and card
    const { digits6 } = await seal(2, sampleKeys('anna', 1).seal, new TextEncoder().encode('004217'));
    expect(await rig.screen()).toContain(`${digits6.slice(0, 3)} ${digits6.slice(3)}`);
    await playScript(rig, clerkLeaves);
  });

  test('the plug is pulled and put back, and the device starts anew', async () => {
    await show(true);
    await rig.waitFor('► English');
    await rig.press('down');
    await rig.waitFor('► Svenska');
    await rig.power();
    await rig.waitFor('The device has no power.');
    await page.getByRole('button', { name: 'Plug in' }).click();
    await rig.waitFor('► English');
  });

  test('speaks English, Swedish and French', async () => {
    await show(false);
    for (const [language, heading, lang] of [
      ['Svenska', 'Kort', 'sv'],
      ['Français', 'Cartes', 'fr'],
      ['English', 'Cards', 'en'],
    ] as const) {
      await page.getByRole('combobox').selectOption(language);
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    }
  });

  test('every control has a name, can be reached by Tab, and every text has the contrast of WCAG AA', async () => {
    await show(false);
    const names = await page
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim() ?? ''),
      );
    // 16 keys, the cards on the desk and the plug
    const cards = await page.locator('.desk sigillator-card').count();
    expect(cards).toBeGreaterThan(3);
    expect(names.length).toBe(16 + cards + 1);
    expect(names.filter((name) => name === '')).toEqual([]);
    const reached = new Set<string>();
    for (let i = 0; i < names.length + 10; i++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() => {
          let active = document.activeElement;
          while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
          return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? '';
        }),
      );
    }
    expect(names.filter((name) => !reached.has(name))).toEqual([]);
    // WCAG 2.2, 1.4.3: at least 4.5 to 1
    const measured = await contrasts(page);
    expect(measured.length).toBeGreaterThan(20);
    expect(measured.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });
});
