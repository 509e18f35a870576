// The USB device controller of the RP2040 as the datasheet (4.1) has it, in place of rp2040js's own, which knows neither NAK nor
// halts nor toggles: buffers in its memory, one transaction at a time as the bus brings them. What a driver must not do is a
// complaint. Made by pico.ts with each start of the chip; usb-bus.ts is the cable.
import { BasePeripheral, type RP2040 } from 'rp2040js';

const FULL = 1 << 15;
const DATA1 = 1 << 13;
const STALL = 1 << 11;
const AVAILABLE = 1 << 10;
const LENGTH = 0x3ff;
const BUS_RESET = 1 << 19;
const SETUP = 1 << 17;
const WRONG_TOGGLE = 0x80000000;
const PULL_UP = 1 << 16;
const ON_BUFFER = 1 << 4;
const ON_RESET = 1 << 12;
const ON_SETUP = 1 << 16;
const IRQ = 5;
/** Three ticks of its 48 MHz clock: what a bit needs to reach it. */
const CROSSING_NANOS = 62;
const at = { address: 0, main: 0x40, control: 0x4c, status: 0x50, done: 0x58, abort: 0x60, aborted: 0x64 } as const;
const then = { stallArm: 0x68, muxing: 0x74, power: 0x78, enable: 0x90, pending: 0x98 } as const;

/** What the device says to a token; silence is an endpoint that is not there. */
export type Handshake = { kind: 'ack'; data: Uint8Array } | { kind: 'nak' | 'stall' | 'silence' };

/** Endpoints have the number of their register: twice that of the address, and one more for those to the device. */
export const endpointNumber = (address: number): number => 2 * (address & 15) + ((address & 0x80) === 0 ? 1 : 0);

export class UsbController extends BasePeripheral {
  /** The line is pulled up, or let go. */
  onPullUp: (on: boolean) => void = () => {};
  /** The driver has changed what an endpoint would answer. */
  onEndpoint: (number: number) => void = () => {};
  readonly #complain: (text: string) => void;
  readonly #written = new Map<number, { value: number; nanos: number }>();
  #registers = new Map<number, number>();
  /** A transaction is under way on this endpoint: its buffer is not the driver's. */
  #busy = -1;

  constructor(rp: RP2040, complain: (text: string) => void) {
    super(rp, 'USB');
    this.#complain = complain;
    rp.usbCtrl.DPRAMUpdated = (offset, value) => this.#memoryWritten(offset, value >>> 0);
  }

  get address(): number {
    return this.#get(at.address) & 0x7f;
  }

  get isPulledUp(): boolean {
    const ready = (this.#get(then.muxing) & 9) === 9 && (this.#get(then.power) & 12) === 12;
    return (this.#get(at.control) & PULL_UP) !== 0 && (this.#get(at.main) & 3) === 1 && ready;
  }

  override readUint32(offset: number): number {
    if (offset === then.pending) return this.#pending & this.#get(then.enable);
    // A buffer is safe to take once nothing is under way.
    if (offset === at.aborted) return this.#get(at.abort) & (this.#busy < 0 ? -1 : ~(1 << this.#busy));
    return this.#get(offset);
  }

  /** `value` as the bits become; `rawWriteValue` as they were written, for registers that are cleared by ones. */
  override writeUint32(offset: number, value: number): void {
    if (offset === at.status || offset === at.done) this.#set(offset, this.#get(offset) & ~this.rawWriteValue);
    else if (offset === at.aborted) return;
    else if (offset === at.control) {
      const before = this.isPulledUp;
      this.#set(offset, value);
      if (this.isPulledUp !== before) this.onPullUp(this.isPulledUp);
    } else this.#set(offset, value);
    if (offset === then.stallArm) for (const number of [0, 1]) this.onEndpoint(number);
    this.#interrupt();
  }

  /** The driver writes to the controller's memory: buffer controls matter. */
  #memoryWritten(offset: number, value: number): void {
    if (offset < 0x80 || offset >= 0x100) return;
    const number = (offset - 0x80) >> 2;
    const { nanos } = this.rp2040.clock;
    const before = this.#written.get(number) ?? { value: 0, nanos: -CROSSING_NANOS };
    const mine = (before.value & AVAILABLE) !== 0 && (this.#get(at.abort) & (1 << number)) === 0;
    if (mine) this.#complain(`the driver writes to buffer ${number}, which the USB controller has`);
    if ((value & AVAILABLE) !== 0) {
      if (((before.value ^ value) & ~AVAILABLE) !== 0 || nanos - before.nanos < CROSSING_NANOS)
        this.#complain(`buffer ${number} of USB is made available before its other bits are there`);
      if (number > 1 && (this.#endpoint(number) & 0x80000000) === 0)
        this.#complain(`a buffer for USB endpoint ${number}, which is not enabled`);
      if (((value & FULL) !== 0) !== ((number & 1) === 0))
        this.#complain(`buffer ${number} of USB is full the wrong way`);
    }
    this.#written.set(number, { value, nanos });
    if ((value & (AVAILABLE | STALL)) !== 0) this.onEndpoint(number);
  }

  /** What a token would get now. */
  answer(number: number): Handshake['kind'] {
    if (number > 1 && (this.#endpoint(number) & 0x80000000) === 0) return 'silence';
    const control = this.#written.get(number)?.value ?? 0;
    if ((control & STALL) !== 0 && (number > 1 || (this.#get(then.stallArm) & (1 << number)) !== 0)) return 'stall';
    const given = (control & AVAILABLE) !== 0 && (this.#get(at.abort) & (1 << number)) === 0;
    return given ? 'ack' : 'nak';
  }

  /** A transaction begins; `end` follows. */
  begin(number: number): void {
    this.#busy = number;
  }

  /** The device sends its packet with this toggle; `heard` is false where the host's ACK gets lost. */
  take(number: number, heard: boolean): { data: Uint8Array; toggle: number } {
    const control = this.#written.get(number)!.value;
    const start = this.#buffer(number);
    const data = this.rp2040.usbDPRAM.slice(start, start + (control & LENGTH));
    if (heard) this.#finish(number, control & ~AVAILABLE & ~FULL);
    return { data, toggle: (control & DATA1) === 0 ? 0 : 1 };
  }

  /** The host sends a packet; one with the wrong toggle was here before: it is confirmed, and that is all. */
  give(number: number, data: Uint8Array, toggle: number): boolean {
    const control = this.#written.get(number)!.value;
    if (data.length > (control & LENGTH)) this.#complain(`USB packet of ${data.length} bytes for a smaller buffer`);
    if (((control & DATA1) === 0 ? 0 : 1) !== toggle) {
      this.#set(at.status, this.#get(at.status) | WRONG_TOGGLE);
      return false;
    }
    this.rp2040.usbDPRAM.set(data, this.#buffer(number));
    this.#finish(number, (control & ~AVAILABLE & ~LENGTH) | FULL | data.length);
    return true;
  }

  /** The transaction is over, whatever came of it. */
  end(): void {
    this.#busy = -1;
  }

  setup(bytes: Uint8Array): void {
    this.rp2040.usbDPRAM.set(bytes);
    this.#set(then.stallArm, 0);
    this.#set(at.status, this.#get(at.status) | SETUP);
    this.#interrupt();
  }

  /** Both lines are low for 10 ms. */
  reset(): void {
    this.#set(at.status, this.#get(at.status) | BUS_RESET);
    this.#interrupt();
  }

  #finish(number: number, control: number): void {
    this.#written.set(number, { value: control, nanos: this.rp2040.clock.nanos });
    this.rp2040.usbDPRAMView.setUint32(0x80 + 4 * number, control, true);
    this.#set(at.done, this.#get(at.done) | (1 << number));
    this.#interrupt();
  }

  get #pending(): number {
    const status = this.#get(at.status);
    return (
      (this.#get(at.done) !== 0 ? ON_BUFFER : 0) |
      ((status & BUS_RESET) !== 0 ? ON_RESET : 0) |
      ((status & SETUP) !== 0 ? ON_SETUP : 0)
    );
  }

  #interrupt(): void {
    this.rp2040.setInterrupt(IRQ, (this.#pending & this.#get(then.enable)) !== 0);
  }

  #endpoint(number: number): number {
    return this.rp2040.usbDPRAMView.getUint32(4 * number, true);
  }

  #buffer(number: number): number {
    return number > 1 ? this.#endpoint(number) & 0xffc0 : 0x100;
  }

  #get(offset: number): number {
    return this.#registers.get(offset) ?? 0;
  }

  #set(offset: number, value: number): void {
    this.#registers.set(offset, value);
  }
}
