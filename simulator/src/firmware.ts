// Loads the built firmware from disk for a simulator on Node. The browser fetches the same bytes (panel/).
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileProgram, type Program } from './program.ts';

const folder = new URL('../../firmware/build/', import.meta.url);
const loaded = new Map<string, Promise<Program>>();

/** A module that ships; compiled once a process. */
export function loadProgram(name: 'device' | 'card' | 'first-stage'): Promise<Program> {
  let program = loaded.get(name);
  if (program === undefined) {
    program = load(name);
    loaded.set(name, program);
  }
  return program;
}

async function load(name: string): Promise<Program> {
  const path = fileURLToPath(new URL(`${name}.wasm`, folder));
  const wasm = await readFile(path).catch((error: Error) => {
    throw new Error(`Loading the firmware: ${path} cannot be read; build it with "node firmware/build.ts".`, {
      cause: error,
    });
  });
  return compileProgram(name, wasm);
}
