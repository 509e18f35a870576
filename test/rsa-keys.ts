// RSA keys for the tests: made by OpenSSL, or by the firmware's own generator from the run's seed.
import { createHash, createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { PrivateNumbers, RsaModule } from './primitives/rsa-module.ts';
import { seed } from './seed.ts';

export interface TestKey {
  privateKey: KeyObject;
  numbers: PrivateNumbers;
  bits: number;
}

/** Bytes that depend on the label and the run's seed only; on the label alone where figures must not vary. */
export function seededBytes(label: string, length: number, from: number | 'fixed' = seed): Uint8Array {
  const out = Buffer.alloc(length);
  for (let at = 0, i = 0; at < length; at += 32, i++)
    createHash('sha256').update(`${from} ${label} ${i}`).digest().copy(out, at);
  return new Uint8Array(out);
}

const bytesOf = (text: string | undefined): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64url'));

export function numbersOf(jwk: JsonWebKey): PrivateNumbers {
  return { n: bytesOf(jwk.n), e: bytesOf(jwk.e), d: bytesOf(jwk.d), p: bytesOf(jwk.p), q: bytesOf(jwk.q) };
}

export function opensslKey(bits: number, publicExponent = 65537): TestKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits, publicExponent });
  return { privateKey, numbers: numbersOf(privateKey.export({ format: 'jwk' })), bits };
}

export const toBig = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

export const fromBig = (value: bigint): Uint8Array => {
  const digits = value.toString(16);
  return new Uint8Array(Buffer.from(digits.length % 2 === 1 ? `0${digits}` : digits, 'hex'));
};

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

export interface StoredNumbers {
  n: bigint;
  p: bigint;
  q: bigint;
  dp: bigint;
  dq: bigint;
  qinv: bigint;
  e: bigint;
}

/** Reads the stored form that firmware/shared/rsa-key.ts draws. */
export function storedNumbers(stored: Uint8Array, bits: number): StoredNumbers {
  const h = bits / 16;
  const part = (from: number, length = 1) => toBig(stored.subarray(from * h, (from + length) * h));
  return {
    ...{ n: part(0, 2), p: part(2), q: part(3), dp: part(4), dq: part(5), qinv: part(6) },
    e: toBig(stored.subarray(7 * h, 7 * h + 4)),
  };
}

/** Generates a key in the firmware and gives it to OpenSSL, too. The key is loaded afterwards. */
export function firmwareKey(module: RsaModule, bits: number): TestKey & { stored: Uint8Array } {
  module.generate(bits);
  const stored = module.stored(bits);
  const { n, p, q, dp, dq, qinv, e } = storedNumbers(stored, bits);
  // d = (1 + k (p - 1)(q - 1)) / e; k comes from Fermat, because e is prime.
  const order = (p - 1n) * (q - 1n);
  const d = (1n + order * (e - power(order, e - 2n, e))) / e;
  const text = (value: bigint): string => Buffer.from(fromBig(value)).toString('base64url');
  const jwk = { kty: 'RSA', n: text(n), e: text(e), d: text(d), p: text(p), q: text(q) };
  const full = { ...jwk, dp: text(dp), dq: text(dq), qi: text(qinv) };
  return { privateKey: createPrivateKey({ key: full, format: 'jwk' }), numbers: numbersOf(full), bits, stored };
}
