// The front panel in a browser as a Rig, so that the scripts of the device run against the page as a person uses it:
// keys are clicked, cards are dragged, the screen is what a screen reader gets.
import type { Transport } from '@sigillator/host/transport';
import { type KeyName, parseKeys } from '@sigillator/simulator/keys';
import type { Page } from 'playwright-core';
import type { Rig } from '../rig.ts';

/** Real time: the page follows the wall clock. */
const WAIT_MS = 20_000;

const onKeyboard: Partial<Record<KeyName, string>> = {
  ok: 'Enter',
  cancel: 'Escape',
  back: 'Backspace',
  up: 'ArrowUp',
  down: 'ArrowDown',
  menu: 'm',
};

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

  /** The same by the computer's keyboard, as fast as it goes. */
  async type(keys: string): Promise<void> {
    for (const key of parseKeys(keys)) await this.page.keyboard.press(onKeyboard[key] ?? key);
    await this.page.waitForFunction(() => document.querySelector('sigillator-panel')?.hasAttribute('busy') === false);
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

  /** Waits until the page shows exactly this screen. */
  async waitUntilSame(screen: string, where: string): Promise<void> {
    await this.page
      .waitForFunction(
        (expected) => {
          const shown = document
            .querySelector('sigillator-panel')
            ?.shadowRoot?.querySelector('sigillator-display')
            ?.shadowRoot?.querySelector('pre');
          return shown?.textContent?.trim() === expected;
        },
        screen.trim(),
        { timeout: WAIT_MS },
      )
      .catch(async () => {
        throw new Error(`${where}: the device shows\n${screen}\nbut the page\n${await this.screen()}`);
      });
  }

  async insertCard(name: string): Promise<void> {
    await this.page.locator(`.desk sigillator-card[data-name="${name}"] button`).dragTo(this.page.locator('.slot'));
    await this.page.locator(`.slot sigillator-card[data-name="${name}"]`).waitFor();
  }

  async removeCard(): Promise<void> {
    await this.page.locator('.slot sigillator-card button').click();
    await this.page.locator('.slot sigillator-card').waitFor({ state: 'detached' });
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
