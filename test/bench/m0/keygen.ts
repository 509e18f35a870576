// The mean time of an RSA-2048 key on the Cortex-M0+. One key of it is minutes of emulation, and its luck varies by a factor of
// ten; so the work is counted in parts (a pass of the sieve, a candidate, a round of Miller-Rabin, …): how often each is done is
// the mean over seeded generations in wasm, what each costs is measured on the emulated core in one whole generation, that of
// the luckiest seed. Called by m0.bench.ts.
import { RSA, RsaModule } from '../../primitives/rsa-module.ts';
import { seededBytes } from '../../rsa-keys.ts';
import type { EmulatedCore } from '../../targets/cores/emulated-core.ts';

export const GENERATIONS = 1000;
const BITS = 2048;
/** Both primes go through the same four phases (firmware/shared/rsa-keygen.ts); in the fourth the test has phases of its own. */
const PRIME_PHASES = 8;
const TEST = 3;

interface Generation {
  /** How often each part was begun, and the cycles of each. */
  begun: Map<string, number>;
  cycles: Map<string, number>;
  steps: number;
  key: Uint8Array;
}

function generate(rsa: RsaModule, seed: number, cyclesNow: () => number): Generation {
  const [begun, cycles] = [new Map<string, number>(), new Map<string, number>()];
  const add = (map: Map<string, number>, part: string, amount: number): void => {
    map.set(part, (map.get(part) ?? 0) + amount);
  };
  rsa.call('randomWipe');
  rsa.seed(seededBytes(`keygen ${seed}`, 1024, 'fixed'));
  const work = new DataView(rsa.memory.buffer, rsa.call('rsaWork'), 12);
  let status = rsa.call('rsaGenerateBegin', BITS);
  let steps = 0;
  for (let before = ''; status === RSA.WORKING; steps++) {
    const phase = work.getUint32(4, true);
    const part = phase >= PRIME_PHASES ? `${phase}` : partOfPrime(phase % 4, work.getUint32(8, true));
    if (part !== before) add(begun, part, 1);
    before = part;
    const start = cyclesNow();
    status = rsa.call('rsaGenerateStep');
    add(cycles, part, cyclesNow() - start);
  }
  if (status !== RSA.OK) throw new Error(`Generating a key: expected OK, got ${status}.`);
  return { begun, cycles, steps, key: rsa.stored(BITS) };
}

const partOfPrime = (phase: number, operation: number): string =>
  phase === TEST ? `test ${operation}` : `prime ${phase}`;

export function keygenSeconds(core: EmulatedCore, hertz: number): number {
  const rsa = new RsaModule(true, BITS);
  const sum = new Map<string, number>();
  let luckiest = { seed: 0, work: Number.POSITIVE_INFINITY };
  for (let seed = 0; seed < GENERATIONS; seed++) {
    const { begun, steps } = generate(rsa, seed, () => 0);
    for (const [part, times] of begun) sum.set(part, (sum.get(part) ?? 0) + times);
    if (steps < luckiest.work) luckiest = { seed, work: steps };
  }
  const here = generate(new RsaModule(false, BITS), luckiest.seed, () => 0);
  const there = generate(new RsaModule(false, BITS, core), luckiest.seed, () => core.cycles);
  if (Buffer.compare(here.key, there.key) !== 0)
    throw new Error('Generating a key from the same noise: the emulated core made another one than the wasm.');
  let mean = 0;
  for (const [part, times] of sum) {
    const measured = there.begun.get(part);
    if (measured === undefined) throw new Error(`Measuring key generation: the luckiest key has no part "${part}".`);
    mean += (times / GENERATIONS) * (there.cycles.get(part)! / measured);
  }
  return mean / hertz;
}
