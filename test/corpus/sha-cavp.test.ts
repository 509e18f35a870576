// NIST's validation vectors for SHA-1 and SHA-256: short and long messages, and the Monte Carlo chain of 100,000 hashes.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { corpusPath, testWithCorpus } from '../corpus.ts';
import { digest } from '../primitives/hashes.ts';
import { PrimitivesModule } from '../primitives/module.ts';
import { toHex } from '../primitives/request.ts';

const module = new PrimitivesModule();

/** The `NAME = value` lines of a response file, in order. */
const fields = (file: string): [name: string, value: string][] =>
  [...readFileSync(corpusPath('cavp', file), 'latin1').matchAll(/^(\w+) = (\w*)\r?$/gm)].map(([, name, value]) => [
    name!,
    value!,
  ]);

for (const name of ['sha1', 'sha256'] as const) {
  for (const kind of ['ShortMsg', 'LongMsg']) {
    const file = `${name.toUpperCase()}${kind}.rsp`;
    testWithCorpus('cavp', file)(`${name} digests every message of ${file}`, () => {
      const rows = fields(file);
      const lengths = rows.filter(([field]) => field === 'Len').map(([, value]) => Number(value) / 8);
      const messages = rows.filter(([field]) => field === 'Msg').map(([, value]) => Buffer.from(value, 'hex'));
      const digests = rows.filter(([field]) => field === 'MD').map(([, value]) => value);
      expect(messages.length).toBeGreaterThan(60);
      expect(messages.map((message, i) => toHex(digest(module, name, message.subarray(0, lengths[i]))))).toEqual(
        digests,
      );
    });
  }

  const file = `${name.toUpperCase()}Monte.rsp`;
  testWithCorpus('cavp', file)(`${name} walks the Monte Carlo chain of ${file}`, () => {
    const rows = fields(file);
    let seed: Uint8Array = Buffer.from(rows.find(([field]) => field === 'Seed')![1], 'hex');
    const expected = rows.filter(([field]) => field === 'MD').map(([, value]) => value);
    // SHAVS 6.4: each of the 100 values is the last of 1000 hashes over the three before.
    const got = expected.map(() => {
      let [a, b, c] = [seed, seed, seed];
      for (let i = 0; i < 1000; i++) [a, b, c] = [b, c, digest(module, name, Buffer.concat([a, b, c]))];
      seed = c;
      return toHex(c);
    });
    expect(expected.length).toBe(100);
    expect(got).toEqual(expected);
  });
}
