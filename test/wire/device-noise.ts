// The device's side of the handshake, through wire-test.wasm, with the face of the host's `Handshake`.
import { readFileSync } from 'node:fs';
import { wasmPath } from '@sigillator/firmware/build';
import type { KeyPair } from '@sigillator/host/link/noise';

interface Exports {
  memory: WebAssembly.Memory;
  input: WebAssembly.Global<'i32'>;
  output: WebAssembly.Global<'i32'>;
  keys: WebAssembly.Global<'i32'>;
  noiseBegin(prologueLength: number): void;
  noiseReadFirst(length: number): number;
  noiseStep(most: number): number;
  noisePhase(): number;
  noiseWriteSecond(payloadLength: number): number;
  noiseReadThird(length: number): number;
  noiseHash(): number;
  noiseHostKey(): number;
  noiseSeal(length: number): number;
  noiseOpen(length: number): number;
  noiseEnd(): void;
}

export class DeviceResponder {
  /** Turns of noiseStep so far, with `most` steps each. */
  turns = 0;
  readonly memory: Uint8Array;
  readonly #wasm: Exports;

  constructor(own: KeyPair, prologue: Uint8Array, ephemeralPrivate: Uint8Array) {
    const module = new WebAssembly.Module(readFileSync(wasmPath('wire-test')));
    this.#wasm = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.memory = new Uint8Array(this.#wasm.memory.buffer);
    this.memory.set([...own.privateKey, ...own.publicKey, ...ephemeralPrivate], this.#wasm.keys.value);
    this.#give(prologue);
    this.#wasm.noiseBegin(prologue.length);
  }

  get phase(): number {
    return this.#wasm.noisePhase();
  }

  readFirst(message: Uint8Array): boolean {
    this.#give(message);
    return this.#wasm.noiseReadFirst(message.length) === 1 && this.#work();
  }

  writeSecond(payload: Uint8Array): Uint8Array {
    this.#give(payload);
    return this.#take(this.#wasm.noiseWriteSecond(payload.length));
  }

  readThird(message: Uint8Array): boolean {
    this.#give(message);
    return this.#wasm.noiseReadThird(message.length) === 1 && this.#work();
  }

  get hash(): Uint8Array {
    return this.memory.slice(this.#wasm.noiseHash(), this.#wasm.noiseHash() + 32);
  }

  get hostKey(): Uint8Array {
    return this.memory.slice(this.#wasm.noiseHostKey(), this.#wasm.noiseHostKey() + 32);
  }

  seal(plain: Uint8Array): Uint8Array {
    this.#give(plain);
    return this.#take(this.#wasm.noiseSeal(plain.length));
  }

  open(sealed: Uint8Array): Uint8Array | undefined {
    this.#give(sealed);
    return this.#wasm.noiseOpen(sealed.length) === 1 ? this.#take(sealed.length - 16) : undefined;
  }

  end(): void {
    this.#wasm.noiseEnd();
  }

  #work(): boolean {
    do this.turns++;
    while (this.#wasm.noiseStep(10) === 1);
    return this.phase !== 8;
  }

  #give(bytes: Uint8Array): void {
    this.memory.set(bytes, this.#wasm.input.value);
  }

  #take(length: number): Uint8Array {
    return this.memory.slice(this.#wasm.output.value, this.#wasm.output.value + length);
  }
}
