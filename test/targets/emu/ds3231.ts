// The clock with a battery on the emulated board: registers of a DS3231, fed by the time of the world. Called by i2c-bus.ts.
import type { I2cPart } from './i2c-bus.ts';

const decimal = (value: number): number => (Math.floor(value / 10) << 4) | (value % 10);
const plain = (value: number): number => (value >> 4) * 10 + (value & 15);

export class Ds3231 implements I2cPart {
  readonly address = 0x68;
  readonly #worldSeconds: () => number;
  /** Seconds since 1970 when the world began; undefined while the oscillator has stopped. */
  #offset: number | undefined;
  #pointer: number | undefined;
  #written = new Map<number, number>();

  constructor(worldSeconds: () => number, seconds: number | undefined) {
    this.#worldSeconds = worldSeconds;
    this.#offset = seconds;
  }

  start(write: boolean): void {
    if (write) this.#pointer = undefined;
  }

  write(byte: number): void {
    if (this.#pointer === undefined) {
      this.#pointer = byte;
      return;
    }
    this.#written.set(this.#pointer++, byte);
    if (this.#pointer === 7) this.#set();
  }

  read(): number {
    return this.#registers()[this.#pointer!++] ?? 0;
  }

  get seconds(): number | undefined {
    return this.#offset === undefined ? undefined : Math.floor(this.#offset + this.#worldSeconds());
  }

  #registers(): number[] {
    const time = new Date((this.seconds ?? 946_684_800) * 1000);
    const clock = [time.getUTCSeconds(), time.getUTCMinutes(), time.getUTCHours()].map(decimal);
    const day = [1, ...[time.getUTCDate(), time.getUTCMonth() + 1, time.getUTCFullYear() - 2000].map(decimal)];
    return [...clock, ...day, ...new Array(8).fill(0), this.#offset === undefined ? 0x88 : 0x08];
  }

  #set(): void {
    const at = (register: number): number => plain(this.#written.get(register) ?? 0);
    const seconds = Date.UTC(2000 + at(6), at(5) - 1, at(4), at(2), at(1), at(0)) / 1000;
    this.#offset = seconds - this.#worldSeconds();
  }
}
