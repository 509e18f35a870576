// Drives a machine in real time for panels and HTTP: virtual time follows the wall clock, or runs ahead of it by a factor.
// The only file of the simulator that reads the wall clock.
import { type Driver, notShown, shows, WAIT_MS } from './driver.ts';
import type { Machine } from './machine.ts';

const TICK_MS = 10;
/** Longest work in one go, so that requests and panels get their turn. */
const WORK_MS = 8;
/** Further behind than this the machine gives up catching up: its seconds get longer. */
const LAG_MS = 200;

interface Waiter {
  done(): boolean;
  resolve(): void;
}

export class Paced implements Driver {
  readonly machine: Machine;
  readonly #read: (machine: Machine) => string;
  #speed = 1;
  /** What a failure of the firmware is handed to; without it, it ends the process as an uncaught error. */
  onFailure: (error: Error) => void = (error) => {
    throw error;
  };
  /** `pass` then runs the machine as fast as it goes, ahead of the wall clock: for tests, where a clerk's keys take their time. */
  hurried = false;
  #waiters: Waiter[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #soon = false;
  #realMs = 0;
  #virtualUs = 0;

  constructor(machine: Machine, read: (machine: Machine) => string) {
    this.machine = machine;
    this.#read = read;
  }

  /** Seconds of the machine in a second on the wall; 1 until it is set. */
  set speed(speed: number) {
    this.#rebase();
    this.#speed = speed;
  }

  start(): void {
    this.#rebase();
    this.#schedule(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  screen(): string {
    return this.#read(this.machine);
  }

  wake(): void {
    if (this.#timer === undefined || this.#soon) return;
    this.stop();
    this.#schedule(0);
  }

  async pass(deltaMs: number): Promise<void> {
    const endUs = this.machine.clock.nowUs + deltaMs * 1000;
    if (this.hurried) return this.#hurry(endUs);
    await this.#until(() => this.machine.clock.nowUs >= endUs);
  }

  async #hurry(endUs: number): Promise<void> {
    while (this.machine.clock.nowUs < endUs) {
      const startMs = performance.now();
      this.machine.runUntil(endUs, () => this.#answer() || performance.now() - startMs > WORK_MS);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    this.#rebase();
  }

  async waitFor(text: string, budgetMs = WAIT_MS): Promise<string> {
    const endUs = this.machine.clock.nowUs + budgetMs * 1000;
    let screen = this.screen();
    let changed = false;
    const listener = (event: { kind: string }): void => {
      changed ||= event.kind === 'screen';
    };
    this.machine.listeners.add(listener);
    await this.#until(() => {
      if (changed) screen = this.screen();
      changed = false;
      return shows(screen, text) || this.machine.clock.nowUs >= endUs;
    });
    this.machine.listeners.delete(listener);
    if (!shows(screen, text)) throw notShown(text, budgetMs, screen);
    return screen;
  }

  #until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ done, resolve });
    });
  }

  #rebase(): void {
    this.#realMs = performance.now();
    this.#virtualUs = this.machine.clock.nowUs;
  }

  #schedule(delayMs: number): void {
    this.#soon = delayMs === 0;
    this.#timer = setTimeout(() => this.#tick(), delayMs);
  }

  #tick(): void {
    const startMs = performance.now();
    const goalUs = Math.round(this.#virtualUs + (startMs - this.#realMs) * 1000 * this.#speed);
    try {
      this.machine.runUntil(goalUs, () => this.#answer() || performance.now() - startMs > WORK_MS);
    } catch (error) {
      this.onFailure(error as Error);
      return;
    }
    this.#answer();
    const lagMs = (goalUs - this.machine.clock.nowUs) / 1000;
    if (lagMs > LAG_MS) this.#rebase();
    this.#schedule(lagMs > 0 ? 1 : TICK_MS);
  }

  /** Answers who has waited enough; never stops the run. */
  #answer(): false {
    if (this.#waiters.length > 0) {
      const ready = this.#waiters.filter((waiter) => waiter.done());
      this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
      for (const waiter of ready) waiter.resolve();
    }
    return false;
  }
}
