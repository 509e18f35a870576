// What the tests of the office's pages share: a page of a browser, and declarations.
import type { Page } from 'playwright-core';
import { declaration } from '../approve/office.ts';
import type { Person } from '../browser/browser.ts';
import type { OfficeSite } from './office-site.ts';

export type Language = 'sv' | 'en' | 'fr';

/** A page of its own, logged out, in a language. */
export async function openPage({ context }: Person, { url }: OfficeSite, language: Language): Promise<Page> {
  const page = await context.newPage();
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
