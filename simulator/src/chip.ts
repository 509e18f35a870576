// A chip: runs one firmware module while it has power. device-chip.ts and card.ts give it its board contract.
import type { Part } from './part.ts';
import type { Program } from './program.ts';
import { isGlobalName } from './wasm-globals.ts';

/** Why firmware stopped in the middle of a call: thrown through the wasm frames by a board function. */
export class Stopped extends Error {
  readonly why: 'power' | 'halt' | 'restart';
  readonly code: number;

  constructor(why: 'power' | 'halt' | 'restart', code = 0) {
    super(`The firmware was stopped: ${why} ${code}.`);
    this.why = why;
    this.code = code;
  }
}

export interface Board {
  [name: string]: (...values: number[]) => number | undefined;
}

interface Exports {
  memory: WebAssembly.Memory;
  start(): void;
  event(kind: number, argument: number): void;
  step(): number;
}

export class Chip implements Part {
  #program: Program;
  readonly #board: Board;
  #instance: WebAssembly.Instance | undefined;
  #busy = false;

  constructor(program: Program, board: Board) {
    this.#program = program;
    this.#board = board;
  }

  get program(): Program {
    return this.#program;
  }

  /** Another program runs from the next power-on. */
  load(program: Program): void {
    this.#program = program;
  }

  get on(): boolean {
    return this.#instance !== undefined;
  }

  /** True while the firmware has work left. */
  get busy(): boolean {
    return this.#busy;
  }

  powerOn(): void {
    this.#instantiate();
    this.#busy = true;
    this.#run((exports) => exports.start());
  }

  /** Memory is lost, as in a real chip. */
  powerOff(): void {
    this.#instance = undefined;
    this.#busy = false;
  }

  event(kind: number, argument: number): void {
    this.#busy = true;
    this.#run((exports) => exports.event(kind, argument));
  }

  step(): void {
    this.#run((exports) => {
      this.#busy = exports.step() !== 0;
    });
  }

  /** The bytes at `pointer` in the chip's memory; valid until the next call. */
  bytes(pointer: number, length: number): Uint8Array {
    const memory = this.#memory();
    if (pointer + length > memory.length)
      throw new Error(`Board call of ${this.program.name}: ${length} bytes at ${pointer} lie outside its memory.`);
    return memory.subarray(pointer, pointer + length);
  }

  /** All memory, for tests that look for residue. */
  memory(): Uint8Array {
    return this.#memory().slice();
  }

  #memory(): Uint8Array {
    return new Uint8Array(this.#exports().memory.buffer);
  }

  #exports(): Exports {
    if (this.#instance === undefined) throw new Error(`Calling ${this.program.name}: it has no power.`);
    return this.#instance.exports as unknown as Exports;
  }

  #instantiate(): void {
    this.#instance = new WebAssembly.Instance(this.program.module, { board: this.#board as WebAssembly.ModuleImports });
  }

  #run(call: (exports: Exports) => void): void {
    try {
      call(this.#exports());
    } catch (error) {
      this.#busy = false;
      if (error instanceof Stopped) throw error;
      const cause = error instanceof Error ? error.message : String(error);
      throw new Error(`${this.program.name}.wasm stopped where it must never stop: ${cause}.`, { cause: error });
    }
  }

  /** Mutable globals in the order of the module. */
  #globals(): WebAssembly.Global[] {
    const exports = this.#instance!.exports;
    return Object.keys(exports)
      .filter(isGlobalName)
      .map((name) => exports[name] as WebAssembly.Global);
  }

  snapshot(): { memory: Uint8Array; globals: (number | bigint)[]; busy: boolean } | undefined {
    if (this.#instance === undefined) return undefined;
    return { memory: this.memory(), globals: this.#globals().map((global) => global.value), busy: this.#busy };
  }

  restore(state: unknown): void {
    this.powerOff();
    if (state === undefined) return;
    const { memory, globals, busy } = state as NonNullable<ReturnType<Chip['snapshot']>>;
    this.#instantiate();
    this.#memory().set(memory);
    this.#globals().forEach((global, i) => {
      global.value = globals[i];
    });
    this.#busy = busy;
  }
}
