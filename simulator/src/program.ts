// A firmware module ready to run: compiled once, started many times, with the digest that the device shows.
import { sha256 } from '@noble/hashes/sha2.js';
import { exportMutableGlobals } from './wasm-globals.ts';

export interface Program {
  /** `device`, `card` or `first-stage`, for messages. */
  readonly name: string;
  readonly module: WebAssembly.Module;
  /** The bytes as built, and SHA-256 over them. */
  readonly wasm: Uint8Array;
  readonly digest: Uint8Array;
}

export async function compileProgram(name: string, wasm: Uint8Array): Promise<Program> {
  const module = await WebAssembly.compile(exportMutableGlobals(wasm) as Uint8Array<ArrayBuffer>);
  return { name, module, wasm, digest: sha256(wasm) };
}

/** The same at once: for a program that comes while a machine runs. */
export function programOf(name: string, wasm: Uint8Array): Program {
  const module = new WebAssembly.Module(exportMutableGlobals(wasm) as Uint8Array<ArrayBuffer>);
  return { name, module, wasm, digest: sha256(wasm) };
}
