// The front panel in a browser as a Rig, so that the scripts of the device run against the page as a person uses it:
// keys are clicked, cards are dragged, the screen is what a screen reader gets.
import type { Transport } from '@sigillator/host/transport';
import { parseKeys } from '@sigillator/simulator/keys';
import type { Page } from 'playwright-core';
import type { Rig } from '../rig.ts';

/** Real time: the page follows the wall clock. */
const WAIT_MS = 20_000;

export class PageRig implements Rig {
  readonly target = 'page';
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async press(keys: string): Promise<void> {
    for (const key of parseKeys(keys)) {
      const button = this.page.locator(`button[data-key="${key}"]`);
      await button.click();
      await this.page.waitForFunction(() => document.querySelector('sigillator-panel')?.hasAttribute('busy') === false);
    }
  }

  async screen(): Promise<string> {
    return (await this.page.locator('sigillator-display pre').textContent()) ?? '';
  }

  async waitFor(text: string, budgetMs = WAIT_MS): Promise<string> {
    const words = text.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    await this.page
      .locator('sigillator-display pre', { hasText: new RegExp(words.join('\\s+')) })
      .waitFor({ state: 'attached', timeout: budgetMs })
      .catch(async () => {
        throw new Error(`Waiting for "${text}" on the page: its last screen:\n${await this.screen()}`);
      });
    return this.screen();
  }

  async insertCard(name: string): Promise<void> {
    await this.page.locator(`.desk sigillator-card[data-name="${name}"] button`).dragTo(this.page.locator('.slot'));
  }

  async removeCard(): Promise<void> {
    await this.page.locator('.slot sigillator-card button').click();
  }

  async power(): Promise<void> {
    await this.page.locator('button.power').click();
  }

  passTime(deltaMs: number): Promise<void> {
    throw new Error(`Passing ${deltaMs} ms: the page follows the wall clock; wait for a text.`);
  }

  link(): Promise<Transport> {
    throw new Error('Linking to the page: its device has no ports.');
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
