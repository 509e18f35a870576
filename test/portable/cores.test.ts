// The firmware's cryptography, compiled to C and run on an emulated Cortex-M0+ and an emulated Cortex-M33: for the same random
// inputs both give what the wasm gives here and what TypeScript or OpenSSL gives.
// Needs: arm-compiler, qemu-arm.
import { createCipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { x25519 as nobleX25519 } from '@noble/curves/ed25519.js';
import { Random } from '@sigillator/simulator/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wasmPath } from '../../firmware/build.ts';
import { type OtherCore, PrimitivesModule } from '../primitives/module.ts';
import { answer } from '../primitives/ops.ts';
import { RsaModule } from '../primitives/rsa-module.ts';
import { opensslKey, seededBytes } from '../rsa-keys.ts';
import { runs, seed } from '../seed.ts';
import { createEmulatedCore } from '../targets/cores/emulated-core.ts';
import { createQemuCore, type QemuCore } from '../targets/cores/qemu-core.ts';

const cores: Record<string, OtherCore> = {};
const modules: Record<string, PrimitivesModule> = { wasm: new PrimitivesModule() };

beforeAll(async () => {
  cores.m0plus = await createEmulatedCore();
  cores.m33 = await createQemuCore();
  const chip = readFileSync(wasmPath('chip'));
  for (const [name, core] of Object.entries(cores)) modules[name] = new PrimitivesModule(chip, core);
}, 120_000);

afterAll(() => (cores.m33 as QemuCore | undefined)?.close());

const random = new Random(seed, 'cores');
const bytes = (length: number): Buffer => Buffer.from(seededBytes(`cores ${random.next()}`, length));
const upTo = (length: number): Buffer => bytes(random.between(0, length));
const digits = (length: number): string => Array.from({ length }, () => random.between(0, 9)).join('');
const hash = (name: string, data: Buffer): string => createHash(name).update(data).digest('hex');
const mac = (name: string, key: Buffer, data: Buffer): string => createHmac(name, key).update(data).digest('hex');
const hex = (data: Uint8Array | ArrayBuffer): string => Buffer.from(data as Uint8Array).toString('hex');

/** A random request of each operation, and what it should answer; nothing where the wasm here is the measure. */
const operations: Record<string, () => [request: object, expected: object | undefined]> = {
  sha1: () => given(upTo(300), (data) => [{ data: hex(data) }, { digest: hash('sha1', data) }]),
  sha256: () => given(upTo(300), (data) => [{ data: hex(data) }, { digest: hash('sha256', data) }]),
  sha512: () => given(upTo(300), (data) => [{ data: hex(data) }, { digest: hash('sha512', data) }]),
  'hmac-sha1': () => keyed((key, data) => ({ mac: mac('sha1', key, data) })),
  'hmac-sha256': () => keyed((key, data) => ({ mac: mac('sha256', key, data) })),
  bankgirot: () => keyed((key, data) => ({ mac: mac('sha256', key, data).slice(0, 32) })),
  'hkdf-sha256': () => {
    const [ikm, salt, info, length] = [upTo(80), upTo(80), upTo(80), random.between(1, 150)];
    const okm = hex(hkdfSync('sha256', ikm, salt, info, length));
    return [{ ikm: hex(ikm), salt: hex(salt), info: hex(info), length }, { okm }];
  },
  'pbkdf2-sha256': () => {
    const [password, salt, iterations, length] = [upTo(70), upTo(70), random.between(1, 9), random.between(1, 70)];
    const dk = hex(pbkdf2Sync(password, salt, iterations, length, 'sha256'));
    return [{ password: hex(password), salt: hex(salt), iterations, length }, { dk }];
  },
  'chacha20-poly1305-seal': () => {
    const [key, nonce, aad, data] = [bytes(32), bytes(12), upTo(60), upTo(200)];
    const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
    cipher.setAAD(aad, { plaintextLength: data.length });
    const sealed = hex(Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]));
    return [{ key: hex(key), nonce: hex(nonce), aad: hex(aad), data: hex(data) }, { data: sealed }];
  },
  x25519: () => {
    const [scalar, point] = [bytes(32), nobleX25519.getPublicKey(bytes(32))];
    return [{ scalar: hex(scalar), point: hex(point) }, { shared: hex(nobleX25519.getSharedSecret(scalar, point)) }];
  },
  'open-1': () => {
    const [label, key, data] = ['document', digits(35), upTo(150)];
    const number = BigInt(`0x${mac('sha256', Buffer.from(key), Buffer.concat([Buffer.from(`${label}\0`), data]))}`);
    const digits18 = (number % 10n ** 18n).toString().padStart(18, '0');
    return [{ label, keyDigits: key, data: hex(data) }, { digits18 }];
  },
  compress: () => [{ digits18: digits(18) }, undefined],
  'hmac-drbg-sha256': () => [
    { entropy: hex(bytes(48)), nonce: hex(bytes(16)), reseedEntropy: hex(bytes(48)), length: random.between(1, 150) },
    undefined,
  ],
  ocra: () => {
    const suite = `OCRA-1:HOTP-${['SHA1', 'SHA256', 'SHA512'][random.between(0, 2)]}-${random.between(4, 10)}:QA40`;
    return [{ suite, key: hex(bytes(random.between(1, 80))), question: digits(random.between(1, 40)) }, undefined];
  },
};

const given = <T>(value: T, then: (value: T) => [object, object | undefined]) => then(value);
const keyed = (expect: (key: Buffer, data: Buffer) => object): [object, object] => {
  const [key, data] = [bytes(random.between(1, 150)), upTo(200)];
  return [{ key: hex(key), data: hex(data) }, expect(key, data)];
};

for (const [op, draw] of Object.entries(operations))
  test(`${op} is the same in wasm, on the Cortex-M0+ and on the Cortex-M33`, async () => {
    const slow = op === 'x25519';
    for (let run = runs(slow ? 1 : 8, slow ? 20 : 300); run > 0; run--) {
      const [request, expected] = draw();
      const line = JSON.stringify({ op, ...request });
      const ours = await answer(line, modules.wasm!);
      expect(ours, line).toMatchObject({ ok: true, ...expected });
      for (const name of Object.keys(cores))
        expect(await answer(line, modules[name]!), `${name}: ${line}`).toEqual(ours);
    }
  }, 600_000);

test('an RSA signature of each core and each kernel is accepted by OpenSSL', () => {
  const key = opensslKey(1024);
  const data = upTo(100);
  const digest = createHash('sha256').update(data).digest();
  for (const [name, core] of Object.entries(cores))
    for (const wide of name === 'm0plus' ? [false] : [false, true]) {
      const rsa = new RsaModule(wide, 1024, core);
      rsa.seed(bytes(1024));
      rsa.importKey(key.numbers);
      const signature = rsa.sign('sha256', digest, 128);
      expect(verify('sha256', data, key.privateKey, signature), `${name}, wide ${wide}`).toBe(true);
    }
}, 600_000);

test('a trap of the C is noticed, not passed over', () => {
  for (const [name, core] of Object.entries(cores))
    expect(() => core.call('sha256Update', 0xfffffff0, 0, 64), name).toThrow(/trapped in w2c_chip_sha256Update/);
});
