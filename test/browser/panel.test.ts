// The front panel in headless Chromium: as a static page with everything in the browser, and served by the simulator.
// Needs: chromium.
import { loadProgram } from '@sigillator/simulator/firmware';
import { type SimulatorServer, serveHttp } from '@sigillator/simulator/http';
import { Paced } from '@sigillator/simulator/pace';
import { buildPanel } from '@sigillator/simulator/panel/build';
import { sampleDesk } from '@sigillator/simulator/sample-desk';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { contrasts } from './contrast.ts';
import { PageRig } from './page-rig.ts';
import { serveFolder } from './static-server.ts';

type Open = () => Promise<{ url: string; close(): unknown }>;

const asFiles: Open = async () => {
  const { url, close } = await serveFolder(await buildPanel());
  return { url: `${url}?seed=1`, close };
};

const bySimulator: Open = async () => {
  await buildPanel();
  const desk = await sampleDesk({
    seed: 1,
    device: await loadProgram('device'),
    card: undefined,
    timeOfDay: 1_800_000_000,
    drive: (machine, read) => new Paced(machine, read),
  });
  const driver = desk.driver as Paced;
  driver.start();
  desk.power(true);
  const server: SimulatorServer = await serveHttp(desk);
  return {
    url: server.url,
    close: () => {
      driver.stop();
      return server.close();
    },
  };
};

let browser: Awaited<ReturnType<typeof openBrowser>>;
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

  beforeEach(async () => {
    site = await open();
    page = await browser.context.newPage();
    rig = new PageRig(page);
    await page.goto(site.url);
    await rig.waitFor('English');
  });

  afterEach(async () => {
    await rig.close();
    await site.close();
    expect(browser.problems.splice(0)).toEqual([]);
  });

  test('shows the device at once, as pixels and as the same text for a screen reader', async () => {
    const lit = await page.locator('sigillator-display canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, 128, 64);
      return Array.from(data).filter((value, i) => i % 4 === 0 && value > 128).length;
    });
    expect(lit).toBeGreaterThan(200);
    expect(await page.getByRole('status', { name: 'Display' }).count()).toBe(1);
  });

  test('takes keys by mouse and by keyboard', async () => {
    await rig.waitFor('► English');
    await rig.press('down');
    await rig.waitFor('► Svenska');
    await page.keyboard.press('ArrowDown');
    await rig.waitFor('► Français');
    await page.keyboard.press('Enter');
    await rig.waitFor('6 à 8');
    // Typed faster than a finger on the keypad could: the keys follow one another.
    for (const digit of '7350') await page.keyboard.press(digit);
    await rig.waitFor('735 0');
  });

  test('a card is dragged in, chosen out, and the slot says what it holds', async () => {
    await rig.insertCard('bank');
    await page.getByRole('group', { name: 'Card slot', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove card: A bank card' }).waitFor();
    await rig.removeCard();
    await page.getByRole('group', { name: 'Card slot, empty' }).waitFor();
    await page.locator('sigillator-panel').focus();
    await page.keyboard.press('c');
    await page.getByRole('group', { name: 'Card slot', exact: true }).waitFor();
  });

  test('the plug is pulled and put back, and the device starts anew', async () => {
    await rig.waitFor('► English');
    await rig.press('down');
    await rig.waitFor('► Svenska');
    await rig.power();
    await rig.waitFor('The device has no power.');
    await page.getByRole('button', { name: 'Plug in' }).click();
    await rig.waitFor('► English');
  });

  test('speaks English, Swedish and French', async () => {
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
    const names = await page
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim() ?? ''),
      );
    expect(names.length).toBeGreaterThanOrEqual(19);
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
