// DER against OpenSSL's public keys and lengths worked out by hand (X.690 8.1.3).
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { RsaModule } from '../../primitives/rsa-module.ts';

const rsa = new RsaModule(true);
const room = 1024;

/** Runs a writer that ends at the end of a buffer; the bytes from what it answers on. */
function written(write: (end: number) => number): string {
  const [start = 0] = rsa.put(new Uint8Array(room));
  const at = write(start + room);
  return Buffer.from(rsa.get(at, start + room - at)).toString('hex');
}

/** Bytes that outlive `written`, which uses the input area from its start. */
function keep(hex: string): [number, number] {
  const bytes = Buffer.from(hex, 'hex');
  const [, at = 0] = rsa.put(new Uint8Array(room), bytes);
  return [at, bytes.length];
}

describe('integers', () => {
  test.each([
    ['', '020100'],
    ['00', '020100'],
    ['7f', '02017f'],
    ['80', '02020080'],
    ['000000ff', '020200ff'],
    ['00010000', '0203010000'],
  ])('%s is written as %s: fewest bytes, never negative', (number, expected) => {
    const [at, length] = keep(number);
    expect(written((end) => rsa.call('derInteger', end, at, length))).toBe(expected);
  });
});

describe('lengths', () => {
  test.each([
    [0, '3000'],
    [127, '307f'],
    [128, '308180'],
    [255, '3081ff'],
    [256, '30820100'],
    [65536, '3083010000'],
  ])('%i bytes have the header %s', (length, expected) => {
    expect(written((end) => rsa.call('derHeader', end, 0x30, length))).toBe(expected);
  });
});

test.each([1024, 2048, 4096])('a public key of %i bits is written as OpenSSL writes it', (bits) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const jwk = publicKey.export({ format: 'jwk' });
  const hex = (text: string | undefined) => Buffer.from(text ?? '', 'base64url').toString('hex');
  const [n, nBytes] = keep(hex(jwk.n) + hex(jwk.e));
  const numbers = [n, nBytes - 3, n + nBytes - 3, 3];
  const info = written((end) => rsa.call('rsaPublicKeyInfo', end, ...numbers));
  expect(info).toBe(publicKey.export({ format: 'der', type: 'spki' }).toString('hex'));
  expect(written((end) => rsa.call('rsaPublicKey', end, ...numbers))).toBe(
    createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }))
      .export({ format: 'der', type: 'pkcs1' })
      .toString('hex'),
  );
});
