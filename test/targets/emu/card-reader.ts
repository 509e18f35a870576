// A terminal at the contacts of the emulated card: power, RST, a clock and T=1 with whole commands. Used by the tests that look
// into the card's chip.
import { flashMap } from '@sigillator/protocol/tables/flash';
import { buildImage } from '../../../hw/build.ts';
import { T1End, terminalResult } from '../t1-line.ts';
import { checkPace, IN, isUart, OUT, RST, wireClockCounter } from './card-contacts.ts';
import { IsoUart } from './iso-uart.ts';
import { Pico } from './pico.ts';

const MS = 1_000_000;
/** As hw/pico-slot/slot.c: longer than the card needs to boot. */
const BOOT_MS = 50;
/** 40,000 clocks of the slowest clock. */
const ATR_MS = 40;
/** Nothing more comes when the line was silent for so long. */
const SILENT_MS = 12;
const BLOCK_WAIT_MS = 1_600;
const CHARACTER_WAIT_MS = 40;

export interface ReaderOptions {
  seed?: number;
  /** What the reader gives at the clock contact. */
  clockKhz?: number;
}

export class CardReader {
  readonly chip: Pico;
  clockKhz: number;
  atr: Uint8Array = new Uint8Array(0);
  /** From RST high to the first character of the answer to reset, in clocks. */
  atrClocks = 0;
  extensions = 0;
  uart!: IsoUart;
  readonly #terminal = new T1End();
  #heard: { byte: number; nanos: number }[] = [];
  #released = false;

  private constructor(chip: Pico, clockKhz: number) {
    this.chip = chip;
    this.clockKhz = clockKhz;
    chip.onStart = (rp, complain) => {
      wireClockCounter(rp, () => this.clockKhz);
      this.uart = new IsoUart(rp, complain);
      this.uart.onCharacter = (byte, nanos) => {
        if (!isUart(rp, OUT)) return;
        checkPace(this.uart.bitNanos, this.clockKhz, complain);
        this.#heard.push({ byte, nanos: chip.nanos });
        rp.clock.createAlarm(() => this.uart.hear(byte)).schedule(nanos);
      };
      rp.gpio[RST]!.setInputValue(this.#released);
    };
  }

  /** A card with a store as the simulator keeps it, without power. */
  static async make(store: Uint8Array, { seed = 1, clockKhz = 3571 }: ReaderOptions = {}): Promise<CardReader> {
    const chip = new Pico({ image: await buildImage('pico-card'), seed });
    chip.writeFlash(flashMap.card, store);
    return new CardReader(chip, clockKhz);
  }

  /** The card's store as it is in flash now. */
  get store(): Uint8Array {
    return this.chip.flash.bytes.slice(flashMap.card, flashMap.card + flashMap.cardBytes);
  }

  /** Cold reset. */
  powerOn(): this {
    this.powerOff();
    this.chip.power(true);
    this.pass(BOOT_MS);
    this.release();
    return this;
  }

  powerOff(): void {
    this.chip.power(false);
    this.#released = false;
    this.#heard = [];
  }

  /** RST low. */
  hold(): void {
    this.#rst(false);
    this.#heard = [];
  }

  /** RST high; takes the answer to reset. */
  release(): void {
    const start = this.chip.nanos;
    this.#rst(true);
    this.chip.runUntil(start + ATR_MS * MS, () => this.#heard.length > 0);
    this.atrClocks = (((this.#heard[0]?.nanos ?? Number.POSITIVE_INFINITY) - start) * this.clockKhz) / MS;
    this.atr = this.take();
    const { wasm } = this.#terminal;
    wasm.t1TerminalInit(wasm.outputAt(), 1024, 254, false, BLOCK_WAIT_MS, CHARACTER_WAIT_MS, 2);
  }

  #rst(high: boolean): void {
    this.#released = high;
    if (this.chip.on) this.chip.rp.gpio[RST]!.setInputValue(high);
  }

  pass(milliseconds: number): void {
    this.chip.runUntil(this.chip.nanos + milliseconds * MS);
  }

  /** Characters to the card, at the pace of the line. */
  speak(bytes: Iterable<number>): void {
    const { rp } = this.chip;
    const bit = (372 / this.clockKhz) * 1e6;
    let at = 22 * bit; // block guard time (ISO/IEC 7816-3, 11.4.3)
    for (const byte of bytes) {
      rp.clock.createAlarm(() => isUart(rp, IN) && this.uart.hear(byte)).schedule(at);
      at += 12 * bit;
    }
    this.chip.runUntil(this.chip.nanos + at);
  }

  /** What the card says until it is silent. */
  take(): Uint8Array {
    let count = -1;
    while (this.chip.on && count !== this.#heard.length) {
      count = this.#heard.length;
      this.pass(SILENT_MS);
    }
    return Uint8Array.from(this.#heard.splice(0), ({ byte }) => byte);
  }

  /** One command through T=1; empty if the card has lost power meanwhile. */
  exchange(command: Uint8Array): Uint8Array {
    const { wasm } = this.#terminal;
    this.#terminal.put(wasm.inputAt(), command);
    let result = wasm.t1TerminalSend(wasm.inputAt(), command.length, this.#nowMs);
    while (this.chip.on) {
      if (result === terminalResult.answer) {
        this.pass(SILENT_MS);
        return this.#terminal.take(wasm.outputAt(), wasm.t1TerminalAnswerLength());
      }
      if (result === terminalResult.failed)
        throw new Error(`T=1 with the emulated card failed: ${wasm.t1TerminalFailure()}.`);
      if (result === terminalResult.extended) this.extensions++;
      if (result !== terminalResult.nothing) this.speak(this.#terminal.sent());
      result = this.#listen();
    }
    return new Uint8Array(0);
  }

  get #nowMs(): number {
    return Math.floor(this.chip.nanos / MS);
  }

  #listen(): number {
    const { wasm } = this.#terminal;
    for (;;) {
      for (let next = this.#heard.shift(); next !== undefined; next = this.#heard.shift()) {
        const result = wasm.t1TerminalByte(next.byte, this.#nowMs);
        if (result !== terminalResult.nothing) return result;
      }
      const deadline = wasm.t1TerminalDeadline() * MS;
      this.chip.runUntil(Math.max(deadline, this.chip.nanos + MS), () => this.#heard.length > 0);
      if (!this.chip.on) return terminalResult.nothing;
      if (this.#heard.length > 0) continue;
      const result = wasm.t1TerminalTick(this.#nowMs);
      if (result !== terminalResult.nothing) return result;
    }
  }
}
