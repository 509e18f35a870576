// What the firmware's cryptography costs on the Cortex-M0+ at 125 MHz: cycles of the emulated core, the same on every machine. The
// modules are compiled as the card is, bounds checks on. Nothing without the ARM compiler.
import { createHash, verify } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { PrimitivesModule } from '../primitives/module.ts';
import { RsaModule } from '../primitives/rsa-module.ts';
import { firmwareKey, seededBytes } from '../rsa-keys.ts';
import { isMet } from '../system-packages.ts';
import { createEmulatedCore, type EmulatedCore } from '../targets/cores/emulated-core.ts';
import { keygenSeconds } from './m0/keygen.ts';
import { counted, type Row } from './row.ts';

export const HERTZ = 125e6;
/** SHA-256 in plain C, for the core that is measured. */
export const sha256InC = fileURLToPath(new URL('m0/sha256-block.c', import.meta.url));
/** What `ours` may cost, in costs of `plain`. */
export const SHA256_BAR = 1.1;

export default async function m0(): Promise<Row[]> {
  if (!isMet('arm-compiler')) return [];
  const core = await createEmulatedCore([sha256InC]);
  const block = sha256Block(core);
  const [sign, first] = rsaSeconds(core);
  return [
    {
      ...{ id: 'm0-sha256-vs-c', value: block.ours, unit: 'cycles/block', peer: 'plain C', peerValue: block.plain },
      ...{ ratio: block.ours / block.plain, bar: SHA256_BAR, less: true, exact: true },
    },
    counted('m0-rsa-sign-seconds', sign, 's', 2.8),
    counted('m0-rsa-first-sign-seconds', first, 's', 4),
    counted('m0-rsa-keygen-seconds', keygenSeconds(core, HERTZ), 's', 90),
  ];
}

/** Cycles of a block: of the firmware as what a second block adds to an update, so that the calls around it do not count. */
export function sha256Block(core: EmulatedCore): { ours: number; plain: number } {
  const module = new PrimitivesModule(undefined, core);
  const context = module.reset().context('SHA256_CTX');
  const data = module.put(seededBytes('block', 192, 'fixed'));
  const state = module.reserve(32);
  const cycles = (work: () => void): number => {
    const before = core.cycles;
    work();
    return core.cycles - before;
  };
  const update = (length: number): number => {
    module.call('sha256Init', context);
    return cycles(() => module.call('sha256Update', context, data, length));
  };
  const initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
  for (const [index, word] of initial.entries()) module.view().setUint32(state + 4 * index, word, true);
  const plain = cycles(() => core.jump('c_sha256_block', [core.address(state), core.address(data)]));
  // The peer must have done the same work.
  const out = module.reserve(32);
  const message = module.take(data, 55);
  const padded = Buffer.concat([message, Buffer.from([0x80]), Buffer.alloc(6), Buffer.from([1, 0xb8])]);
  new Uint8Array(module.memory.buffer).set(padded, data);
  for (const [index, word] of initial.entries()) module.view().setUint32(out + 4 * index, word, true);
  core.jump('c_sha256_block', [core.address(out), core.address(data)]);
  const digest = Array.from({ length: 8 }, (_, index) => module.view().getUint32(out + 4 * index, true));
  const expected = createHash('sha256').update(message).digest();
  if (digest.some((word, index) => word !== expected.readUInt32BE(4 * index)))
    throw new Error('The SHA-256 in C that is measured against gives another digest than OpenSSL.');
  return { ours: update(192) - update(128), plain };
}

/** A signature of RSA-2048 with blinding and check, and the first one with a key, which makes the blinding pair. */
function rsaSeconds(core: EmulatedCore): [next: number, first: number] {
  // Made in wasm from fixed noise: time depends a little on the key, for the first signature above all.
  const maker = new RsaModule(true, 2048);
  maker.seed(seededBytes('m0 key', 1024, 'fixed'));
  const { privateKey, numbers } = firmwareKey(maker, 2048);
  const rsa = new RsaModule(false, 2048, core);
  rsa.seed(seededBytes('m0', 1024, 'fixed'));
  rsa.importKey(numbers);
  // A loaded key has no blinding yet.
  rsa.load(rsa.stored(2048), 2048);
  const data = Buffer.from('a message of ordinary length, as a customs document has it');
  const digest = createHash('sha256').update(data).digest();
  const seconds = (): number => {
    const before = core.cycles;
    if (!verify('sha256', data, privateKey, rsa.sign('sha256', digest, 256)))
      throw new Error('OpenSSL refuses the signature of the emulated core.');
    return (core.cycles - before) / HERTZ;
  };
  const first = seconds();
  return [seconds(), first];
}
