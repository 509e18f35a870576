// Plays scripts on a machine by its driver. Used for sample desks and demonstrations; a Rig does the same for tests.
import type { Driver } from './driver.ts';
import type { Input } from './input.ts';
import { parseKeys } from './keys.ts';
import type { Played } from './script.ts';

export class DriverPlayer implements Played {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  async press(keys: string): Promise<void> {
    await this.#driver.pass(this.#input({ kind: 'press', keys: parseKeys(keys) }) / 1000);
  }

  waitFor(text: string): Promise<string> {
    return this.#driver.waitFor(text);
  }

  async insertCard(card: string): Promise<void> {
    this.#input({ kind: 'insert', card });
  }

  async removeCard(): Promise<void> {
    this.#input({ kind: 'remove' });
  }

  async power(on: boolean): Promise<void> {
    this.#input({ kind: 'power', on });
  }

  passTime(deltaMs: number): Promise<void> {
    return this.#driver.pass(deltaMs);
  }

  #input(input: Input): number {
    const us = this.#driver.machine.input(input);
    this.#driver.wake();
    return us;
  }
}
