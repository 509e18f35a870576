// Cryptography on an emulated Cortex-M0+, compiled as the card is: the same instructions in the same order and the same cycles
// for every secret. (Cycles of the emulator: a load or a product takes as long for every value, as on the chip.)
// Needs: arm-compiler
import { readFileSync } from 'node:fs';
import { x25519 as nobleX25519 } from '@noble/curves/ed25519.js';
import { beforeAll, expect, test } from 'vitest';
import { wasmPath } from '../../firmware/build.ts';
import { SHA256_BAR, sha256Block, sha256InC } from '../bench/m0.bench.ts';
import { PrimitivesModule } from '../primitives/module.ts';
import { answer } from '../primitives/ops.ts';
import { RsaModule } from '../primitives/rsa-module.ts';
import { opensslKey, seededBytes } from '../rsa-keys.ts';
import { runs, seed } from '../seed.ts';
import { createEmulatedCore, type EmulatedCore } from '../targets/cores/emulated-core.ts';
import { type Trace, Tracer } from './trace.ts';

let core: EmulatedCore;
let module: PrimitivesModule;
beforeAll(async () => {
  core = await createEmulatedCore([sha256InC]);
  module = new PrimitivesModule(readFileSync(wasmPath('chip')), core);
}, 120_000);

test('a block of SHA-256 costs at most 1.1 times what it costs in plain C, with bounds checks on', () => {
  const { ours, plain } = sha256Block(core);
  expect(ours / plain).toBeGreaterThan(0.5);
  expect(ours / plain).toBeLessThanOrEqual(SHA256_BAR);
});

let drawn = 0;
const bytes = (length: number): Uint8Array => seededBytes(`timing ${seed} ${drawn++}`, length);
const hex = (length: number): string => Buffer.from(bytes(length)).toString('hex');
const digits = (length: number): string => [...bytes(length)].map((byte) => byte % 10).join('');

async function traced(work: () => Promise<void> | void): Promise<Trace> {
  const tracer = new Tracer();
  const before = core.cycles;
  core.onInstruction = tracer.see;
  try {
    await work();
  } finally {
    core.onInstruction = undefined;
  }
  return tracer.result(core.cycles - before);
}

const asText = (text: string): string => Buffer.from(text).toString('hex');
const point = Buffer.from(nobleX25519.getPublicKey(new Uint8Array(32).fill(9))).toString('hex');
const fixed = 'ab'.repeat(40);

/** Requests whose secrets are drawn; all else, lengths too, is the same. */
const secretWork: Record<string, () => object> = {
  'HMAC-SHA-256 of a key': () => ({ op: 'hmac-sha256', key: hex(32), data: hex(40) }),
  'the stretching of a PIN': () => ({
    ...{ op: 'pbkdf2-sha256', password: asText(digits(8)), salt: fixed.slice(0, 32), iterations: 2, length: 32 },
  }),
  'an issuer seal': () => ({ op: 'open-1', label: 'issuer', keyDigits: digits(35), data: asText(digits(6)) }),
  'a one-time response': () => ({
    ...{ op: 'ocra', suite: 'OCRA-1:HOTP-SHA256-6:QA06', key: asText(digits(35)), question: '123456' },
  }),
  'a record of ChaCha20-Poly1305': () => ({
    ...{ op: 'chacha20-poly1305-seal', key: hex(32), nonce: fixed.slice(0, 24), aad: '', data: hex(50) },
  }),
  X25519: () => ({ op: 'x25519', scalar: hex(32), point }),
};

for (const [name, draw] of Object.entries(secretWork))
  test(`${name} takes the same instructions on the M0+ whatever the secret is`, async () => {
    const traceOf = (request: object): Promise<Trace> =>
      traced(async () => expect(await answer(JSON.stringify(request), module)).toMatchObject({ ok: true }));
    const first = await traceOf(draw());
    expect(first.instructions).toBeGreaterThan(1000);
    for (let run = runs(name === 'X25519' ? 1 : 6, 50); run > 0; run--)
      expect(await traceOf(draw()), `seed ${seed}`).toEqual(first);
  }, 600_000);

test('a comparison takes the same instructions wherever the first difference is', async () => {
  const secret = bytes(32);
  const [a, b] = [module.reset().put(secret), module.reserve(32)];
  const compare = async (other: Uint8Array): Promise<Trace> => {
    new Uint8Array(module.memory.buffer).set(other, b);
    return traced(() => {
      expect(module.call('equalBytes', a, b, 32)).toBe(Buffer.from(secret).equals(other) ? 1 : 0);
    });
  };
  const same = await compare(secret);
  for (let at = 0; at < 32; at++)
    expect(await compare(secret.map((byte, i) => (i === at ? byte ^ 1 : byte))), `byte ${at}`).toEqual(same);
});

test('a product and a square of the narrow Montgomery kernel take the same instructions for all numbers', async () => {
  const limbs = 80;
  const limb = (): number[] => [...new Uint16Array(bytes(2 * limbs).slice().buffer)].map((word) => word & 0x1fff);
  const put = (values: number[]): number => module.put(new Uint8Array(Uint16Array.from(values).buffer));
  const traces: Trace[] = [];
  const numbers = [limb, limb, limb, () => new Array(limbs).fill(0), () => new Array(limbs).fill(0x1fff)];
  for (const draw of numbers) {
    module.reset();
    const modulus = limb();
    modulus[0]! |= 1;
    const [a, b, n] = [put(draw()), put(draw()), put(modulus)];
    const [out, columns] = [module.reserve(2 * limbs), module.reserve(4 * (2 * limbs + 8))];
    traces.push(
      await traced(() => {
        module.call('narrowMultiply', out, a, b, n, bytes(1)[0]! | 1, limbs, columns);
        module.call('narrowSquare', out, a, n, bytes(1)[0]! | 1, limbs, columns);
      }),
    );
  }
  for (const trace of traces) expect(trace, `seed ${seed}`).toEqual(traces[0]);
});

test('a whole RSA signature, blinding and check included, takes the same instructions for every key', async () => {
  const sign = async (): Promise<Trace> => {
    const rsa = new RsaModule(false, 512, core);
    rsa.seed(new Uint8Array(1024).fill(7).map((_, i) => i * i));
    rsa.importKey(opensslKey(512).numbers);
    return traced(() => expect(rsa.sign('sha256', bytes(32), 64)).toHaveLength(64));
  };
  const first = await sign();
  expect(first.instructions).toBeGreaterThan(1_000_000);
  for (let run = runs(1, 10); run > 0; run--) expect(await sign(), `seed ${seed}`).toEqual(first);
}, 600_000);

test('work that depends on its data shows: one byte more that needs a block more', async () => {
  const hash = (length: number): Promise<Trace> =>
    traced(async () => {
      await answer(JSON.stringify({ op: 'sha256', data: '00'.repeat(length) }), module);
    });
  expect(await hash(55)).toEqual(await hash(55));
  expect((await hash(55)).hash).not.toBe((await hash(56)).hash);
});
