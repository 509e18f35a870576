// The flash chip of the emulated board, on the wires of the flash controller: commands of a W25Q16, its protection bits, the
// time it takes, and power that goes in the middle. What it keeps is the simulator's NOR model. Called by pico.ts.
import { type Flash, SECTOR_BYTES } from '@sigillator/simulator/flash';
import type { RP2040 } from 'rp2040js';

export const FLASH_SECTORS = 512;
/** Typical times of the data sheet. */
const PROGRAM_NANOS = 700_000;
const ERASE_NANOS = 45_000_000;
/** What the status register says of SEC, TB and BP, and where the part ends that cannot be changed then. */
const protectedBytes = new Map([
  [0x34, (FLASH_SECTORS / 2) * SECTOR_BYTES],
  [0x6c, 16 * 1024],
]);

export class NorFlash {
  readonly memory: Flash;
  /** Programs and erases take no time. */
  instant = false;
  readonly #rp: RP2040;
  readonly #complain: (text: string) => void;
  #selected = false;
  #bytes: number[] = [];
  #enabled = false;
  #statusEnabled = false;
  #status = 0;
  #busyUntil = 0;

  constructor(rp: RP2040, memory: Flash, complain: (text: string) => void) {
    this.#rp = rp;
    this.memory = memory;
    this.#complain = complain;
    rp.flash.set(memory.bytes);
  }

  /** What the chip was told to protect: the bits of its status register. */
  get status(): number {
    return this.#status;
  }

  /** What the part is in the middle of, without what it holds. */
  state(): object {
    return {
      ...{ selected: this.#selected, bytes: [...this.#bytes], enabled: this.#enabled },
      ...{ statusEnabled: this.#statusEnabled, status: this.#status, busyUntil: this.#busyUntil },
    };
  }

  setState(state: object): void {
    const from = state as { selected: boolean; bytes: number[]; enabled: boolean; statusEnabled: boolean } & {
      status: number;
      busyUntil: number;
    };
    this.#selected = from.selected;
    this.#bytes = [...from.bytes];
    this.#enabled = from.enabled;
    this.#statusEnabled = from.statusEnabled;
    this.#status = from.status;
    this.#busyUntil = from.busyUntil;
  }

  /** The chip select line. */
  select(low: boolean): void {
    if (this.#selected && !low) this.#finish();
    this.#selected = low;
    this.#bytes = [];
  }

  /** One byte each way. */
  exchange(byte: number): number {
    if (!this.#selected) this.#complain('a byte to the flash chip while it is not selected');
    this.#bytes.push(byte);
    const [command] = this.#bytes;
    if (command === 0x05 && this.#bytes.length > 1)
      return this.#status | (this.#busy ? 1 : 0) | (this.#enabled ? 2 : 0);
    if (this.#busy && this.#bytes.length === 1 && command !== 0x05)
      this.#complain(`command ${command?.toString(16)} to the flash chip while it is busy`);
    return 0xff;
  }

  get #busy(): boolean {
    return this.#rp.clock.nanos < this.#busyUntil;
  }

  #finish(): void {
    const [command, high = 0, middle = 0, low = 0] = this.#bytes;
    const address = (high << 16) | (middle << 8) | low;
    const data = Uint8Array.from(this.#bytes.slice(4));
    if (command === 0x06) this.#enabled = true;
    else if (command === 0x50) this.#statusEnabled = true;
    else if (command === 0x01 && this.#statusEnabled) this.#status = high;
    else if (command === 0x02) this.#change(address, PROGRAM_NANOS, () => this.memory.program(address, data));
    else if (command === 0x20) this.#change(address, ERASE_NANOS, () => this.memory.erase(address / SECTOR_BYTES));
    else if (command !== 0x05) this.#complain(`the flash chip does not know command ${command?.toString(16)}`);
  }

  /** Does it at once and is busy afterwards; the controller sees the new contents. Throws `Stopped` at a planned cut. */
  #change(address: number, nanos: number, act: () => void): void {
    if (!this.#enabled) this.#complain('the flash chip was told to write without write enable');
    this.#enabled = false;
    const end = protectedBytes.get(this.#status);
    if (end === undefined) this.#complain('the program in flash is not protected');
    else if (address < end) this.#complain(`a write to protected flash at ${address.toString(16)}`);
    act();
    this.#busyUntil = this.#rp.clock.nanos + (this.instant ? 0 : nanos);
    const start = address - (address % SECTOR_BYTES);
    this.#rp.flash.set(this.memory.bytes.subarray(start, start + SECTOR_BYTES), start);
  }
}
