// UART1 of an emulated chip, at the pace of its line: a PL011 with both queues, as the I/O contact of a card needs it (the
// emulator's own sends at once). What goes wrong in its use is a complaint. Called by card-wires.ts.
import type { RP2040 } from 'rp2040js';

const CYCLE_NANOS = 8;
const IRQ = 21;
const RESET_BIT = 1 << 23;
const [BUSY, RX_EMPTY, TX_FULL, RX_FULL, TX_EMPTY] = [0x08, 0x10, 0x20, 0x40, 0x80];
const [RX, TX, RX_TIMEOUT] = [0x10, 0x20, 0x40];
const QUEUE = 32;
/** Eight bits, even parity, two stop bits (ISO/IEC 7816-3, 7.2), queues on; both directions enabled. */
const LINE = 0x7e;
const CONTROL = 0x301;
/** Start, eight bits, parity, two stop bits; heard in the middle of the first stop bit. */
const BITS = 12;
const BITS_TO_HEAR = 10.5;
const QUIET_BITS = 32;

export class IsoUart {
  /** A character begins; it is heard after so many nanoseconds. */
  onCharacter: (byte: number, nanosToHear: number) => void = () => {};
  /** Bytes that came while the queue was full. */
  overruns = 0;
  readonly #rp: RP2040;
  readonly #complain: (text: string) => void;
  readonly #quiet: { schedule(nanos: number): void };
  #registers = new Map<number, number>();
  #pending = 0;
  #out: number[] = [];
  #in: number[] = [];
  #sending = false;
  /** Grows at each reset of the part: what was under way then is nobody's any more. */
  #life = 0;

  constructor(rp: RP2040, complain: (text: string) => void) {
    this.#rp = rp;
    this.#complain = complain;
    this.#quiet = rp.clock.createAlarm(() => {
      if (this.#in.length > 0) this.#raise(RX_TIMEOUT);
    });
    const uart = rp.peripherals[0x40038]!;
    uart.readUint32 = (offset) => this.#read(offset);
    uart.writeUint32 = (offset, value) => this.#write(offset, value);
    const resets = rp.peripherals[0x4000c]!;
    const write = resets.writeUint32.bind(resets);
    resets.writeUint32 = (offset, value) => {
      write(offset, value);
      if (offset === 0 && (value & RESET_BIT) !== 0) this.#reset();
    };
  }

  get bitNanos(): number {
    return ((this.#registers.get(0x24) ?? 0) + (this.#registers.get(0x28) ?? 0) / 64) * 16 * CYCLE_NANOS;
  }

  get #on(): boolean {
    return (this.#registers.get(0x30) ?? 0) !== 0;
  }

  /** A whole character was heard. */
  hear(byte: number): void {
    if (!this.#on) return;
    if (this.#in.length >= QUEUE) this.overruns++;
    else this.#in.push(byte);
    if (this.#in.length >= QUEUE / 2) this.#raise(RX);
    this.#quiet.schedule(QUIET_BITS * this.bitNanos);
  }

  #reset(): void {
    this.#life++;
    this.#registers.clear();
    this.#pending = 0;
    this.#out = [];
    this.#in = [];
    this.#sending = false;
    this.#raise(0);
  }

  #raise(bits: number): void {
    this.#pending |= bits;
    this.#rp.setInterrupt(IRQ, (this.#pending & (this.#registers.get(0x38) ?? 0)) !== 0);
  }

  #lower(bits: number): void {
    this.#pending &= ~bits;
    this.#raise(0);
  }

  #read(offset: number): number {
    if (offset === 0x18)
      return (
        (this.#sending ? BUSY : 0) |
        (this.#in.length === 0 ? RX_EMPTY : 0) |
        (this.#out.length >= QUEUE ? TX_FULL : 0) |
        (this.#in.length >= QUEUE ? RX_FULL : 0) |
        (this.#out.length === 0 ? TX_EMPTY : 0)
      );
    if (offset !== 0) return this.#registers.get(offset) ?? 0;
    const byte = this.#in.shift();
    if (byte === undefined) this.#complain('a read of the empty queue of UART1');
    if (this.#in.length < QUEUE / 2) this.#lower(RX);
    if (this.#in.length === 0) this.#lower(RX_TIMEOUT);
    return byte ?? 0;
  }

  #write(offset: number, value: number): void {
    if (offset === 0) this.#send(value & 0xff);
    else if (offset === 0x44) this.#lower(value);
    else {
      this.#registers.set(offset, value);
      this.#raise(0);
    }
  }

  #send(byte: number): void {
    const [line, control] = [this.#registers.get(0x2c), this.#registers.get(0x30)];
    if (line !== LINE || control !== CONTROL)
      this.#complain(`a byte to UART1 set up as ${line?.toString(16)}, ${control?.toString(16)}`);
    if (this.#out.length >= QUEUE) this.#complain('a byte to the full queue of UART1');
    this.#out.push(byte);
    if (!this.#sending) this.#next();
  }

  #next(): void {
    const byte = this.#out.shift();
    this.#sending = byte !== undefined;
    if (this.#out.length === QUEUE / 2) this.#raise(TX);
    if (byte === undefined) return;
    const life = this.#life;
    this.onCharacter(byte, BITS_TO_HEAR * this.bitNanos);
    this.#rp.clock
      .createAlarm(() => {
        if (life === this.#life) this.#next();
      })
      .schedule(BITS * this.bitNanos);
  }
}
