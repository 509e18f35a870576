// Logs an inactive clerk out: a warning some time before, then the end (seal document 9.2: at most 30 minutes). The bridge
// ends the session by itself too; this is what the clerk sees of it.

export interface IdleClock {
  now(): number;
  setTimer(run: () => void, deltaMs: number): unknown;
  clearTimer(timer: unknown): void;
}

export const browserClock: IdleClock = {
  now: () => Date.now(),
  setTimer: (run, deltaMs) => setTimeout(run, deltaMs),
  clearTimer: (timer) => clearTimeout(timer as number),
};

export const longestIdleMs = 30 * 60_000;
/** The warning comes this long before the end, or at half time if there is less. */
const warningMs = 2 * 60_000;

export class IdleWatch {
  readonly #clock: IdleClock;
  readonly #warn: (leftMs: number) => void;
  readonly #end: () => void;
  #limitMs = longestIdleMs;
  #lastMs = 0;
  #timer: unknown;

  constructor(clock: IdleClock, warn: (leftMs: number) => void, end: () => void) {
    this.#clock = clock;
    this.#warn = warn;
    this.#end = end;
  }

  start(limitMs: number): void {
    this.#limitMs = Math.min(limitMs, longestIdleMs);
    this.act();
  }

  /** The clerk did something: the time begins again. */
  act(): void {
    this.#lastMs = this.#clock.now();
    this.#wait();
  }

  stop(): void {
    this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  /** Looks at the clock each time: a computer that slept has let its timers rest. */
  #wait(): void {
    this.#clock.clearTimer(this.#timer);
    const leftMs = this.#lastMs + this.#limitMs - this.#clock.now();
    const early = Math.min(warningMs, this.#limitMs / 2);
    if (leftMs <= 0) {
      this.stop();
      this.#end();
      return;
    }
    if (leftMs <= early) this.#warn(leftMs);
    const nextMs = leftMs > early ? leftMs - early : Math.min(leftMs, 1_000);
    this.#timer = this.#clock.setTimer(() => this.#wait(), nextMs);
  }
}
