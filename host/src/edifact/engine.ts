// Runs bulk.wasm: the firmware's own scanner, scope rules and seals. Everything in edifact, scope and seal goes through it.
// Node loads the module by itself (load-node.ts); a browser hands it over: `useBulk(await WebAssembly.compileStreaming(…))`.
import { SealError } from '../errors.ts';

/** The exports of firmware/bulk/index-common.ts; pointers are addresses in `memory`. */
export interface BulkExports {
  memory: WebAssembly.Memory;
  heap(): number;
  scannerSize(): number;
  startScanner(scanner: number, repetitionAllowed: boolean): void;
  scan(scanner: number, input: number, length: number, tokens: number, capacity: number): number;
  consumed(scanner: number): number;
  endScan(scanner: number): number;
  serviceCharacters(scanner: number): number;
  scopeSize(): number;
  startScope(scope: number, profile: number, every: boolean): number;
  agreePoints(scope: number, first: number, stop: number, stopIncluded: boolean): void;
  scopeTokens(scope: number, input: number, length: number, tokens: number, count: number, pieces: number): number;
  endScope(scope: number): number;
  scopeErrorOffset(scope: number): number;
  held(scope: number): number;
  SHA256_CTX: WebAssembly.Global;
  sha256Init(context: number): void;
  sha256Update(context: number, from: number, length: number): void;
  sha256Final(context: number, out: number): void;
  BANKGIROT_CTX: WebAssembly.Global;
  bankgirotInit(context: number, key: number, keyLength: number): void;
  bankgirotUpdate(context: number, from: number, length: number): void;
  bankgirotFinal(context: number, out: number): void;
  OPEN1_CTX: WebAssembly.Global;
  open1Init(context: number, key: number, label: number): void;
  open1Update(context: number, from: number, length: number): void;
  open1Final(context: number, out: number): void;
  OCRA_CTX: WebAssembly.Global;
  ocraParseSuite(text: number, length: number, suite: number): number;
  ocraCompute(
    context: number,
    suite: number,
    text: number,
    length: number,
    key: number,
    keyLength: number,
    input: number,
    out: number,
  ): number;
  compress18to6(digits18: number, digits6: number): void;
  sealDocuments(key: number, table: number, count: number, digits: number): void;
}

const pageSize = 65536;

let bulk: WebAssembly.Module | undefined;
let shared: Engine | undefined;

/** Gives the compiled bulk.wasm or bulk-simd.wasm; once, before anything is scanned or sealed. */
export function useBulk(module: WebAssembly.Module): void {
  bulk = module;
  shared = undefined;
}

/** One instance with its memory, handed out from the bottom up. */
export class Engine {
  readonly exports: BulkExports;
  #top: number;

  constructor() {
    if (!bulk) {
      const advice = 'In a browser call useBulk(module) first; in Node import @sigillator/host.';
      throw new SealError('engine-missing', `Scanning needs the module bulk.wasm, and it was not loaded. ${advice}`);
    }
    this.exports = new WebAssembly.Instance(bulk, {}).exports as unknown as BulkExports;
    this.#top = this.exports.heap();
  }

  /** The address of `size` free bytes, `shift` past a multiple of 16. Memory may move: take views after this. */
  allocate(size: number, shift = 0): number {
    const address = ((this.#top + 15) & ~15) + shift;
    this.#top = address + size;
    const missing = this.#top - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(Math.ceil(missing / pageSize));
    return address;
  }

  bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer as ArrayBuffer, address, length);
  }

  words(address: number, count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.exports.memory.buffer as ArrayBuffer, address, count);
  }

  /** Copies bytes in and answers their address. */
  put(bytes: Uint8Array, shift = 0): number {
    const address = this.allocate(bytes.length, shift);
    this.bytes(address, bytes.length).set(bytes);
    return address;
  }

  /** Runs `work` and gives back what it allocated. */
  scratch<T>(work: () => T): T {
    const top = this.#top;
    try {
      return work();
    } finally {
      this.#top = top;
    }
  }
}

/** The instance for work that begins and ends in one call. */
export function engine(): Engine {
  shared ??= new Engine();
  return shared;
}
