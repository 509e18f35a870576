// SHA-1, SHA-256, SHA-512 (FIPS 180-4) and CRC-32: published examples, padding edges, and what stays in memory.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digest } from '../../primitives/hashes.ts';
import { PrimitivesModule } from '../../primitives/module.ts';
import { toHex } from '../../primitives/request.ts';

const module = new PrimitivesModule();
const ascii = (text: string) => Buffer.from(text, 'latin1');

describe('examples of FIPS 180-4 (NIST example values)', () => {
  const long =
    'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu';
  const short = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq';
  test.each([
    ['sha1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha1', short, '84983e441c3bd26ebaae4aa1f95129e5e54670f1'],
    ['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['sha256', short, '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
    [
      'sha512',
      'abc',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ],
    [
      'sha512',
      long,
      '8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909',
    ],
  ] as const)('%s of "%s"', (name, text, expected) => {
    expect(toHex(digest(module, name, ascii(text)))).toBe(expected);
  });
});

test('sha1 gives the hash that the customs documents print, without a line ending', () => {
  const line = ascii('Today is February 01, 1998');
  expect(toHex(digest(module, 'sha1', line))).toBe('ade4f5ee81bcc5656f225414ca9615dde09d1754');
});

test('a million times "a" in pieces gives the published digests', () => {
  const data = Buffer.alloc(1_000_000, 'a');
  expect(toHex(digest(module, 'sha1', data))).toBe('34aa973cd4c4daa4f61eeb2bdbad27316534016f');
  expect(toHex(digest(module, 'sha256', data))).toBe(
    'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
  );
});

test.each(['sha1', 'sha256', 'sha512'])('%s leaves nothing of the message in its context', (name) => {
  const size = module.constant(`${name.toUpperCase()}_CTX`);
  const context = module.reset().reserve(size);
  const secret = Buffer.alloc(70, 0xa5);
  module.call(`${name}Init`, context);
  module.call(`${name}Update`, context, module.put(secret), secret.length);
  module.call(`${name}Final`, context, module.reserve(64));
  expect(module.take(context, size).every((byte) => byte === 0)).toBe(true);
});

test('crc32 gives the check value of ISO 3309, also in pieces', () => {
  const at = module.reset().put(ascii('123456789'));
  expect(module.call('crc32', 0, at, 9) >>> 0).toBe(0xcbf43926);
  expect(module.call('crc32', module.call('crc32', 0, at, 4), at + 4, 5) >>> 0).toBe(0xcbf43926);
  expect(module.call('crc32', 0, at, 0)).toBe(0);
});

test('the small sha256 of the first stage agrees with OpenSSL at every length around its blocks, in two pieces', () => {
  const data = Buffer.from(Array.from({ length: 200 }, (_, i) => (i * 7) & 0xff));
  for (let length = 0; length <= data.length; length++) {
    const context = module.reset().context('SHA256_SMALL_CTX');
    const [out, at] = [module.reserve(32), module.put(data)];
    module.call('sha256SmallInit', context);
    module.call('sha256SmallUpdate', context, at, length >> 1);
    module.call('sha256SmallUpdate', context, at + (length >> 1), length - (length >> 1));
    module.call('sha256SmallFinal', context, out);
    const expected = createHash('sha256').update(data.subarray(0, length)).digest('hex');
    expect(toHex(module.take(out, 32)), `${length} bytes`).toBe(expected);
  }
});
