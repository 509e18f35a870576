// The office of `npm start` as its user meets it: the front panel in one page, the office in another, sample cards between.
// Needs: chromium.
import { loadProgram } from '@sigillator/simulator/firmware';
import { serveHttp } from '@sigillator/simulator/http';
import { Paced } from '@sigillator/simulator/pace';
import { buildPanel } from '@sigillator/simulator/panel/build';
import { sampleHolderPin } from '@sigillator/simulator/sample-cards';
import { sampleDesk } from '@sigillator/simulator/sample-desk';
import { type SampleOffice, sampleOffice } from '@sigillator/simulator/sample-office';
import { serveTcp } from '@sigillator/simulator/tcp-port';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { repository } from '../unit/checks/_sample.ts';
import { type Browser, openBrowser } from './browser.ts';
import { PageRig } from './page-rig.ts';
import { shoot } from './screenshots.ts';

const program = 'host/src/cli/main.ts';
const closers: (() => unknown)[] = [];
let browser: Browser;
let page: Page;
let panel: PageRig;
let office: SampleOffice;
beforeAll(async () => {
  await buildPanel();
  const desk = await sampleDesk({
    ...{ seed: 1, device: await loadProgram('device'), card: await loadProgram('card'), language: 'en' },
    timeOfDay: Math.floor(Date.now() / 1000),
    drive: (machine, read) => new Paced(machine, read),
  });
  const driver = desk.driver as Paced;
  driver.hurried = true;
  driver.start();
  closers.push(() => driver.stop());
  const link = await serveTcp(driver, 0);
  closers.unshift(() => link.close());
  const server = await serveHttp(desk);
  closers.unshift(() => server.close());
  office = await sampleOffice({ desk, port: link.port, pair: true, hidden: true });
  closers.unshift(() => office.close());
  browser = await openBrowser();
  closers.unshift(() => browser.close());
  const view = await browser.context.newPage();
  await view.goto(server.url);
  panel = new PageRig(view);
  page = await browser.context.newPage();
  await page.goto(office.url);
}, 60_000);
afterAll(async () => {
  for (const close of closers) await close();
});

const keysOf = (digits: string): string => `${[...digits.replace(/\D/g, '')].join(' ')} ok`;

/** As the page says: the card in, PIN, one-time response, the number of the page, the answer back. */
async function logIn(user: string): Promise<void> {
  await page.locator('#user').fill(user);
  await page.locator('#user').press('Enter');
  const challenge = (await page.locator('#challenge').textContent())!;
  // A page behind another draws nothing.
  await panel.page.bringToFront();
  await panel.waitFor('Put your card in');
  await panel.insertCard(user);
  await panel.waitFor('Tries left');
  await panel.press(keysOf(sampleHolderPin));
  await panel.waitFor('What do you want');
  await panel.press('2');
  await panel.waitFor('six digits');
  await panel.press(keysOf(challenge));
  await panel.waitFor('OK');
  await panel.press('ok');
  const shown = await panel.waitFor('log');
  await page.bringToFront();
  await page.locator('#response').fill(/\d{3} \d{3}/.exec(shown)![0]);
  await page.locator('#response').press('Enter');
  await page.locator('#logout').waitFor();
}

test('SE-9.4d an officer logs in by the sample card at the panel, and every page of the menu opens', async () => {
  await logIn('ruth');
  const links = page.getByRole('navigation').getByRole('link');
  const headings = ['Cases to approve', 'Journal', 'People and cards', 'Introduce a key', 'Protocols'];
  expect(await links.count()).toBe(headings.length);
  for (const [number, name] of headings.entries()) {
    await links.nth(number).click();
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    await shoot(page, `sample-${number}`);
  }
  expect(browser.problems).toEqual([]);
});

test('commands that are told its folder find its journal, and give tokens that it knows', async () => {
  const environment = { ...process.env, XDG_STATE_HOME: office.folder };
  const command = async (...words: string[]) =>
    JSON.parse((await runProgram(process.execPath, [program, ...words, '--json'], repository, environment)).output);
  expect(await command('journal', 'verify')).toMatchObject({ ok: true });
  const { token } = await command('bridge', 'token', 'add', 'erp');
  const answer = await fetch(`${office.url}v1/bridge`, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toEqual({ caller: 'erp' });
});
