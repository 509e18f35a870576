// The bare token table of a whole file in memory: the fastest way to look at one, no string is made.
import { engine } from './engine.ts';

/**
 * All tokens of `bytes` (at most 256 MiB): offset << 4 | kind (token-stream.ts), in order. The table is a copy.
 */
export function tokenTable(bytes: Uint8Array): Uint32Array {
  const shared = engine();
  return shared.scratch(() => {
    const { exports } = shared;
    const scanner = shared.allocate(exports.scannerSize());
    const input = shared.put(bytes);
    exports.startScanner(scanner, true);
    let capacity = (bytes.length >> 1) + 64;
    let tokens = shared.allocate(capacity * 4);
    let count = exports.scan(scanner, input, bytes.length, tokens, capacity);
    if (exports.consumed(scanner) < bytes.length) {
      // More separators than data: once more, with room for every byte.
      capacity = bytes.length * 2 + 64;
      tokens = shared.allocate(capacity * 4);
      exports.startScanner(scanner, true);
      count = exports.scan(scanner, input, bytes.length, tokens, capacity);
    }
    return shared.words(tokens, count).slice();
  });
}
