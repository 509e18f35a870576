// Drives the scanner and the scope as a device does: small chunks, small tables, its own memory; for the tests.
import { readFileSync } from 'node:fs';
import { wasmPath } from '../../../firmware/build.ts';
import type { BulkExports } from '../../../host/src/edifact/engine.ts';

export interface Scan {
  /** Offset in the stream and kind. */
  tokens: [offset: number, kind: number][];
  end: number;
  /** Bytes handed to `scan` that it took, all calls together, and how many calls. */
  taken: number;
  calls: number;
  sealed: Uint8Array;
  /** Ranges of the file (joined), or `zero`. */
  ranges: [start: number, end: number, kind?: 'zero'][];
  fields: [field: number, text: string, sealed: boolean][];
  scopeError: number;
}

export interface ScanOptions {
  chunk: number;
  /** Tokens in a table; the device has little room. */
  capacity?: number;
  repetition?: boolean;
  profile?: number;
  every?: boolean;
  agreed?: { start: string; stop: string; stopIncluded: boolean };
}

const module = new WebAssembly.Module(readFileSync(wasmPath('bulk')));
const packed = (tag: string): number => [...tag].reduce((number, letter) => number * 256 + letter.charCodeAt(0), 0);

export function deviceScan(bytes: Uint8Array, options: ScanOptions): Scan {
  const { chunk, capacity = 64, repetition = true, profile, every = false, agreed } = options;
  const wasm = new WebAssembly.Instance(module, {}).exports as unknown as BulkExports;
  const scanner = wasm.heap();
  const scope = scanner + ((wasm.scannerSize() + 7) & ~7);
  const input = scope + ((wasm.scopeSize() + 7) & ~7);
  const tokens = input + ((chunk + 7) & ~7);
  const pieces = tokens + capacity * 4;
  wasm.memory.grow(Math.ceil((pieces + (capacity + 1) * 72) / 65536));
  const view = (address: number, length: number) => new Uint8Array(wasm.memory.buffer, address, length);
  const found: Scan = {
    tokens: [],
    end: 0,
    taken: 0,
    calls: 0,
    sealed: new Uint8Array(),
    ranges: [],
    fields: [],
    scopeError: 0,
  };
  const sealed: number[] = [];
  let text = '';
  wasm.startScanner(scanner, repetition);
  if (profile !== undefined) wasm.startScope(scope, profile, every);
  if (agreed) wasm.agreePoints(scope, packed(agreed.start), packed(agreed.stop), agreed.stopIncluded);
  for (let at = 0; at < bytes.length; ) {
    const slice = bytes.subarray(at, at + chunk);
    view(input, slice.length).set(slice);
    const count = wasm.scan(scanner, input, slice.length, tokens, capacity);
    const used = wasm.consumed(scanner);
    for (const token of new Uint32Array(wasm.memory.buffer, tokens, count))
      found.tokens.push([at + (token >>> 4), token & 15]);
    const pieceCount = profile === undefined ? 0 : wasm.scopeTokens(scope, input, used, tokens, count, pieces);
    const words = new Uint32Array(wasm.memory.buffer, pieces, pieceCount * 3);
    for (let i = 0; i < words.length; i += 3) {
      const [start, length, kind] = [words[i]!, words[i + 1]!, words[i + 2]!];
      const inChunk = () => view(input + start - at, length);
      if ((kind & 255) === 1) sealed.push(...inChunk());
      else if ((kind & 255) === 2) sealed.push(...view(wasm.held(scope), length));
      else if ((kind & 255) === 3) {
        sealed.push(...Buffer.from('000000'));
        found.ranges.push([start, start + length, 'zero']);
      } else if ((kind & 255) === 4) {
        sealed.length = 0;
        found.ranges.length = 0;
      } else if ((kind & 255) === 7) text += Buffer.from(inChunk()).toString('latin1');
      else if ((kind & 255) === 8) {
        found.fields.push([(kind >> 8) & 255, text, kind >> 16 !== 0]);
        text = '';
      }
      if ((kind & 255) > 2) continue;
      const last = found.ranges.at(-1);
      if (last && last[1] === start && last.length === 2) last[1] = start + length;
      else found.ranges.push([start, start + length]);
    }
    found.calls++;
    found.taken += used;
    at += used;
  }
  found.end = wasm.endScan(scanner);
  found.scopeError = profile === undefined ? 0 : wasm.endScope(scope);
  found.sealed = Uint8Array.from(sealed);
  return found;
}
