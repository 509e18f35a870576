// Ed25519 signatures checked by the firmware's own code: the vectors of RFC 8032, signatures of OpenSSL (by Node) and the edge
// cases that implementations differ in.
import { createPrivateKey, sign as opensslSign, randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { PrimitivesModule } from '../../primitives/module.ts';

const module = new PrimitivesModule();
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

function verify(key: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const context = module.reset().context('ED25519_CTX');
  const [keyAt, signatureAt, messageAt] = [key, signature, message].map((part) => module.put(part)) as [
    number,
    number,
    number,
  ];
  module.call('ed25519Begin', context, keyAt, signatureAt, messageAt, message.length);
  for (;;) {
    const result = module.call('ed25519Step', context, 10);
    if (result !== 1) return result === 0;
  }
}

/** RFC 8032 7.1: public key, message, signature. */
const vectors: [string, string, string, string][] = [
  [
    'test 1',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    'test 2',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'test 3',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    'test SHA(abc)',
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
];

describe('RFC 8032 7.1', () => {
  test.each(vectors)('%s is good, and not with any bit changed', (_name, key, message, signature) => {
    const [k, m, s] = [bytes(key), bytes(message), bytes(signature)];
    expect(verify(k, s, m)).toBe(true);
    for (let bit = 0; bit < 512; bit += 37) {
      const other = Buffer.from(s);
      other[bit >> 3]! ^= 1 << (bit & 7);
      expect(verify(k, other, m), `bit ${bit}`).toBe(false);
    }
    expect(verify(k, s, Buffer.concat([m, Buffer.of(0)]))).toBe(false);
  });
});

test('a signature by OpenSSL over 192 bytes is good, under another key it is not', () => {
  for (let round = 0; round < 8; round++) {
    const seed = Buffer.alloc(32, round + 1);
    const key = createPrivateKey({
      key: Buffer.concat([bytes('302e020100300506032b657004220420'), seed]),
      format: 'der',
      type: 'pkcs8',
    });
    const message = Buffer.alloc(192, round);
    const signature = opensslSign(null, message, key);
    const publicKey = ed25519.getPublicKey(seed);
    expect(verify(publicKey, signature, message)).toBe(true);
    expect(verify(ed25519.getPublicKey(Buffer.alloc(32, round + 2)), signature, message)).toBe(false);
  }
});

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (value: bigint): Buffer => bytes(value.toString(16).padStart(64, '0')).reverse();
const [, , , first] = vectors[0]!;

test.each([
  // RFC 8032 5.1.7, 1: S must be below L, so that no second signature can be made of one.
  [
    'S + L',
    vectors[0]![1],
    first.slice(0, 64) +
      littleEndian(BigInt(`0x${bytes(first).subarray(32).reverse().toString('hex')}`) + ORDER).toString('hex'),
  ],
  // 5.1.3, 1: y = p is zero in disguise.
  ['a key whose y is p', littleEndian(2n ** 255n - 19n).toString('hex'), first],
  // 5.1.3, 4: x = 0 has no sign.
  ['a key with x = 0 and a sign', littleEndian(1n + 2n ** 255n).toString('hex'), first],
  // y = 2 is on no point: (y^2 - 1) / (d y^2 + 1) has no root.
  ['a key that is no point', littleEndian(2n).toString('hex'), first],
])('%s is refused', (_name, key, signature) => {
  expect(verify(bytes(key), bytes(signature), Buffer.alloc(0))).toBe(false);
});

test('noise is refused, whatever it is taken for', () => {
  for (let round = 0; round < 20; round++)
    expect(verify(randomBytes(32), randomBytes(64), Buffer.alloc(5))).toBe(false);
});
