// A copy of an emulated chip at any instruction, to run on from there again and again: core, the RAM and the flash that the
// image uses, time, and a flash command under way. Other parts keep their state. Used by the fault lab.
import type { Pico } from './pico.ts';

export interface Region {
  start: number;
  bytes: number;
}

interface Alarm {
  nanos: number;
  next: Alarm | null;
}
interface Clock {
  nanosCounter: number;
  nextAlarm: Alarm | null;
}

export class ChipState {
  readonly #pico: Pico;
  readonly #flash: Region;
  readonly #ram: Uint8Array;
  readonly #store: Uint8Array;
  readonly #core: Record<string, unknown>;
  readonly #registers: Uint32Array;
  readonly #nanos: number;
  readonly #alarms: [Alarm, number][] = [];
  readonly #nor: object;
  readonly #wires: Pico['flashWires'];

  /** `ram` bytes from the start of RAM, and a region of flash. */
  constructor(pico: Pico, ram: number, flash: Region) {
    const { rp } = pico;
    const clock = rp.clock as unknown as Clock;
    this.#pico = pico;
    this.#flash = flash;
    this.#ram = rp.sram.slice(0, ram);
    this.#store = pico.flash.bytes.slice(flash.start, flash.start + flash.bytes);
    this.#core = Object.fromEntries(
      Object.entries(rp.core).filter(([, value]) => ['number', 'boolean'].includes(typeof value)),
    );
    this.#registers = rp.core.registers.slice();
    this.#nanos = clock.nanosCounter;
    for (let alarm = clock.nextAlarm; alarm !== null; alarm = alarm.next) this.#alarms.push([alarm, alarm.nanos]);
    this.#nor = pico.nor.state();
    this.#wires = { ...pico.flashWires, received: [...pico.flashWires.received] };
  }

  restore(): void {
    const { rp, flash, nor, flashWires } = this.#pico;
    rp.sram.set(this.#ram);
    flash.bytes.set(this.#store, this.#flash.start);
    rp.flash.set(this.#store, this.#flash.start);
    Object.assign(rp.core, this.#core);
    rp.core.registers.set(this.#registers);
    const clock = rp.clock as unknown as Clock;
    clock.nanosCounter = this.#nanos;
    clock.nextAlarm = null;
    for (const [alarm, nanos] of [...this.#alarms].reverse()) {
      alarm.nanos = nanos;
      alarm.next = clock.nextAlarm;
      clock.nextAlarm = alarm;
    }
    nor.setState(this.#nor);
    Object.assign(flashWires, this.#wires, { received: [...this.#wires.received] });
  }
}
