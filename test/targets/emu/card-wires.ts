// The contacts of the slot between two emulated chips, the device's and the card's: power, RST, clock and the one wire of I/O.
// Called by slot-pico.ts.
import { GPIOPinState, type RP2040 } from 'rp2040js';
import { checkPace, IN, isUart, OUT, RST, wireClockCounter } from './card-contacts.ts';
import { IsoUart } from './iso-uart.ts';
import type { Pico } from './pico.ts';

type Complain = (text: string) => never;

const FUNCTION_CLOCK = 8;
/** Pins of hw/pico-slot/slot.c. */
const device = { power: 19, rst: 20, clock: 21 };
const CORE_KHZ = 125_000;
/** clk_sys, enabled. */
const CLOCK_RUNS = (6 << 5) | (1 << 11);

const isHigh = (rp: RP2040, pin: number): boolean => rp.gpio[pin]!.value === GPIOPinState.High;

export interface End {
  pico: Pico;
  rp: RP2040;
  uart: IsoUart;
  complain: Complain;
}

export class CardWires {
  /** Bytes that have crossed the wire, both ways, since they were last set to 0. */
  bytes = 0;
  #device: End | undefined;
  #card: End | undefined;
  /** Time of the world until which a character is on the wire. */
  #takenUntil = 0;
  /** The card is in the slot. */
  #joined = false;

  /** The device's chip has started anew: none of its pins is driven. */
  attachDevice(pico: Pico, rp: RP2040, complain: Complain, onPower: () => void): void {
    this.#device = this.#end(pico, rp, complain);
    rp.gpio[device.power]!.addListener(onPower);
    rp.gpio[device.rst]!.addListener(() => this.#settle());
  }

  attachCard(pico: Pico, rp: RP2040, complain: Complain): void {
    this.#card = this.#end(pico, rp, complain);
    wireClockCounter(rp, () => this.clockKhz);
    this.#settle();
  }

  join(joined: boolean): void {
    this.#joined = joined;
    if (!joined) this.#card = undefined;
  }

  get powered(): boolean {
    return this.#joined && this.#device !== undefined && isHigh(this.#device.rp, device.power);
  }

  /** What the card's clock contact sees. */
  get clockKhz(): number {
    const { rp } = this.#device!;
    const { gpout0Ctrl, gpout0Div } = rp.peripherals[0x40008] as unknown as { gpout0Ctrl: number; gpout0Div: number };
    const runs = rp.gpio[device.clock]!.functionSelect === FUNCTION_CLOCK;
    return runs && (gpout0Ctrl & CLOCK_RUNS) === CLOCK_RUNS ? CORE_KHZ / (gpout0Div / 256) : 0;
  }

  #end(pico: Pico, rp: RP2040, complain: Complain): End {
    const end: End = { pico, rp, complain, uart: new IsoUart(rp, complain) };
    end.uart.onCharacter = (byte, nanos) => this.#character(end, byte, nanos);
    return end;
  }

  #settle(): void {
    if (this.#card === undefined || this.#device === undefined) return;
    this.#card.rp.gpio[RST]!.setInputValue(isHigh(this.#device.rp, device.rst));
  }

  /** Pulls the wire low and high: heard at both ends, the speaker's own too. */
  #character(from: End, byte: number, nanos: number): void {
    if (!isUart(from.rp, OUT)) return;
    const { nanos: now } = from.pico;
    if (now < this.#takenUntil) from.complain('a character on the card line while the other end speaks');
    if (this.clockKhz === 0) from.complain('a character on the card line without a clock');
    checkPace(from.uart.bitNanos, this.clockKhz, from.complain);
    this.#takenUntil = now + nanos;
    this.bytes++;
    for (const end of [this.#device, this.#card]) {
      if (end === undefined || !isUart(end.rp, IN)) continue;
      const late = now + nanos - end.pico.nanos;
      end.rp.clock.createAlarm(() => end.uart.hear(byte)).schedule(Math.max(0, late));
    }
  }
}
