// A firmware module ready to run: compiled once, started many times, with the digest that the device shows.
import { sha256 } from '@noble/hashes/sha2.js';
import { exportMutableGlobals } from './wasm-globals.ts';

export interface Program {
  /** `device` or `card`, for messages. */
  readonly name: string;
  readonly module: WebAssembly.Module;
  /** SHA-256 over the bytes as built. */
  readonly digest: Uint8Array;
}

export async function compileProgram(name: string, wasm: Uint8Array): Promise<Program> {
  const module = await WebAssembly.compile(exportMutableGlobals(wasm) as Uint8Array<ArrayBuffer>);
  return { name, module, digest: sha256(wasm) };
}
