// Reads built wasm modules for the checks, by the official tools (npm wabt).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';

export interface WasmModule {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The modules under firmware/build, by name. */
export function builtModules(root: string): WasmModule[] {
  const folder = join(root, 'firmware', 'build');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /^[a-z][a-z-]*\.wasm$/.test(file))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.wasm'.length), bytes: new Uint8Array(readFileSync(join(folder, file))) }));
}

/** The module as text, one instruction a line. */
export async function wasmText({ name, bytes }: WasmModule): Promise<string> {
  const module = (await wabt()).readWasm(bytes, { readDebugNames: false });
  try {
    return module.toText({ foldExprs: false, inlineExport: false });
  } catch (cause) {
    throw new Error(`Reading ${name}.wasm failed.`, { cause });
  } finally {
    module.destroy();
  }
}
