// Wycheproof's signature generation and NIST's SigGen15 and KeyGenRSA, through the primitives program's table.
import { createHash, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { corpusPath, testWithCorpus } from '../corpus.ts';
import { PrimitivesModule } from '../primitives/module.ts';
import { answer } from '../primitives/ops.ts';
import { RsaModule } from '../primitives/rsa-module.ts';
import { fromBig, numbersOf, power, seededBytes } from '../rsa-keys.ts';

const module = new PrimitivesModule();
const ask = (request: object): Promise<Record<string, unknown>> => answer(JSON.stringify(request), module);
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const big = (text: string): bigint => BigInt(`0x${text}`);
const hexOf = (value: bigint): string => toHex(fromBig(value));

interface Group {
  privateKeyPkcs8: string;
  sha: string;
  tests: { tcId: number; msg: string; sig: string; result: string }[];
}

/** `name = value` lines of a CAVP file, a record a blank line; section headers in brackets are kept as `mod`. */
function records(file: string): Record<string, string>[] {
  const text = readFileSync(corpusPath('cavp', file), 'latin1').replaceAll('\r', '');
  const out: Record<string, string>[] = [];
  for (const block of text.split(/\n\s*\n/)) {
    const pairs = [...block.matchAll(/^\[?(\w+) *= *([^\]\n]*?) *\]?$/gm)].map(([, name, value]) => [name!, value!]);
    if (pairs.length > 0) out.push(Object.fromEntries(pairs));
  }
  return out;
}

/** The primes of n, from e and d, by the usual random walk (SP 800-56B C.1), with the small bases in turn. */
function factor(n: bigint, e: bigint, d: bigint): [bigint, bigint] {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
  let odd = e * d - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  for (let base = 2n; ; base++) {
    let x = power(base, odd, n);
    for (let i = 0; i < twos; i++) {
      const next = (x * x) % n;
      if (next === 1n && x !== 1n && x !== n - 1n) return [gcd(x - 1n, n), n / gcd(x - 1n, n)];
      x = next;
    }
  }
}

/** Every record with the last n, e and d before it. */
function signatures(file: string): { n: string; e: string; d?: string; hash: string; data: string; s: string }[] {
  let key: Record<string, string> = {};
  const out = [];
  for (const record of records(file)) {
    key = { ...key, ...Object.fromEntries(Object.entries(record).filter(([name]) => 'ned'.includes(name))) };
    const hash = { SHA1: 'sha1', SHA256: 'sha256' }[record.SHAAlg ?? ''];
    if (hash && record.Msg && record.S) {
      const known = { n: key.n!, e: key.e!.replace(/^(00)+(?=.)/, ''), ...(key.d ? { d: key.d } : {}) };
      out.push({ ...known, hash, data: record.Msg, s: record.S.toLowerCase() });
    }
  }
  return out;
}

testWithCorpus('wycheproof', 'rsa_pkcs1_2048_sig_gen_test.json')(
  'signs as Wycheproof expects (RSA PKCS#1 v1.5, 2048 bits)',
  async () => {
    const file = corpusPath('wycheproof', 'rsa_pkcs1_2048_sig_gen_test.json');
    const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as { testGroups: Group[] };
    let count = 0;
    for (const group of testGroups) {
      const hash = { 'SHA-1': 'sha1', 'SHA-256': 'sha256' }[group.sha];
      if (!hash) continue;
      const der = Buffer.from(group.privateKeyPkcs8, 'hex');
      const numbers = numbersOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' }));
      const key = Object.fromEntries(Object.entries(numbers).map(([name, bytes]) => [name, toHex(bytes)]));
      for (const { msg, sig, tcId, result } of group.tests) {
        const signed = await ask({ op: `rsa-sign-${hash}`, ...key, data: msg });
        // Keys whose primes are not of equal length are acceptable there, and refused here.
        if (result === 'acceptable' && String(signed.error).includes('PRIMES')) continue;
        expect(signed, `test ${tcId}`).toEqual({ ok: true, signature: sig });
        const { n, e } = key;
        const verified = await ask({ op: `rsa-verify-${hash}`, n, e, data: msg, signature: sig });
        expect(verified, `test ${tcId}`).toEqual({ ok: true, valid: true });
        count++;
      }
    }
    expect(count).toBeGreaterThanOrEqual(16);
  },
);

describe.each(['SigGen15_186-2.txt', 'SigGen15_186-3.rsp'])('%s', (file) => {
  testWithCorpus('cavp', file)(
    'every signature verifies, an altered one does not, and known keys make it',
    async () => {
      const vectors = signatures(file);
      expect(vectors.length).toBeGreaterThanOrEqual(40);
      const primes = new Map<string, [bigint, bigint]>();
      for (const { n, e, d, hash, data, s } of vectors) {
        expect(await ask({ op: `rsa-verify-${hash}`, n, e, data, signature: s })).toEqual({ ok: true, valid: true });
        const altered = `${s.slice(0, -1)}${s.endsWith('0') ? '1' : '0'}`;
        expect(await ask({ op: `rsa-verify-${hash}`, n, e, data, signature: altered })).toEqual({
          ok: true,
          valid: false,
        });
        if (!d) continue;
        const [p, q] = primes.get(n) ?? factor(big(n), big(e), big(d));
        primes.set(n, [p, q]);
        const signed = await ask({ op: `rsa-sign-${hash}`, n, e, d, p: hexOf(p), q: hexOf(q), data });
        expect(signed).toEqual({ ok: true, signature: s });
      }
    },
  );
});

testWithCorpus('cavp', 'KeyGenRSA.rsp')(
  'every prime of KeyGenRSA is one, and every key signs with both kernels',
  async () => {
    const keys = records('KeyGenRSA.rsp').filter((record) => record.p && record.d);
    expect(keys.length).toBeGreaterThanOrEqual(30);
    const modules = [true, false].map((wide) => new RsaModule(wide));
    modules.forEach((rsa, i) => {
      rsa.seed(seededBytes(`noise ${i}`, 1024));
    });
    for (const record of keys) {
      const part = (name: string) => fromBig(big(record[name]!));
      const [n, e, d, p, q] = ['n', 'e', 'd', 'p', 'q'].map(part) as [Uint8Array, ...Uint8Array[]];
      const digest = createHash('sha256').update(record.n!).digest();
      const signed = modules.map((rsa) => {
        rsa.importKey({ n, e: e!, d: d!, p: p!, q: q! });
        return toHex(rsa.sign('sha256', digest, n.length));
      });
      // The plain power with d, as the standard defines it.
      const prefix = '3031300d060960864801650304020105000420';
      const padding = 'ff'.repeat(n.length - 3 - 19 - 32);
      const encoded = big(`0001${padding}00${prefix}${digest.toString('hex')}`);
      const expected = power(encoded, big(record.d!), big(record.n!))
        .toString(16)
        .padStart(n.length * 2, '0');
      expect(signed).toEqual([expected, expected]);
      for (const prime of n.length <= 256 ? [record.p!, record.q!] : [])
        expect(await ask({ op: 'is-prime', n: prime })).toEqual({ ok: true, prime: true });
      expect(await ask({ op: 'is-prime', n: record.n! })).toEqual({ ok: true, prime: false });
    }
  },
);
