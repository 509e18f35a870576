// Loads bulk.wasm for Node: with SIMD lanes where the engine has them.
import { readFileSync } from 'node:fs';
import { SealError } from '../errors.ts';
import { bulkFile } from './bulk-file.ts';
import { useBulk } from './engine.ts';

function readBulk(name: 'bulk' | 'bulk-simd'): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(bulkFile(name)));
  } catch (cause) {
    throw new SealError('engine-missing', `Reading ${name}.wasm failed. Build it: node firmware/build.ts`, { cause });
  }
}

/** Called by host/src/index.ts. */
export function loadBulk(): void {
  const lanes = readBulk('bulk-simd');
  useBulk(new WebAssembly.Module(WebAssembly.validate(lanes) ? lanes : readBulk('bulk')));
}

loadBulk();
