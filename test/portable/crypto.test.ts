// The firmware's cryptography against node:crypto and @noble/* on random inputs of every length around the block edges.
import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { x25519 as nobleX25519 } from '@noble/curves/ed25519.js';
import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aeadOpen, aeadSeal } from '../primitives/aead.ts';
import { digest, hmacAny, hmacSha256 } from '../primitives/hashes.ts';
import { drbg, hkdf, pbkdf2, x25519 } from '../primitives/keys.ts';
import { PrimitivesModule } from '../primitives/module.ts';
import { open1 } from '../primitives/seals.ts';
import { seeded } from '../seed.ts';

const module = new PrimitivesModule();
const bytes = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength });
function same(ours: Uint8Array | undefined, theirs: Uint8Array): void {
  expect(Buffer.from(ours!).toString('hex')).toBe(Buffer.from(theirs).toString('hex'));
}

for (const name of ['sha1', 'sha256', 'sha512'] as const) {
  test(`${name} equals node:crypto`, () => {
    fc.assert(
      fc.property(bytes(400), (data) => same(digest(module, name, data), createHash(name).update(data).digest())),
      seeded(300, 20_000),
    );
  });
  test(`hmac over ${name} equals node:crypto`, () => {
    fc.assert(
      fc.property(bytes(200), bytes(300), (key, data) => {
        const theirs = createHmac(name, key).update(data).digest();
        same(hmacAny(module, name, key, data), theirs);
        if (name === 'sha256') same(hmacSha256(module, key, data), theirs);
      }),
      seeded(200, 20_000),
    );
  });
}

test('sha256 does not mind how the data is cut, nor where it lies', () => {
  const property = fc.property(bytes(500), fc.array(fc.nat(130)), fc.nat(3), (data, cuts, shift) => {
    const context = module.reset().context('SHA256_CTX');
    const at = module.put(data, shift);
    const out = module.reserve(32, 1);
    module.call('sha256Init', context);
    let start = 0;
    for (const cut of [...cuts, data.length]) {
      const part = Math.min(cut, data.length - start);
      module.call('sha256Update', context, at + start, part);
      start += part;
    }
    module.call('sha256Final', context, out);
    same(module.take(out, 32), createHash('sha256').update(data).digest());
  });
  fc.assert(property, seeded(300, 20_000));
});

test('hkdf equals @noble/hashes', () => {
  fc.assert(
    fc.property(bytes(100), bytes(100), bytes(100), fc.nat(200), (ikm, salt, info, length) =>
      same(
        hkdf(module, ikm, salt, info, length),
        length === 0 ? new Uint8Array(0) : nobleHkdf(sha256, ikm, salt, info, length),
      ),
    ),
    seeded(100, 5000),
  );
});

test('pbkdf2 equals node:crypto, in steps of any size', () => {
  fc.assert(
    fc.property(
      bytes(80),
      bytes(80),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 61 }),
      (password, salt, iterations, length, step) =>
        same(
          pbkdf2(module, password, salt, iterations, length, step),
          pbkdf2Sync(password, salt, iterations, length, 'sha256'),
        ),
    ),
    seeded(100, 5000),
  );
});

test('chacha20-poly1305 equals node:crypto, and any altered bit is refused', () => {
  fc.assert(
    fc.property(bytes(32, 32), bytes(12, 12), bytes(80), bytes(300), fc.nat(), (key, nonce, aad, data, bit) => {
      const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
      cipher.setAAD(aad, { plaintextLength: data.length });
      const sealed = Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
      same(aeadSeal(module, key, nonce, aad, data), sealed);
      same(aeadOpen(module, key, nonce, aad, sealed), data);
      sealed[(bit >> 3) % sealed.length]! ^= 1 << (bit & 7);
      expect(aeadOpen(module, key, nonce, aad, sealed)).toBeUndefined();
    }),
    seeded(200, 10_000),
  );
});

test('x25519 equals @noble/curves, in steps of any size', () => {
  fc.assert(
    fc.property(bytes(32, 32), bytes(32, 32), fc.integer({ min: 1, max: 600 }), (scalar, seedOfPoint, step) => {
      const point = nobleX25519.getPublicKey(seedOfPoint);
      same(x25519(module, scalar, point, step), nobleX25519.getSharedSecret(scalar, point));
    }),
    seeded(40, 2000),
  );
});

/** HMAC_DRBG written from SP 800-90A 10.1.2 with node:crypto. */
function referenceDrbg(seed: Uint8Array, reseed: Uint8Array, additional: Uint8Array[], length: number): Uint8Array {
  let key: Uint8Array = Buffer.alloc(32);
  let v: Uint8Array = Buffer.alloc(32, 1);
  const mac = (...parts: Uint8Array[]) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
  const update = (data: Uint8Array) => {
    for (const round of data.length > 0 ? [0, 1] : [0]) {
      key = mac(v, Buffer.from([round]), data);
      v = mac(v);
    }
  };
  update(seed);
  update(reseed);
  let out = Buffer.alloc(0);
  for (const extra of additional) {
    if (extra.length > 0) update(extra);
    out = Buffer.alloc(0);
    while (out.length < length) {
      v = mac(v);
      out = Buffer.concat([out, v]);
    }
    update(extra);
  }
  return out.subarray(0, length);
}

test('hmac-drbg equals the algorithm of SP 800-90A over node:crypto', () => {
  fc.assert(
    fc.property(
      bytes(48, 32),
      bytes(24, 16),
      bytes(40),
      bytes(48, 32),
      bytes(40),
      bytes(40),
      bytes(40),
      fc.nat(200),
      (entropy, nonce, personalization, reseedEntropy, reseedAdditional, a, b, length) => {
        const ours = drbg(
          module,
          { entropy, nonce, personalization, reseedEntropy, reseedAdditional, additional: [a, b] },
          length,
        );
        const seed = Buffer.concat([entropy, nonce, personalization]);
        same(ours, referenceDrbg(seed, Buffer.concat([reseedEntropy, reseedAdditional]), [a, b], length));
      },
    ),
    seeded(100, 5000),
  );
});

test('SE-2.5 open-1 equals HMAC-SHA-256 modulo 10^18 by BigInt', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('document', 'issuer', 'response'),
      fc.stringMatching(/^\d{35}$/),
      bytes(200),
      (label, key, data) => {
        const mac = createHmac('sha256', key).update(`${label}\0`).update(data).digest('hex');
        expect(open1(module, label, key, data)).toBe((BigInt(`0x${mac}`) % 10n ** 18n).toString().padStart(18, '0'));
      },
    ),
    seeded(200, 10_000),
  );
});
