// What the tests of the office's pages share: a page of a browser, declarations, screenshots for a person to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { declaration } from '../approve/office.ts';
import type { openBrowser } from '../browser/browser.ts';
import type { OfficeSite } from './office-site.ts';

/** Where screenshots go; none are made without it. */
const shots = process.env.SIGILLATOR_SCREENSHOTS;

export async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

export type Language = 'sv' | 'en' | 'fr';

/** A page of its own, logged out, in a language. */
export async function openPage(
  browser: Awaited<ReturnType<typeof openBrowser>>,
  { url }: OfficeSite,
  language: Language,
): Promise<Page> {
  const page = await browser.context.newPage();
  await page.addInitScript((chosen) => localStorage.setItem('sigillator-language', chosen), language);
  await page.goto(url);
  await page.locator('sigillator-office[ready]').waitFor();
  return page;
}

/** Waits for the page whose address ends so. */
export async function at(page: Page, path: RegExp): Promise<void> {
  await page.waitForURL(path);
  await page.locator('sigillator-office[ready]').waitFor();
}

/** Cases as the company's system brings them. */
export const bring = ({ desk }: OfficeSite, ...customsIds: string[]): string[] =>
  customsIds.map((customsId) => desk.add(declaration(customsId), 'tdr041').id);

/** Nothing on the page is wider than the screen. */
export const sidewaysPixels = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export const digitsOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).textContent())!.replace(/\D/g, '');
