// Bits flip in the workspace while a signature is computed: what comes out is the right signature or none.
import { createHash, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { RSA, RsaModule } from '../primitives/rsa-module.ts';
import { opensslKey, seededBytes } from '../rsa-keys.ts';
import { runs } from '../seed.ts';

/** Numbers below 2^32 from the run's seed. */
function random(label: string): (below: number) => number {
  let i = 0;
  return (below) => Buffer.from(seededBytes(`${label} ${i++}`, 4)).readUInt32LE() % below;
}

test.each([
  { name: 'wide', wide: true },
  { name: 'narrow', wide: false },
])('a bit that flips in any step releases no wrong signature ($name kernel)', ({ name, wide }) => {
  const key = opensslKey(1024);
  const rsa = new RsaModule(wide, 1024);
  rsa.seed(seededBytes(`noise ${name}`, 1024));
  rsa.importKey(key.numbers);
  const stored = rsa.stored(1024);
  const data = seededBytes('message', 32);
  const digest = createHash('sha256').update(data).digest();
  const right = sign('sha256', data, key.privateKey);
  rsa.sign('sha256', digest, 128);
  const steps = rsa.steps;
  const draw = random(name);
  const outcomes = new Map<string, number>();

  for (let run = 0; run < runs(400, 100_000); run++) {
    expect(rsa.load(stored, 1024)).toBe(RSA.OK);
    const [digestAt = 0, out = 0] = rsa.put(digest, new Uint8Array(128));
    const strike = draw(steps);
    const at = rsa.workspace + draw(rsa.workspaceBytes);
    let status = rsa.call('rsaSignBegin', 2, digestAt);
    for (let step = 0; status === RSA.WORKING && step < 4 * steps; step++) {
      if (step === strike) rsa.memory[at]! ^= 1 << draw(8);
      status = rsa.call('rsaSignStep', out);
    }
    const released = Buffer.from(rsa.get(out, 128));
    const shown = `run ${run}, step ${strike}, byte ${at - rsa.workspace}, status ${status}`;
    if (status === RSA.OK) expect(released.equals(right), shown).toBe(true);
    else {
      expect(
        released.every((byte) => byte === 0),
        shown,
      ).toBe(true);
      expect(status, shown).toBe(RSA.FAULT);
      // Nothing of the key is left to be read.
      expect(
        rsa.get(rsa.workspace, rsa.workspaceBytes).every((byte) => byte === 0),
        shown,
      ).toBe(true);
    }
    outcomes.set(String(status), (outcomes.get(String(status)) ?? 0) + 1);
  }
  // Both must have happened, or the strikes did not reach what they should.
  expect(outcomes.get(String(RSA.FAULT))).toBeGreaterThan(20);
  expect(outcomes.get(String(RSA.OK))).toBeGreaterThan(20);
});
