// Chip and hosts in this process take turns: the chip runs while a host waits for its answer, and stops to let the host hear
// it. Time is the chip's; nothing here looks at a real clock. Called by emu.ts and the links.
import type { Pico } from './pico.ts';

/** A conversation rests when the device has answered and nothing has come or gone for so long. */
const QUIET_NANOS = 50_000_000;
/** Longer than anything that a host waits for without a person. */
const PATIENCE_NANOS = 10_000_000_000;
const SLICE_NANOS = 20_000_000;

export class Turns {
  readonly #pico: Pico;
  #sentNanos = 0;
  #heardNanos = 0;
  #news = false;
  #running = false;
  /** Set by the first link: without hosts, the chip runs on without turns. */
  #hosts = false;

  constructor(pico: Pico) {
    this.#pico = pico;
  }

  /** There is a host from now on. */
  join(): void {
    this.#hosts = true;
  }

  /** A host has given something to the device. */
  sent(): void {
    this.#sentNanos = this.#pico.nanos;
    this.#news = true;
    if (this.#running) return;
    this.#running = true;
    void this.#talk();
  }

  /** Something has come for a host. */
  heard(): void {
    this.#heardNanos = this.#pico.nanos;
    this.#news = true;
  }

  /** Runs until the moment or until `stop`; hosts have their turns on the way. */
  async run(nanos: number, stop: () => boolean = () => false): Promise<void> {
    const pico = this.#pico;
    if (!this.#hosts) return pico.runUntil(nanos, stop);
    let stopped = false;
    while (pico.on && pico.nanos < nanos && !stopped) {
      this.#news = false;
      pico.runUntil(Math.min(nanos, pico.nanos + SLICE_NANOS), () => {
        stopped = stop();
        return stopped || this.#news;
      });
      await turn();
    }
    if (!stopped) pico.runUntil(nanos, stop);
  }

  async #talk(): Promise<void> {
    await turn();
    const pico = this.#pico;
    await this.run(pico.nanos + PATIENCE_NANOS, () => {
      const answered = this.#heardNanos > this.#sentNanos;
      return answered && pico.nanos - Math.max(this.#heardNanos, this.#sentNanos) > QUIET_NANOS;
    });
    this.#running = false;
  }
}

/** Lets everything else that waits in this process run once. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
