// What a board's first stage does for updates, by the same first-stage.wasm: run slot, staging area and log in a flash of their
// own, which is made when the first update comes. The image of this board, `sim`, is device.wasm itself; after an update
// the machine runs what lies in the run slot, until the simulator ends. machine.ts owns it.
import { sha256 } from '@noble/hashes/sha2.js';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { flashMap } from '@sigillator/protocol/tables/flash';
import { developmentPublicKeys, updateHeader, updateOutcomes, updateSizes } from '@sigillator/protocol/tables/update';
import { crc32, writeHeader } from '@sigillator/protocol/tables/update-file';
import { Flash, SECTOR_BYTES } from './flash.ts';
import type { Part } from './part.ts';
import { type Program, programOf } from './program.ts';
import { isGlobalName } from './wasm-globals.ts';

const { run: RUN, staging: STAGING } = flashMap;
const SLOT = updateSizes.slot;
const SECTORS = (2 * SLOT) / SECTOR_BYTES + 2;
const BOARD = 'sim';

/** The parts of the chip that the first stage uses lie one behind the other in the flash here. */
const place = (address: number): number => (address >= STAGING ? address - STAGING + SLOT : address - RUN);

interface Stage {
  memory: WebAssembly.Memory;
  boot(): number;
  room(): number;
  begin(): number;
  step(): number;
  have(): number;
  take(offset: number, length: number): number;
  check(): number;
  activate(): number;
}

interface State {
  flash: unknown;
  memory: Uint8Array | undefined;
  globals: (number | bigint)[];
}

export class Updates implements Part {
  readonly #firstStage: Program | undefined;
  readonly #factory: Program;
  readonly #seed: number;
  #flash: Flash | undefined;
  #stage: Stage | undefined;

  /** Without a first stage every update is refused. */
  constructor(firstStage: Program | undefined, factory: Program, seed: number) {
    this.#firstStage = firstStage;
    this.#factory = factory;
    this.#seed = seed;
  }

  /** The flash, with the program of the factory in the run slot. */
  get flash(): Flash {
    if (this.#flash === undefined) {
      const { wasm, digest } = this.#factory;
      const key = new Uint8Array();
      this.#flash = new Flash(SECTORS, this.#seed);
      const crc = crc32(wasm);
      this.#flash.bytes.set(
        writeHeader({ board: BOARD, version: firmwareVersion, length: wasm.length, digest, crc, key }),
      );
      this.#flash.bytes.set(wasm, updateSizes.header);
    }
    return this.#flash;
  }

  powerOn(): void {
    this.#flash?.powerOn();
  }

  /** The chip starts: false where nothing in the run slot can. */
  boot(): boolean {
    this.#stage = undefined;
    return this.#flash === undefined || this.#start().boot() !== 0;
  }

  /** What lies in the run slot; `known` if it is that. */
  program(known: Program): Program {
    if (this.#flash === undefined) return this.#factory;
    const header = new DataView(this.#flash.bytes.buffer);
    const length = header.getUint32(updateHeader.length, true);
    const wasm = this.#flash.bytes.slice(updateSizes.header, updateSizes.header + length);
    const same = sha256(wasm).every((byte, index) => byte === known.digest[index]);
    return same ? known : programOf(known.name, wasm);
  }

  begin(header: Uint8Array): number {
    if (this.#firstStage === undefined) return updateOutcomes.State;
    return this.#give(header).begin();
  }

  step = (): number => this.#stage?.step() ?? updateOutcomes.State;
  have = (): number => this.#stage?.have() ?? 0;
  check = (): number => this.#stage?.check() ?? updateOutcomes.State;
  activate = (): number => this.#stage?.activate() ?? updateOutcomes.State;

  take(offset: number, bytes: Uint8Array): number {
    return this.#stage === undefined ? updateOutcomes.State : this.#give(bytes).take(offset, bytes.length);
  }

  /** Puts bytes where the first stage looks for them. */
  #give(bytes: Uint8Array): Stage {
    const stage = this.#stage ?? this.#start();
    new Uint8Array(stage.memory.buffer).set(bytes, stage.room());
    return stage;
  }

  #start(): Stage {
    const { flash } = this;
    const bytes = (pointer: number, length: number): Uint8Array =>
      new Uint8Array(stage.memory.buffer).subarray(pointer, pointer + length);
    const board = {
      boardName: (pointer: number) => bytes(pointer, updateSizes.board).set(new TextEncoder().encode(BOARD)),
      publicKey: (index: number, pointer: number) =>
        bytes(pointer, 32).set(developmentPublicKeys[index]!.match(/../g)!.map((byte) => Number.parseInt(byte, 16))),
      flashRead: (address: number, pointer: number, length: number) =>
        flash.read(place(address), bytes(pointer, length)),
      flashProgram: (address: number, pointer: number, length: number) =>
        flash.program(place(address), bytes(pointer, length).slice()),
      flashErase: (sector: number) => flash.erase(place(sector * SECTOR_BYTES) / SECTOR_BYTES),
    };
    const stage = new WebAssembly.Instance(this.#firstStage!.module, { board }).exports as unknown as Stage;
    this.#stage = stage;
    return stage;
  }

  #globals(): WebAssembly.Global[] {
    const exports = this.#stage as unknown as Record<string, WebAssembly.Global>;
    return Object.keys(exports)
      .filter(isGlobalName)
      .map((name) => exports[name]!);
  }

  snapshot(): State | undefined {
    if (this.#flash === undefined) return undefined;
    const memory = this.#stage === undefined ? undefined : new Uint8Array(this.#stage.memory.buffer).slice();
    const globals = this.#stage === undefined ? [] : this.#globals().map((global) => global.value);
    return { flash: this.#flash.snapshot(), memory, globals };
  }

  restore(state: unknown): void {
    this.#stage = undefined;
    this.#flash = undefined;
    if (state === undefined) return;
    const { flash, memory, globals } = state as State;
    this.flash.restore(flash);
    if (memory === undefined) return;
    new Uint8Array(this.#start().memory.buffer).set(memory);
    this.#globals().forEach((global, index) => {
      global.value = globals[index];
    });
  }
}
