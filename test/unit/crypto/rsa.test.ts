// RSA of the card against OpenSSL, with both Montgomery kernels.
import { constants, createHash, createPublicKey, privateDecrypt, publicEncrypt, sign } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { RSA, RsaModule, RsaRefusal } from '../../primitives/rsa-module.ts';
import { firmwareKey, fromBig, opensslKey, power, seededBytes, type TestKey, toBig } from '../../rsa-keys.ts';
import { runs } from '../../seed.ts';

const digest = (hash: 'sha1' | 'sha256', data: Uint8Array) => createHash(hash).update(data).digest();
const pkcs1 = (key: TestKey) => ({ key: key.privateKey, padding: constants.RSA_PKCS1_PADDING });
const refusal = (work: () => void): number => {
  try {
    work();
  } catch (error) {
    if (error instanceof RsaRefusal) return error.status;
    throw error;
  }
  return RSA.OK;
};

let key: TestKey;
beforeAll(() => {
  key = opensslKey(2048);
});

describe.each([
  { name: 'wide', wide: true },
  { name: 'narrow', wide: false },
])('RSA with the $name kernel', ({ name, wide }) => {
  const rsa = new RsaModule(wide);
  beforeAll(() => rsa.seed(seededBytes(`noise ${name}`, 1024)));

  test.each([
    [2048, 65537],
    [2048, 3],
    [1024, 65537],
    [1536, 17],
    [3072, 65537],
    [4096, 65537],
  ])('signs and verifies as OpenSSL does (%i bits, e = %i)', (bits, exponent) => {
    const other = opensslKey(bits, exponent);
    const shown = JSON.stringify(other.privateKey.export({ format: 'jwk' }));
    rsa.importKey(other.numbers);
    for (const hash of ['sha1', 'sha256'] as const) {
      const data = seededBytes(`message ${bits} ${hash}`, 33);
      const expected = sign(hash, data, other.privateKey);
      expect(Buffer.from(rsa.sign(hash, digest(hash, data), bits / 8)), shown).toEqual(expected);
    }
    const data = seededBytes(`verified ${bits}`, 33);
    const signature = sign('sha256', data, other.privateKey);
    const { n, e } = other.numbers;
    expect(rsa.verify(n, e, 'sha256', digest('sha256', data), signature)).toBe(true);
    expect(rsa.verify(n, e, 'sha1', digest('sha1', data), signature)).toBe(false);
    const altered = Buffer.from(signature);
    altered[bits / 8 - 1]! ^= 1;
    expect(rsa.verify(n, e, 'sha256', digest('sha256', data), altered)).toBe(false);
    expect(rsa.verify(n, e, 'sha256', digest('sha256', data), signature.subarray(1))).toBe(false);
  });

  test('keeps one blinding pair for 32 signatures and then makes a new one, all of them right', () => {
    rsa.importKey(key.numbers);
    const steps = new Map<number, number>();
    for (let i = 0; i < 35; i++) {
      const data = seededBytes(`blinded ${i}`, 20);
      expect(Buffer.from(rsa.sign('sha256', digest('sha256', data), 256))).toEqual(
        sign('sha256', data, key.privateKey),
      );
      steps.set(rsa.steps, (steps.get(rsa.steps) ?? 0) + 1);
    }
    // Moduli and pair; pair only; neither.
    expect([...steps.values()].sort((a, b) => a - b)).toEqual([1, 1, 33]);
  });

  test('takes the same number of steps whatever the key, the message and the blinding are', () => {
    const counts = new Set<string>();
    for (let i = 0; i < runs(3, 20); i++) {
      rsa.importKey(opensslKey(1024).numbers);
      const imported = rsa.steps;
      rsa.sign('sha256', seededBytes(`steps ${i}`, 32), 128);
      const first = rsa.steps;
      rsa.sign('sha256', seededBytes(`more steps ${i}`, 32), 128);
      counts.add(`${imported} ${first} ${rsa.steps}`);
    }
    expect(counts.size).toBe(1);
  });

  test('deciphers what OpenSSL enciphered, from the empty message to the longest', () => {
    rsa.importKey(key.numbers);
    for (const length of [0, 1, 32, 200, 245]) {
      const message = Buffer.from(seededBytes(`plain ${length}`, length));
      const ciphertext = publicEncrypt({ ...pkcs1(key), key: createPublicKey(key.privateKey) }, message);
      expect(Buffer.from(rsa.decipher(ciphertext))).toEqual(message);
      expect(Buffer.from(rsa.decipher(ciphertext, true))).toEqual(message);
    }
  });

  test('answers a bad padding with the same synthetic message as OpenSSL, and refuses it when strict', () => {
    rsa.importKey(key.numbers);
    const { n, e } = key.numbers;
    const encipher = (padded: Buffer) => {
      const out = Buffer.alloc(256);
      const number = fromBig(power(toBig(padded), toBig(e), toBig(n)));
      out.set(number, 256 - number.length);
      return out;
    };
    const padded = (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(seededBytes('padding', 256).map((byte) => byte | 1));
      bytes.set([0, 2]);
      bytes[200] = 0;
      change(bytes);
      return encipher(bytes);
    };
    const bad = [
      padded((bytes) => bytes.set([0, 1])),
      padded((bytes) => bytes.set([1, 2])),
      padded((bytes) => bytes.set([9], 200)),
      padded((bytes) => bytes.set([0], 2)),
      padded((bytes) => bytes.set([0], 9)),
      ...Array.from({ length: runs(10, 200) }, (_, i) => {
        const random = Buffer.from(seededBytes(`ciphertext ${i}`, 256));
        random[0] = 0;
        return random;
      }),
    ];
    for (const ciphertext of bad) {
      expect(Buffer.from(rsa.decipher(ciphertext))).toEqual(privateDecrypt(pkcs1(key), ciphertext));
      expect(refusal(() => rsa.decipher(ciphertext, true))).toBe(RSA.PADDING);
    }
    const shortest = padded((bytes) => bytes.set([0], 10));
    expect(Buffer.from(rsa.decipher(shortest, true))).toEqual(privateDecrypt(pkcs1(key), shortest));
  });

  test('refuses a ciphertext that is too short, too long or not below n', () => {
    rsa.importKey(key.numbers);
    expect(refusal(() => rsa.decipher(new Uint8Array(255)))).toBe(RSA.RANGE);
    expect(refusal(() => rsa.decipher(new Uint8Array(257)))).toBe(RSA.RANGE);
    expect(refusal(() => rsa.decipher(key.numbers.n))).toBe(RSA.RANGE);
  });

  test('says which number of a key is wrong, and loads nothing', () => {
    const { n, e, d, p, q } = key.numbers;
    const even = n.slice();
    even[255]! ^= 1;
    const otherPrime = p.slice();
    otherPrime[100]! ^= 4;
    const importing = (change: object) => refusal(() => rsa.importKey({ n, e, d, p, q, ...change }));
    expect(importing({ n: even })).toBe(RSA.EVEN_MODULUS);
    const cut = (by: number) => {
      const shorter = n.subarray(by).slice();
      shorter[0]! |= 0x80;
      return { n: shorter, d: d.subarray(by), p: p.subarray(by / 2), q: q.subarray(by / 2) };
    };
    expect(importing(cut(2))).toBe(RSA.MODULUS_LENGTH);
    expect(importing(cut(200))).toBe(RSA.MODULUS_LENGTH);
    expect(importing({ e: new Uint8Array([1]) })).toBe(RSA.EXPONENT);
    expect(importing({ e: new Uint8Array([1, 0, 0]) })).toBe(RSA.EXPONENT);
    expect(importing({ e: new Uint8Array(0) })).toBe(RSA.EXPONENT);
    expect(importing({ p: otherPrime })).toBe(RSA.PRIMES);
    expect(importing({ p: n.subarray(128), q: new Uint8Array([1]) })).toBe(RSA.PRIMES);
    expect(refusal(() => rsa.sign('sha256', new Uint8Array(32), 256))).toBe(RSA.STATE);
  });

  test('releases no signature if d does not belong to the key, and wipes everything', () => {
    const d = key.numbers.d.slice();
    // Its last byte: one d in 256 is shorter than the modulus.
    d[d.length - 1]! ^= 2;
    rsa.importKey({ ...key.numbers, d });
    expect(refusal(() => rsa.sign('sha256', new Uint8Array(32), 256))).toBe(RSA.FAULT);
    expect(rsa.get(rsa.workspace, rsa.workspaceBytes).every((byte) => byte === 0)).toBe(true);
  });

  test('stores a key and loads it again; an altered one is refused or signs nothing', () => {
    rsa.importKey(key.numbers);
    const stored = rsa.stored(2048);
    expect(stored.length).toBe(932);
    rsa.call('rsaWipe');
    expect(rsa.load(stored, 2048)).toBe(RSA.OK);
    const data = seededBytes('stored', 9);
    const expected = sign('sha256', data, key.privateKey);
    expect(Buffer.from(rsa.sign('sha256', digest('sha256', data), 256))).toEqual(expected);
    for (const at of [0, 100, 255, 256, 400, 520, 640, 768, 895, 899]) {
      const altered = stored.slice();
      altered[at]! ^= 0x10;
      const status = rsa.load(altered, 2048);
      const result = status === RSA.OK ? refusal(() => rsa.sign('sha256', digest('sha256', data), 256)) : status;
      expect(result, `byte ${at}`).not.toBe(RSA.OK);
    }
  });

  test('generates a key that OpenSSL accepts and agrees with', () => {
    const made = firmwareKey(rsa, 2048);
    const data = seededBytes('generated', 50);
    const expected = sign('sha256', data, made.privateKey);
    expect(Buffer.from(rsa.sign('sha256', digest('sha256', data), 256))).toEqual(expected);
    const ciphertext = publicEncrypt(createPublicKey(made.privateKey), Buffer.from('sealed'));
    expect(refusal(() => rsa.decipher(ciphertext.subarray(1)))).toBe(RSA.RANGE);
  });
});

test('gives nothing before the generator has seen 1024 samples of noise, and nothing after the noise failed', () => {
  const rsa = new RsaModule(true);
  rsa.importKey(key.numbers);
  expect(refusal(() => rsa.sign('sha256', new Uint8Array(32), 256))).toBe(RSA.RANDOM);
  const [at = 0] = rsa.put(seededBytes('short noise', 1023));
  expect(rsa.call('randomSeed', at, 1023)).toBe(1);
  expect(rsa.call('randomBytes', at, 16)).toBe(1);
  expect(rsa.call('randomSeed', at, 1)).toBe(0);
  expect(rsa.call('randomBytes', at, 16)).toBe(0);
  rsa.put(new Uint8Array(40));
  expect(rsa.call('randomSeed', at, 40)).toBe(2);
  expect(rsa.call('randomBytes', at, 16)).toBe(2);
});
