// Loads primitives.wasm and lends it memory; used by the operations of the primitives program, tests and benchmarks.
import { readFileSync } from 'node:fs';
import { wasmPath } from '../../firmware/build.ts';

/** What the operations need of a memory; a core that is not this process has one too. */
export interface LinearMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): unknown;
}

/** Another core that runs the same functions (test/targets/cores). */
export interface OtherCore {
  readonly memory: LinearMemory;
  call(name: string, ...parameters: (number | bigint)[]): number;
}

type WasmFunction = (...parameters: (number | bigint)[]) => number;

export class PrimitivesModule {
  readonly memory: LinearMemory;
  private readonly core: OtherCore | undefined;
  private readonly exports: WebAssembly.Exports;
  private readonly first: number;
  private next: number;

  /** With `core` the calls go there, and only the constants are read from the module here. */
  constructor(bytes: Uint8Array = readFileSync(wasmPath('primitives')), core?: OtherCore) {
    this.exports = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), {}).exports;
    this.core = core;
    this.memory = core?.memory ?? (this.exports.memory as WebAssembly.Memory);
    this.first = this.next = this.call('heap');
  }

  call(name: string, ...parameters: (number | bigint)[]): number {
    const exported = this.exports[name];
    if (this.core !== undefined) return this.core.call(name, ...parameters);
    if (typeof exported !== 'function')
      throw new Error(`primitives.wasm was asked for ${name}, which it lacks; rebuild it`);
    return (exported as WasmFunction)(...parameters);
  }

  /** A number that the firmware states, such as the size of a context. */
  constant(name: string): number {
    const exported = this.exports[name];
    if (!(exported instanceof WebAssembly.Global))
      throw new Error(`primitives.wasm has no constant ${name}; rebuild it`);
    return exported.value as number;
  }

  /** Gives back all that was reserved before and clears it. */
  reset(): this {
    new Uint8Array(this.memory.buffer, this.first, this.next - this.first).fill(0);
    this.next = this.first;
    return this;
  }

  /** Reserves bytes, 8-aligned; `shift` moves them off the alignment, as callers of the firmware may. */
  reserve(length: number, shift = 0): number {
    const at = this.next + shift;
    this.next = (at + length + 7) & ~7;
    const missing = this.next - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65536));
    return at;
  }

  /** Reserves a context whose size the firmware states. */
  context(constant: string): number {
    return this.reserve(this.constant(constant));
  }

  put(bytes: Uint8Array, shift = 0): number {
    const at = this.reserve(bytes.length, shift);
    new Uint8Array(this.memory.buffer, at, bytes.length).set(bytes);
    return at;
  }

  take(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer).slice(at, at + length);
  }

  view(): DataView {
    return new DataView(this.memory.buffer);
  }
}
