// The store's wasm module on a virtual flash, for the model and power tests: typed calls, and a reboot.
import { readFileSync } from 'node:fs';
import { build, wasmPath } from '../firmware/build.ts';
import type { Flash } from '../simulator/src/flash.ts';

await build(['store-test']);
const compiled = new WebAssembly.Module(readFileSync(wasmPath('store-test')));

export const OK = 0;
export const EMPTY = -1;
export const DAMAGED = -2;
export const ABSENT = -3;
export const BUSY = -4;
export const FULL = -5;
export const FAILED = -6;
export const MISUSE = -7;
export const MORE = 1;

interface Exports {
  memory: WebAssembly.Memory;
  heap(): number;
  storeInit(firstSector: number, sectorCount: number, index: number, entries: number): number;
  storeFormatStep(): number;
  formatWasCut(): number;
  storeRead(key: number, pointer: number, room: number): number;
  storeLength(key: number): number;
  storeNextKey(after: number): number;
  storeBegin(): number;
  storePut(key: number, pointer: number, length: number, secret: number): number;
  storeDelete(key: number): number;
  storeCommit(): number;
  storeAbort(): void;
  storeSave(key: number, pointer: number, length: number, secret: number): number;
  storeRoom(): number;
  storeIdle(): number;
  storeWear(): number;
  counterRead(key: number): number;
  counterRaise(key: number): number;
  counterWrite(key: number, count: number): number;
  capacity(): number;
  readyGoal(): number;
}

/** One power-up of the store. Make a new one for each reboot. */
export class StoreRig {
  readonly raw: Exports;
  readonly #value: number;

  constructor(flash: Flash) {
    const instance = new WebAssembly.Instance(compiled, {
      board: {
        flashRead: (address: number, pointer: number, length: number) =>
          flash.read(address >>> 0, this.#bytes(pointer, length)),
        flashProgram: (address: number, pointer: number, length: number) =>
          flash.program(address >>> 0, this.#bytes(pointer, length)),
        flashErase: (sector: number) => flash.erase(sector >>> 0),
      },
    });
    this.raw = instance.exports as unknown as Exports;
    this.#value = this.raw.heap() + 4096;
  }

  init(sectors: number, entries = 64, firstSector = 0): number {
    return this.raw.storeInit(firstSector, sectors, this.raw.heap(), entries);
  }

  /** Formats to the end; returns the last result. */
  format(): number {
    let result = this.raw.storeFormatStep();
    while (result === MORE) result = this.raw.storeFormatStep();
    return result;
  }

  /** Idle work until none is left; returns the number of steps. Fails if it never ends. */
  idle(limit = 2000): number {
    for (let steps = 0; steps < limit; steps++) if (this.raw.storeIdle() === 0) return steps;
    throw new Error(`Idle work did not end within ${limit} steps.`);
  }

  put(key: number, value: Uint8Array, secret = 0): number {
    return this.raw.storePut(key, this.#write(value), value.length, secret);
  }

  save(key: number, value: Uint8Array, secret = 0): number {
    return this.raw.storeSave(key, this.#write(value), value.length, secret);
  }

  /** The value, or the refusal. */
  read(key: number): Uint8Array | number {
    const length = this.raw.storeRead(key, this.#value, 1104);
    return length < 0 ? length : new Uint8Array(this.raw.memory.buffer, this.#value, length).slice();
  }

  /** All that is stored. Throws when a record cannot be read. */
  contents(): Map<number, Uint8Array> {
    const all = new Map<number, Uint8Array>();
    for (let key = this.raw.storeNextKey(-1); key >= 0; key = this.raw.storeNextKey(key)) {
      const value = this.read(key);
      if (typeof value === 'number') throw new Error(`Reading record ${key} gave ${value}.`);
      all.set(key, value);
    }
    return all;
  }

  #bytes(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.raw.memory.buffer, pointer >>> 0, length >>> 0);
  }

  #write(value: Uint8Array): number {
    new Uint8Array(this.raw.memory.buffer).set(value, this.#value);
    return this.#value;
  }
}
