// Project Wycheproof's vectors for HMAC, HKDF, PBKDF2, ChaCha20-Poly1305 and X25519: valid ones are reproduced, invalid
// ones refused, acceptable ones may be either. Both directly and through the primitives program's table.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { corpusPath, testWithCorpus } from '../corpus.ts';
import { PrimitivesModule } from '../primitives/module.ts';
import { answer } from '../primitives/ops.ts';

interface Vector {
  tcId: number;
  result: 'valid' | 'invalid' | 'acceptable';
  [field: string]: string | number;
}
interface Group {
  tests: Vector[];
  [field: string]: unknown;
}

const module = new PrimitivesModule();

const ask = (request: Record<string, unknown>): Promise<Record<string, unknown>> =>
  answer(JSON.stringify(request), module);

/** Runs `check` over all vectors; it answers whether the firmware agrees with the vector. */
function wycheproof(
  file: string,
  title: string,
  least: number,
  check: (vector: Vector, group: Group) => Promise<boolean>,
): void {
  testWithCorpus('wycheproof', file)(title, async () => {
    const { testGroups } = JSON.parse(readFileSync(corpusPath('wycheproof', file), 'utf8')) as { testGroups: Group[] };
    const disagreeing: number[] = [];
    let count = 0;
    for (const group of testGroups)
      for (const vector of group.tests) {
        count++;
        const agrees = await check(vector, group);
        if (agrees !== (vector.result !== 'invalid') && vector.result !== 'acceptable') disagreeing.push(vector.tcId);
      }
    expect(disagreeing).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(least);
  });
}

for (const hash of ['sha1', 'sha256'])
  wycheproof(
    `hmac_${hash}_test.json`,
    `hmac-${hash} gives every valid tag and no altered one`,
    160,
    async (vector, group) => {
      const { mac } = await ask({ op: `hmac-${hash}`, key: vector.key, data: vector.msg });
      return String(mac).slice(0, Number(group.tagSize) / 4) === vector.tag;
    },
  );

wycheproof(
  'hkdf_sha256_test.json',
  'hkdf-sha256 derives every key and refuses lengths above the limit',
  80,
  async (v) => {
    const { ok, okm } = await ask({ op: 'hkdf-sha256', ikm: v.ikm, salt: v.salt, info: v.info, length: v.size });
    return ok === true && okm === v.okm;
  },
);

wycheproof('pbkdf2_hmacsha256_test.json', 'pbkdf2-sha256 derives every key', 60, async (v) => {
  const { dk } = await ask({
    ...{ op: 'pbkdf2-sha256', password: v.password, salt: v.salt, iterations: v.iterationCount, length: v.dkLen },
  });
  return dk === v.dk;
});

wycheproof('chacha20_poly1305_test.json', 'chacha20-poly1305 opens every valid record and no other', 300, async (v) => {
  const opened = await ask({
    ...{ op: 'chacha20-poly1305-open', key: v.key, nonce: v.iv, aad: v.aad, data: `${v.ct}${v.tag}` },
  });
  return opened.ok === true && opened.data === v.msg;
});

wycheproof(
  'chacha20_poly1305_test.json',
  'chacha20-poly1305 seals every valid record to the same bytes',
  300,
  async (v) => {
    const sealed = await ask({ op: 'chacha20-poly1305-seal', key: v.key, nonce: v.iv, aad: v.aad, data: v.msg });
    return sealed.ok === true && sealed.data === `${v.ct}${v.tag}`;
  },
);

wycheproof('x25519_test.json', 'x25519 computes every shared secret', 500, async (v) => {
  const { shared } = await ask({ op: 'x25519', scalar: v.private, point: v.public });
  // Even where Wycheproof calls a point only acceptable, the bytes are fixed by RFC 7748.
  expect(shared, `vector ${v.tcId}`).toBe(v.shared);
  return true;
});
