// ChaCha20-Poly1305 (RFC 8439), Poly1305's edges and X25519 (RFC 7748): published vectors, limits, wiping.
import { describe, expect, test } from 'vitest';
import { aeadOpen, aeadSeal } from '../../primitives/aead.ts';
import { x25519 } from '../../primitives/keys.ts';
import { PrimitivesModule } from '../../primitives/module.ts';
import { toHex } from '../../primitives/request.ts';
import { all } from '../../seed.ts';

const module = new PrimitivesModule();
const bytes = (hex: string) => Buffer.from(hex, 'hex');

describe('RFC 8439', () => {
  const key = bytes('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f');
  const nonce = bytes('070000004041424344454647');
  const aad = bytes('50515253c0c1c2c3c4c5c6c7');
  const text = Buffer.from(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );
  const sealed = bytes(
    'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
  );

  test('2.8.2, sealing', () => expect(toHex(aeadSeal(module, key, nonce, aad, text))).toBe(toHex(sealed)));
  test('2.8.2, opening', () => expect(Buffer.from(aeadOpen(module, key, nonce, aad, sealed)!)).toEqual(text));

  test('a wrong tag leaves the ciphertext as it was, and the scratch empty', () => {
    const size = module.constant('AEAD_CTX');
    const context = module.reset().reserve(size);
    const broken = Buffer.from(sealed);
    broken[broken.length - 1]! ^= 1;
    const at = module.put(broken);
    const length = broken.length - 16;
    const [keyAt, nonceAt, aadAt] = [module.put(key), module.put(nonce), module.put(aad)];
    expect(module.call('aeadOpen', context, keyAt, nonceAt, aadAt, aad.length, at, length, at + length, at)).toBe(0);
    expect(Buffer.from(module.take(at, broken.length))).toEqual(broken);
    expect(module.take(context, size).every((byte) => byte === 0)).toBe(true);
  });
});

describe('Poly1305, RFC 8439 appendix A.3', () => {
  const cases: [string, string, string, string, string][] = [
    ['case 7, 2^130 - 5 is reached', '02', '00', 'ff'.repeat(16), `03${'00'.repeat(15)}`],
    ['case 8, the sum with s wraps', '02', 'ff'.repeat(16), `02${'00'.repeat(15)}`, `03${'00'.repeat(15)}`],
    [
      'case 9, limbs overflow',
      '01',
      '00',
      `${'ff'.repeat(16)}f0${'ff'.repeat(15)}11${'00'.repeat(15)}`,
      `05${'00'.repeat(15)}`,
    ],
    [
      'case 10, the result is 0',
      '01',
      '00',
      `${'ff'.repeat(16)}fb${'fe'.repeat(15)}${'01'.repeat(16)}`,
      '00'.repeat(16),
    ],
    ['case 11, the result is 2^130 - 6', '02', '00', `fd${'ff'.repeat(15)}`, `fa${'ff'.repeat(15)}`],
  ];
  test.each(cases)('%s', (_name, r, s, data, tag) => {
    const context = module.reset().context('POLY1305_CTX');
    const out = module.reserve(16);
    const key = module.put(bytes(r.padEnd(32, '0') + s.padEnd(32, '0')));
    module.call('poly1305Init', context, key);
    module.call('poly1305Update', context, module.put(bytes(data)), data.length / 2);
    module.call('poly1305Final', context, out);
    expect(toHex(module.take(out, 16))).toBe(tag);
  });
});

describe('RFC 7748', () => {
  test.each([
    [
      'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
      'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    ],
    [
      '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
      'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
      '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
    ],
  ])('5.2, scalar %s', (scalar, point, shared) => {
    expect(toHex(x25519(module, bytes(scalar), bytes(point)))).toBe(shared);
  });

  test('5.2, the iterated ladder', () => {
    let [k, u]: [Uint8Array, Uint8Array] = [bytes(`09${'00'.repeat(31)}`), bytes(`09${'00'.repeat(31)}`)];
    const after: Record<number, string> = {
      1: '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
      1000: '684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51',
    };
    for (let i = 1; i <= (all ? 1000 : 1); i++) {
      [k, u] = [x25519(module, k, u), k];
      if (after[i]) expect(toHex(k)).toBe(after[i]);
    }
  });

  test('6.1, the public key of Bob, and both sides come to one secret', () => {
    const alice = Buffer.alloc(32, 0x77);
    const base = bytes(`09${'00'.repeat(31)}`);
    const bob = bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
    expect(toHex(x25519(module, bob, base))).toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
    expect(x25519(module, bob, x25519(module, alice, base))).toEqual(x25519(module, alice, x25519(module, bob, base)));
  });
});

test('x25519 tells a point of small order by its all-zero secret, and wipes its context', () => {
  const size = module.constant('X25519_CTX');
  const context = module.reset().reserve(size);
  const out = module.reserve(32);
  const scalar = module.put(Buffer.alloc(32, 0x5a));
  module.call('x25519Begin', context, scalar, module.put(Buffer.alloc(32)));
  expect(module.call('x25519Step', context, 100)).toBe(module.constant('X25519_STEPS') - 100);
  module.call('x25519Step', context, 1000);
  expect(module.call('x25519Finish', context, out)).toBe(1);
  module.call('x25519BeginBase', context, scalar);
  module.call('x25519Step', context, 1000);
  expect(module.call('x25519Finish', context, out)).toBe(0);
  expect(module.take(context, size).every((byte) => byte === 0)).toBe(true);
});
