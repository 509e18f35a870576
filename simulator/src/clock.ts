// The virtual clock: the only time the simulator knows. Parts ask it for a call at a moment; machine.ts moves it on.
// Timers are plain data (who, what), so that a snapshot of the clock holds everything that is going to happen.
import type { Part } from './part.ts';

/** Moments and differences are whole microseconds of virtual time. */
interface Timer {
  atUs: number;
  /** Breaks ties: what was asked first happens first. */
  order: number;
  target: string;
  message: number;
}

export class Clock implements Part {
  #nowUs = 0;
  #order = 0;
  /** Sorted by moment, then order. Few timers live at once, so insertion is cheap. */
  #timers: Timer[] = [];
  readonly #targets = new Map<string, (message: number) => void>();

  get nowUs(): number {
    return this.#nowUs;
  }

  get nextUs(): number {
    return this.#timers[0]?.atUs ?? Number.POSITIVE_INFINITY;
  }

  /** Names who answers to timers for `target`. */
  handle(target: string, handler: (message: number) => void): void {
    if (this.#targets.has(target)) throw new Error(`Naming timer target "${target}": it has a handler already.`);
    this.#targets.set(target, handler);
  }

  /** Calls `target` with `message` after `deltaUs`. */
  after(deltaUs: number, target: string, message = 0): void {
    if (!this.#targets.has(target)) throw new Error(`Setting a timer: expected a known target, got "${target}".`);
    if (!(deltaUs >= 0))
      throw new Error(`Setting a timer for "${target}": expected a time of 0 or more, got ${deltaUs}.`);
    const timer = { atUs: this.#nowUs + Math.round(deltaUs), order: this.#order++, target, message };
    let index = this.#timers.length;
    while (index > 0 && this.#timers[index - 1]!.atUs > timer.atUs) index--;
    this.#timers.splice(index, 0, timer);
  }

  /** Forgets every timer of `target`. */
  cancel(target: string): void {
    this.#timers = this.#timers.filter((timer) => timer.target !== target);
  }

  /** Moves on by `deltaUs`; timers that fall due wait for `fireDue`. */
  advance(deltaUs: number): void {
    this.#nowUs += deltaUs;
  }

  /** Moves on to `atUs`, never back. */
  advanceTo(atUs: number): void {
    if (atUs > this.#nowUs) this.#nowUs = atUs;
  }

  /** Makes the calls that are due, in order, also those they ask for at the same moment. */
  fireDue(): void {
    while (this.nextUs <= this.#nowUs) {
      const { target, message } = this.#timers.shift()!;
      this.#targets.get(target)!(message);
    }
  }

  snapshot(): { nowUs: number; order: number; timers: Timer[] } {
    return { nowUs: this.#nowUs, order: this.#order, timers: structuredClone(this.#timers) };
  }

  restore(state: unknown): void {
    const { nowUs, order, timers } = state as ReturnType<Clock['snapshot']>;
    this.#nowUs = nowUs;
    this.#order = order;
    this.#timers = structuredClone(timers);
  }
}
