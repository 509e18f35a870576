// The keypad: a press is contacts that bounce, a hold, and contacts that bounce again. The machine takes the edges.
import type { Clock } from './clock.ts';
import { type KeyName, keyNames, keyNumber } from './keys.ts';
import type { Part } from './part.ts';
import { Random } from './random.ts';

/** How a finger and a cheap key behave. */
const HOLD_US = 70_000;
const GAP_US = 50_000;
const BOUNCES_MAX = 3;
const BOUNCE_MIN_US = 150;
const BOUNCE_MAX_US = 1_500;
const DOWN = 0x100;

export class Keypad implements Part {
  /** One edge of a contact; the machine sets it. */
  onEdge: (key: number, down: boolean) => void = () => {};
  readonly #clock: Clock;
  readonly #random: Random;
  #down = new Set<number>();
  /** When the finger is free again. */
  #freeUs = 0;

  constructor(clock: Clock, seed: number) {
    this.#clock = clock;
    this.#random = new Random(seed, 'keypad');
    clock.handle('keypad', (message) => this.#edge(message & 0xff, (message & DOWN) !== 0));
  }

  /**
   * Plans the press and release of keys one after the other, after those planned before; returns the time until all is
   * still again.
   */
  press(keys: readonly KeyName[]): number {
    const now = this.#clock.nowUs;
    let us = Math.max(0, this.#freeUs - now);
    for (const key of keys) {
      us = this.#contact(keyNumber(key), true, us) + HOLD_US;
      us = this.#contact(keyNumber(key), false, us) + GAP_US;
    }
    this.#freeUs = now + us;
    return us;
  }

  /** Holds a key down (for panels, where a finger decides how long). Returns the time until the contact is still. */
  hold(key: KeyName): number {
    return this.#contact(keyNumber(key), true, 0);
  }

  release(key: KeyName): number {
    return this.#contact(keyNumber(key), false, 0);
  }

  /** The keys whose contact is closed now. */
  held(): KeyName[] {
    return [...this.#down].map((key) => keyNames[key]!);
  }

  /** Plans the edges of one change of a contact from `us` on; returns when the last one comes. */
  #contact(key: number, down: boolean, us: number): number {
    const bounces = this.#random.between(0, BOUNCES_MAX);
    for (let edge = 0; edge <= bounces * 2; edge++) {
      const closed = edge % 2 === 0 ? down : !down;
      this.#clock.after(us, 'keypad', key | (closed ? DOWN : 0));
      if (edge < bounces * 2) us += this.#random.between(BOUNCE_MIN_US, BOUNCE_MAX_US);
    }
    return us;
  }

  #edge(key: number, down: boolean): void {
    if (this.#down.has(key) === down) return;
    if (down) this.#down.add(key);
    else this.#down.delete(key);
    this.onEdge(key, down);
  }

  snapshot(): { down: number[]; freeUs: number; random: Uint32Array } {
    return { down: [...this.#down], freeUs: this.#freeUs, random: this.#random.snapshot() };
  }

  restore(state: unknown): void {
    const { down, freeUs, random } = state as ReturnType<Keypad['snapshot']>;
    this.#down = new Set(down);
    this.#freeUs = freeUs;
    this.#random.restore(random);
  }
}
