// HMAC (RFC 4231, RFC 2202), HKDF (RFC 5869), PBKDF2 (RFC 7914), HMAC_DRBG: published vectors, limits, wiping.
import { describe, expect, test } from 'vitest';
import { hmacAny, hmacSha256 } from '../../primitives/hashes.ts';
import { hkdf, pbkdf2 } from '../../primitives/keys.ts';
import { PrimitivesModule } from '../../primitives/module.ts';
import { toHex } from '../../primitives/request.ts';

const module = new PrimitivesModule();
const bytes = (hex: string) => Buffer.from(hex, 'hex');
const fill = (byte: number, length: number) => Buffer.alloc(length, byte);

describe('RFC 4231', () => {
  const cases: [string, Buffer, Buffer, string][] = [
    [
      'case 1',
      fill(0x0b, 20),
      Buffer.from('Hi There'),
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      'case 2, a short key',
      Buffer.from('Jefe'),
      Buffer.from('what do ya want for nothing?'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    ['case 3', fill(0xaa, 20), fill(0xdd, 50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
    [
      'case 6, a key longer than a block',
      fill(0xaa, 131),
      Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'),
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ];
  test.each(cases)('%s', (_name, key, data, expected) => {
    expect(toHex(hmacSha256(module, key, data))).toBe(expected);
    expect(toHex(hmacAny(module, 'sha256', key, data))).toBe(expected);
  });
  test('case 2 over SHA-512', () => {
    const mac = hmacAny(module, 'sha512', Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
    expect(toHex(mac)).toBe(
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    );
  });
  test('RFC 2202 case 2 over SHA-1', () => {
    const mac = hmacAny(module, 'sha1', Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
    expect(toHex(mac)).toBe('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79');
  });
});

test('an HMAC context takes a second message under the same key and holds nothing after the wipe', () => {
  const size = module.constant('HMAC_SHA256_CTX');
  const context = module.reset().reserve(size);
  const out = module.reserve(32);
  const key = module.put(fill(0x0b, 20));
  const data = module.put(Buffer.from('Hi There'));
  module.call('hmacSha256Init', context, key, 20);
  for (let message = 0; message < 2; message++) {
    if (message > 0) module.call('hmacSha256Restart', context);
    module.call('hmacSha256Update', context, data, 8);
    module.call('hmacSha256Final', context, out);
    expect(toHex(module.take(out, 32)).slice(0, 8)).toBe('b0344c61');
  }
  module.call('hmacSha256Wipe', context);
  expect(module.take(context, size).every((byte) => byte === 0)).toBe(true);
});

describe('RFC 5869 appendix A', () => {
  test('case 1', () => {
    const okm = hkdf(module, fill(0x0b, 22), bytes('000102030405060708090a0b0c'), bytes('f0f1f2f3f4f5f6f7f8f9'), 42);
    expect(toHex(okm)).toBe('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  });
  test('case 3, without salt and info', () => {
    const none = new Uint8Array(0);
    expect(toHex(hkdf(module, fill(0x0b, 22), none, none, 42))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    );
  });
});

test('hkdf gives 8160 bytes and refuses one more', () => {
  const none = new Uint8Array(0);
  expect(hkdf(module, fill(1, 32), none, none, 8160).length).toBe(8160);
  expect(() => hkdf(module, fill(1, 32), none, none, 8161)).toThrow('8160');
});

test.each([1, 7, 1000])('pbkdf2 in steps of %i gives the key of RFC 7914 section 11', (step) => {
  expect(toHex(pbkdf2(module, Buffer.from('passwd'), Buffer.from('salt'), 1, 64, step))).toBe(
    '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc' +
      '49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
  );
});

test('pbkdf2 says how many iterations are left and wipes the password', () => {
  const size = module.constant('PBKDF2_CTX');
  const context = module.reset().reserve(size);
  const pin = module.put(Buffer.from('1234'));
  module.call('pbkdf2Begin', context, pin, 4, pin, 4, 1, 10);
  expect(module.call('pbkdf2Step', context, 4)).toBe(5);
  expect(module.call('pbkdf2Step', context, 4)).toBe(1);
  expect(module.call('pbkdf2Step', context, 4)).toBe(0);
  module.call('pbkdf2Finish', context, module.reserve(32));
  expect(module.take(context, size).every((byte) => byte === 0)).toBe(true);
});

describe('the random generator', () => {
  const start = () => {
    const context = module.reset().context('DRBG_CTX');
    const entropy = module.put(fill(3, 48));
    module.call('drbgInstantiate', context, entropy, 32, entropy + 32, 16, 0, 0);
    return context;
  };
  test('refuses more than 65536 bytes at once and then still works', () => {
    const context = start();
    const out = module.reserve(65537);
    expect(module.call('drbgGenerate', context, out, 65537, 0, 0)).toBe(1);
    expect(module.call('drbgGenerate', context, out, 65536, 0, 0)).toBe(0);
  });
  test('demands a reseed after 2^20 requests, and goes on after it', () => {
    const context = start();
    const out = module.reserve(32);
    // The counter lies behind the HMAC scratch, Key and V.
    const counter = context + module.constant('HMAC_SHA256_CTX') + 64;
    expect(module.view().getUint32(counter, true)).toBe(1);
    module.view().setUint32(counter, 2 ** 20, true);
    expect(module.call('drbgGenerate', context, out, 32, 0, 0)).toBe(0);
    expect(module.call('drbgGenerate', context, out, 32, 0, 0)).toBe(2);
    module.call('drbgReseed', context, out, 32, 0, 0);
    expect(module.call('drbgGenerate', context, out, 32, 0, 0)).toBe(0);
  });
  test('never gives the same bytes twice', () => {
    const context = start();
    const out = module.reserve(32);
    const seen = new Set<string>();
    for (let i = 0; i < 100; i++) {
      module.call('drbgGenerate', context, out, 32, 0, 0);
      seen.add(toHex(module.take(out, 32)));
    }
    expect(seen.size).toBe(100);
  });
});
