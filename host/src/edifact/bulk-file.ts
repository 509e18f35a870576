// Where bulk.wasm lies: in the firmware's build folder of a clone, or in the published package.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function bulkFile(name: 'bulk' | 'bulk-simd'): string {
  const published = fileURLToPath(new URL(`../../wasm/${name}.wasm`, import.meta.url));
  return existsSync(published)
    ? published
    : fileURLToPath(new URL(`../../../firmware/build/${name}.wasm`, import.meta.url));
}
