// The clock with a battery (a DS3231 on the board): keeps the time of day while the device is off. Seconds since 1970 UTC.
import type { Clock } from './clock.ts';
import type { Part } from './part.ts';

export class Rtc implements Part {
  readonly #clock: Clock;
  /** Virtual moment that stands for second 0; undefined when never set or the battery was out. */
  #epochUs: number | undefined;

  constructor(clock: Clock, seconds: number | undefined) {
    this.#clock = clock;
    if (seconds !== undefined) this.write(seconds);
  }

  /** Board contract `clockRead`: 0 when not set. */
  read(): number {
    return this.#epochUs === undefined ? 0 : Math.floor((this.#clock.nowUs - this.#epochUs) / 1e6);
  }

  write(seconds: number): void {
    this.#epochUs = this.#clock.nowUs - seconds * 1e6;
  }

  /** Takes the battery out: the time is lost. */
  loseBattery(): void {
    this.#epochUs = undefined;
  }

  snapshot(): number | undefined {
    return this.#epochUs;
  }

  restore(state: unknown): void {
    this.#epochUs = state as number | undefined;
  }
}
