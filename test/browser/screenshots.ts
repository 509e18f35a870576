// Screenshots of pages for a person to look at, in the folder that SIGILLATOR_SCREENSHOTS names; none are made without it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = process.env.SIGILLATOR_SCREENSHOTS;

export async function shoot(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
