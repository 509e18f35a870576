// The chip of our card: runs card.wasm with a memory and a noise source of its own. card-slot.ts feeds it bytes.
import { callExternal } from '@sigillator/host/seal/external-call';
import { type Board, Chip, Stopped } from './chip.ts';
import { Entropy } from './entropy.ts';
import type { FlashPart } from './flash-part.ts';
import type { Program } from './program.ts';
import type { SlotCard } from './slot-card.ts';

/** Numbers of firmware/card/board.ts, `CardEvent`. */
const BYTE = 1;
const RESET = 2;

export interface CardOptions {
  program: Program;
  flash: FlashPart;
  entropySeed: number;
  /** Board constant `wideProducts`; default true. */
  wide?: boolean;
  /** Board constant `separateChip`; default true. */
  separate?: boolean;
  /** Board call `externalSeal`, for a card that was built with an external method. */
  method?: WebAssembly.Module;
}

export class CardChip implements SlotCard {
  onTransmit: (bytes: Uint8Array) => void = () => {};
  readonly flash: FlashPart;
  readonly entropy: Entropy;
  readonly chip: Chip;
  #nowMs = 0;
  #onAtMs = 0;
  /** Number of the stop, once the firmware halted; the card stays silent until its next power-on. */
  haltCode: number | undefined;

  constructor({ program, flash, entropySeed, wide = true, separate = true, method }: CardOptions) {
    this.flash = flash;
    this.entropy = new Entropy(entropySeed, 'card');
    const board: Board = {
      transmit: (pointer, length) => this.onTransmit(this.chip.bytes(pointer!, length!).slice()) as undefined,
      entropy: (pointer, length) => this.entropy.fill(this.chip.bytes(pointer!, length!)),
      milliseconds: () => this.#nowMs - this.#onAtMs,
      wideProducts: () => Number(wide),
      separateChip: () => Number(separate),
      flashRead: (address, pointer, length) =>
        flash.read(address! >>> 0, this.chip.bytes(pointer!, length!)) as undefined,
      flashProgram: (address, pointer, length) =>
        flash.program(address! >>> 0, this.chip.bytes(pointer!, length!).slice()) as undefined,
      flashErase: (sector) => flash.erase(sector!) as undefined,
      ...(method === undefined ? {} : { externalSeal: (...at) => this.#external(method, at) }),
      halt: (code) => {
        throw new Stopped('halt', code);
      },
    };
    this.chip = new Chip(program, board);
  }

  /** The method has memory of its own; the card's is copied there and back, as a board must do it. */
  #external(method: WebAssembly.Module, [key, keyLength, data, dataLength, out]: number[]): number {
    const copy = (at: number, length: number): Uint8Array => this.chip.bytes(at, length).slice();
    try {
      const digits = callExternal(method, copy(key!, keyLength!), copy(data!, dataLength!));
      this.chip.bytes(out!, digits.length).set(new TextEncoder().encode(digits));
      return 0;
    } catch {
      return 1;
    }
  }

  get busy(): boolean {
    return this.chip.busy;
  }

  powerOn(nowMs = 0): void {
    this.#nowMs = nowMs;
    this.#onAtMs = nowMs;
    this.haltCode = undefined;
    this.flash.powerOn();
    this.#untilHalt(() => this.chip.powerOn());
  }

  powerOff(): void {
    this.chip.powerOff();
  }

  receive(byte: number, nowMs = this.#nowMs): void {
    this.#nowMs = nowMs;
    if (this.chip.on) this.#untilHalt(() => this.chip.event(BYTE, byte));
  }

  /** Warm reset: power stays. */
  reset(): void {
    if (this.chip.on) this.#untilHalt(() => this.chip.event(RESET, 0));
  }

  step(nowMs: number): boolean {
    this.#nowMs = nowMs;
    if (this.chip.on) this.#untilHalt(() => this.chip.step());
    return this.chip.busy;
  }

  #untilHalt(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.chip.powerOff();
      if (!(error instanceof Stopped) || error.why !== 'halt') throw error;
      this.haltCode = error.code;
    }
  }

  snapshot(): { nowMs: number; onAtMs: number; haltCode: number | undefined; parts: unknown[] } {
    const parts = [this.flash, this.entropy, this.chip].map((part) => part.snapshot());
    return { nowMs: this.#nowMs, onAtMs: this.#onAtMs, haltCode: this.haltCode, parts };
  }

  restore(state: unknown): void {
    const { nowMs, onAtMs, haltCode, parts } = state as ReturnType<CardChip['snapshot']>;
    this.#nowMs = nowMs;
    this.#onAtMs = onAtMs;
    this.haltCode = haltCode;
    [this.flash, this.entropy, this.chip].forEach((part, i) => {
      part.restore(parts[i]);
    });
  }
}
