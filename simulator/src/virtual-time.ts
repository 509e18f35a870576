// Drives a machine in virtual time for tests: runs while there is work and jumps where there is none. Hosts in this
// process get their turn between slices.
import { type Driver, notShown, shows, WAIT_MS } from './driver.ts';
import type { Machine } from './machine.ts';
import { portNames } from './ports.ts';

/** Longest jump while a host has a port open, so that its answers come in time. */
const SLICE_US = 20_000;

export class VirtualTime implements Driver {
  readonly machine: Machine;
  readonly #read: (machine: Machine) => string;
  #woken = false;

  /** `read` turns the display into text. */
  constructor(machine: Machine, read: (machine: Machine) => string) {
    this.machine = machine;
    this.#read = read;
  }

  screen(): string {
    return this.#read(this.machine);
  }

  wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    queueMicrotask(() => {
      this.#woken = false;
      this.machine.settle();
    });
  }

  async pass(deltaMs: number): Promise<void> {
    await this.#run(this.machine.clock.nowUs + deltaMs * 1000, () => false);
  }

  async waitFor(text: string, budgetMs = WAIT_MS): Promise<string> {
    let found = shows(this.screen(), text) ? this.screen() : undefined;
    let changed = false;
    const listener = (event: { kind: string }): void => {
      if (event.kind === 'screen') changed = true;
    };
    this.machine.listeners.add(listener);
    try {
      await this.#run(this.machine.clock.nowUs + budgetMs * 1000, () => {
        if (changed) {
          changed = false;
          const screen = this.screen();
          if (shows(screen, text)) found = screen;
        }
        return found !== undefined;
      });
    } finally {
      this.machine.listeners.delete(listener);
    }
    if (found === undefined) throw notShown(text, budgetMs, this.screen());
    return found;
  }

  async #run(endUs: number, stop: () => boolean): Promise<void> {
    const { machine } = this;
    while (machine.clock.nowUs < endUs && !stop()) {
      const hosts = portNames.some((_, port) => machine.ports.isOpen(port));
      if (!hosts) machine.runUntil(endUs, stop);
      else {
        machine.runUntil(Math.min(endUs, machine.clock.nowUs + SLICE_US), stop);
        await turn();
      }
    }
    stop();
  }
}

/** Lets everything else that waits in this process run once. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
