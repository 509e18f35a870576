// The RSA block of primitives.wasm as calls with byte arrays; used by the tests, the benchmark and the primitives program.
import { readFileSync } from 'node:fs';
import { wasmPath } from '../../firmware/build.ts';
import type { OtherCore } from './module.ts';

/** Answers of the firmware: `Rsa` in firmware/shared/rsa-workspace.ts. */
export const RSA = {
  OK: 0,
  WORKING: 1,
  EVEN_MODULUS: 2,
  MODULUS_LENGTH: 3,
  EXPONENT: 4,
  PRIMES: 5,
  RANGE: 6,
  FAULT: 7,
  RANDOM: 8,
  PADDING: 9,
  STATE: 10,
  SIGNATURE: 11,
} as const;

export type RsaHash = 'sha1' | 'sha256';

export interface PrivateNumbers {
  n: Uint8Array;
  e: Uint8Array;
  d: Uint8Array;
  p: Uint8Array;
  q: Uint8Array;
}

/** Room for what a call is given. */
const INPUT = 4096;

type Call = (...values: number[]) => number;

/** A status of the firmware that ended a work. */
export class RsaRefusal extends Error {
  readonly status: number;
  constructor(doing: string, status: number) {
    const name = Object.entries(RSA).find(([, value]) => value === status)?.[0] ?? String(status);
    super(`${doing}: expected OK, got ${name}`);
    this.status = status;
  }
}

export class RsaModule {
  readonly wasm: Record<string, Call>;
  readonly memory: Uint8Array;
  readonly workspace: number;
  readonly workspaceBytes: number;
  /** Steps of the last work. */
  steps = 0;
  private readonly input: number;
  private readonly core: OtherCore | undefined;

  /** With `core` all calls go there. */
  constructor(wide: boolean, bits = 8192, core?: OtherCore) {
    this.core = core;
    const module = new WebAssembly.Module(readFileSync(wasmPath('primitives')));
    const instance = new WebAssembly.Instance(module, {});
    this.wasm = instance.exports as unknown as Record<string, Call>;
    const memory = core?.memory ?? (instance.exports.memory as WebAssembly.Memory);
    this.workspace = this.call('heap');
    this.workspaceBytes = this.call('rsaWorkspaceBytes', bits);
    this.input = this.workspace + this.workspaceBytes;
    const missing = this.input + INPUT - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    this.memory = new Uint8Array(memory.buffer);
    this.call('setWideProducts', wide ? 1 : 0);
    this.call('rsaSetWorkspace', this.workspace, this.workspaceBytes);
  }

  call(name: string, ...values: number[]): number {
    if (this.core !== undefined) return this.core.call(name, ...values) >>> 0;
    const entry = this.wasm[name];
    if (!entry) throw new Error(`Calling ${name}: expected an export of primitives.wasm, got none`);
    return entry(...values) >>> 0;
  }

  /** Copies byte arrays into the input area, one behind the other; returns their addresses. */
  put(...parts: Uint8Array[]): number[] {
    let at = this.input;
    return parts.map((part) => {
      const address = at;
      this.memory.set(part, address);
      at += (part.length + 7) & ~7;
      return address;
    });
  }

  get(address: number, length: number): Uint8Array {
    return this.memory.slice(address, address + length);
  }

  /** Seeds the generator; the bytes stand for raw noise, 1024 at least. */
  seed(noise: Uint8Array): void {
    const [at = 0] = this.put(noise);
    const status = this.call('randomSeed', at, noise.length);
    if (status !== 0) throw new Error(`Seeding: expected OK, got ${status}`);
  }

  /** Runs a work to its end. */
  finish(doing: string, begun: number, step: string, ...values: number[]): void {
    let status = begun;
    this.steps = 0;
    while (status === RSA.WORKING) {
      status = this.call(step, ...values);
      this.steps++;
    }
    if (status !== RSA.OK) throw new RsaRefusal(doing, status);
  }

  importKey(key: PrivateNumbers): void {
    const n = strip(key.n);
    const half = n.length >> 1;
    // The stored form has room for primes of half the length only, and for a d as long as n.
    if (strip(key.p).length > half || strip(key.q).length > half) throw new RsaRefusal('Importing a key', RSA.PRIMES);
    if (strip(key.d).length > n.length) throw new RsaRefusal('Importing a key', RSA.RANGE);
    const parts = [n, key.e, pad(key.d, n.length), pad(key.p, half), pad(key.q, half)] as const;
    const [atN = 0, atE = 0, atD = 0, atP = 0, atQ = 0] = this.put(...parts);
    this.finish(
      'Importing a key',
      this.call('rsaImportBegin', atN, n.length, atE, key.e.length, atD, atP, atQ),
      'rsaImportStep',
    );
  }

  /** Signs a digest with the loaded key of `length` bytes. */
  sign(hash: RsaHash, digest: Uint8Array, length: number): Uint8Array {
    const [at = 0, out = 0] = this.put(digest, new Uint8Array(length));
    this.finish('Signing', this.call('rsaSignBegin', hash === 'sha1' ? 1 : 2, at), 'rsaSignStep', out);
    return this.get(out, length);
  }

  verify(n: Uint8Array, e: Uint8Array, hash: RsaHash, digest: Uint8Array, signature: Uint8Array): boolean {
    const [atN = 0, atE = 0, atD = 0, atS = 0] = this.put(n, e, digest, signature);
    const begun = this.call(
      'rsaVerifyBegin',
      ...[atN, n.length, atE, e.length, hash === 'sha1' ? 1 : 2, atD, atS, signature.length],
    );
    if (begun === RSA.RANGE) return false;
    try {
      this.finish('Verifying', begun, 'rsaVerifyStep');
      return true;
    } catch (error) {
      if (error instanceof RsaRefusal && error.status === RSA.SIGNATURE) return false;
      throw error;
    }
  }

  decipher(ciphertext: Uint8Array, strict = false): Uint8Array {
    const [at = 0] = this.put(ciphertext);
    const begun = this.call('rsaDecipherBegin', at, ciphertext.length, strict ? 1 : 0);
    this.finish('Deciphering', begun, 'rsaDecipherStep');
    return this.get(this.call('rsaDecipherMessage'), this.call('rsaDecipherLength'));
  }

  isPrime(n: Uint8Array): boolean {
    const [at = 0] = this.put(n);
    try {
      this.finish('Testing a number', this.call('isPrimeBegin', at, n.length), 'isPrimeStep');
      return true;
    } catch (error) {
      if (error instanceof RsaRefusal && error.status === RSA.PRIMES) return false;
      throw error;
    }
  }

  generate(bits: number): void {
    this.finish('Generating a key', this.call('rsaGenerateBegin', bits), 'rsaGenerateStep');
  }

  /** The loaded key in its stored form. */
  stored(bits: number): Uint8Array {
    const length = this.call('rsaKeyBytes', bits);
    const [at = 0] = this.put(new Uint8Array(length));
    const status = this.call('rsaStoreKey', at);
    if (status !== RSA.OK) throw new RsaRefusal('Storing a key', status);
    return this.get(at, length);
  }

  load(stored: Uint8Array, bits: number): number {
    const [at = 0] = this.put(stored);
    return this.call('rsaLoadKey', at, bits);
  }
}

function strip(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array(0) : bytes.subarray(first);
}

/** The same number in exactly `length` bytes. */
export const pad = (bytes: Uint8Array, length: number): Uint8Array => {
  const short = strip(bytes);
  if (short.length > length) throw new Error(`A number of ${short.length} bytes does not fit ${length}`);
  const out = new Uint8Array(length);
  out.set(short, length - short.length);
  return out;
};
