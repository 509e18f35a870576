// VERIFY with a wrong PIN on the card's real image, one instruction skipped at a time. The card runs up to the command; from
// there each run is a fork of the same moment. Used by pin-path-m0.test.ts.
import { apdu } from '@sigillator/host/card/command-apdu';
import { flashMap } from '@sigillator/protocol/tables/flash';
import type { CardReader } from '../targets/emu/card-reader.ts';
import { ChipState } from '../targets/emu/chip-state.ts';

const CYCLE_NANOS = 8;
const RAM_START = 0x20000000;
/** The image uses so much of RAM (hw/pico-card/pico-card.ld). */
const RAM_BYTES = 80 * 1024;

/** How a run ended: an answer, the chip stopped itself or faulted, or it went nowhere until the watchdog would have come. */
export type Ending = { kind: 'answer'; sw: number; data: number } | { kind: 'other block' | 'stopped' | 'hung' };

export interface Run {
  ending: Ending;
  instructions: number;
  /** Where the skipped instruction was. */
  at: number;
}

class Restarted extends Error {}

export class FaultLab {
  readonly #card: CardReader;
  readonly #transmit: number;
  readonly #memory: number;

  /** A card for foreign readers, so that VERIFY needs no channel around it; it has power. */
  constructor(card: CardReader) {
    this.#card = card;
    const symbol = (name: string): number => {
      const address = card.chip.image.symbols.get(name);
      if (address === undefined) throw new Error(`The image has no symbol ${name}.`);
      return address & ~1;
    };
    this.#transmit = symbol('card_board_transmit');
    this.#memory = symbol('card_memory') - RAM_START;
    this.#stopAtRestart();
  }

  /** A restart ends a run. */
  #stopAtRestart(): void {
    const watchdog = this.#card.chip.rp.peripherals[0x40058] as unknown as { onWatchdogTrigger(): void };
    watchdog.onWatchdogTrigger = () => {
      throw new Restarted();
    };
  }

  /** Sends VERIFY as the first block and stops where its last byte comes out of the line's queue. */
  begin(pin: string): void {
    const { chip } = this.#card;
    const command = apdu(0x20, 0, 0x80, Buffer.from(pin), false);
    const block = [0, 0, command.length, ...command];
    const edc = block.reduce((sum, byte) => sum ^ byte, 0);
    this.#card.speak([...block, edc]);
    const event = chip.image.symbols.get('w2c_card_event')! & ~1;
    // The last byte of the block goes into the firmware.
    for (let left = block.length + 1; left > 0; left -= chip.rp.core.PC === event ? 1 : 0) this.#step();
  }

  #step(): void {
    const { rp } = this.#card.chip;
    const clock = rp.clock as unknown as { tick(nanos: number): void; nanosToNextAlarm: number };
    if (rp.core.waiting) clock.tick(Math.max(1, Math.ceil(clock.nanosToNextAlarm)));
    else clock.tick(rp.core.executeInstruction() * CYCLE_NANOS);
  }

  state(): ChipState {
    return new ChipState(this.#card.chip, RAM_BYTES, { start: flashMap.card, bytes: flashMap.cardBytes });
  }

  /** Runs until the card answers; `limit` instructions at most. */
  finish(limit: number): Run {
    const { core, clock } = this.#card.chip.rp;
    const { registers } = core;
    const time = clock as unknown as { tick(nanos: number): void };
    const transmit = this.#transmit;
    const at = core.PC;
    let instructions = 0;
    try {
      for (; instructions < limit; instructions++) {
        if (registers[15] === transmit) return { ending: this.#answer(), instructions, at };
        if (core.waiting) this.#step();
        else time.tick(core.executeInstruction() * CYCLE_NANOS);
      }
    } catch (error) {
      // A complaint of the emulator is a fault of the core here: the chip would restart.
      if (!(error instanceof Restarted) && !/complains|RangeError/.test(String(error))) throw error;
      return { ending: { kind: 'stopped' }, instructions, at };
    }
    return { ending: { kind: 'hung' }, instructions, at };
  }

  /** The same, but the next instruction does not happen. */
  skip(limit: number): Run {
    const { core } = this.#card.chip.rp;
    const at = core.PC;
    core.PC = at + this.#size(at);
    return { ...this.finish(limit), at };
  }

  /** One instruction, nothing skipped. */
  advance(): void {
    this.#step();
  }

  get pc(): number {
    return this.#card.chip.rp.core.PC;
  }

  get transmits(): boolean {
    return this.pc === this.#transmit;
  }

  /** Bytes of an instruction: four from 0b11101 on. */
  #size(address: number): number {
    return this.#card.chip.rp.readUint16(address) >>> 11 >= 0b11101 ? 4 : 2;
  }

  /** The block that `card_board_transmit` was given. */
  #answer(): Ending {
    const { core, sram } = this.#card.chip.rp;
    const [, pointer = 0, length = 0] = core.registers;
    const block = sram.subarray(this.#memory + pointer, this.#memory + pointer + length);
    if (length < 6 || (block[1]! & 0x80) !== 0) return { kind: 'other block' };
    // Prologue, data, status word, check byte.
    return { kind: 'answer', sw: (block[length - 3]! << 8) | block[length - 2]!, data: length - 6 };
  }

  /** What the card's store holds. */
  get store(): Buffer {
    return Buffer.from(this.#card.store);
  }

  /** Puts another store into flash. */
  setStore(store: Uint8Array): void {
    this.#card.chip.writeFlash(flashMap.card, store);
  }

  /** What RAM holds. */
  get ram(): Buffer {
    return Buffer.from(this.#card.chip.rp.sram.buffer);
  }
}
