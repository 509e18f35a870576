// Properties of generated keys, and the primality test behind them.
import { checkPrimeSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { RsaModule } from '../../primitives/rsa-module.ts';
import { fromBig, power, seededBytes, storedNumbers, toBig } from '../../rsa-keys.ts';
import { runs } from '../../seed.ts';

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** 1 / a mod m by extended Euclid. */
function inverse(a: bigint, m: bigint): bigint {
  let [r, s, x, y] = [m, a % m, 0n, 1n];
  while (s > 0n) {
    const quotient = r / s;
    [r, s] = [s, r - quotient * s];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % m) + m) % m;
}

/** An independent Miller-Rabin with the first twenty prime bases. */
function probablyPrime(n: bigint): boolean {
  const bases = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n, 71n];
  if (n < 2n) return false;
  for (const base of bases) if (n % base === 0n) return n === base;
  let odd = n - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  return bases.every((base) => {
    let x = power(base, odd, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

describe.each([
  { name: 'wide', wide: true, sample: 6 },
  { name: 'narrow', wide: false, sample: 2 },
])('with the $name kernel', ({ name, wide, sample }) => {
  const rsa = new RsaModule(wide);
  beforeAll(() => rsa.seed(seededBytes(`noise ${name}`, 1024)));

  test('a generated key has every property that FIPS 186-5 A.1 asks for', () => {
    const seen = new Set<bigint>();
    for (let i = 0; i < runs(sample, 200); i++) {
      rsa.generate(2048);
      const { n, p, q, dp, dq, qinv, e } = storedNumbers(rsa.stored(2048), 2048);
      expect(e).toBe(65537n);
      expect(n).toBe(p * q);
      for (const prime of [p, q]) {
        expect(prime >> 1022n).toBe(3n);
        expect(prime % 4n).toBe(3n);
        expect(checkPrimeSync(prime)).toBe(true);
        expect(gcd(prime - 1n, e)).toBe(1n);
        expect(seen.has(prime)).toBe(false);
        seen.add(prime);
      }
      expect((e * dp) % (p - 1n)).toBe(1n);
      expect((e * dq) % (q - 1n)).toBe(1n);
      expect((q * qinv) % p).toBe(1n);
      expect(p > q ? p - q : q - p).toBeGreaterThan(1n << 924n);
      const order = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n);
      expect(inverse(e, order)).toBeGreaterThan(1n << 1024n);
    }
  });

  test('the same noise gives the same key, other noise another', () => {
    const key = (label: string) => {
      const module = new RsaModule(wide, 1024);
      module.seed(seededBytes(label, 1024));
      module.generate(1024);
      return toBig(module.stored(1024));
    };
    expect(key('one')).toBe(key('one'));
    expect(key('one')).not.toBe(key('two'));
  });

  test('is-prime knows primes of all lengths', () => {
    const primes = [
      ...[2n, 3n, 5n, 65537n, 4294967291n, 4294967311n],
      // Mersenne primes, the prime of curve 25519, and the largest primes below powers of two (2^64 - 59, 2^128 - 159).
      ...[61n, 89n, 107n, 127n, 521n, 607n, 1279n].map((exponent) => (1n << exponent) - 1n),
      ...[(1n << 255n) - 19n, (1n << 64n) - 59n, (1n << 128n) - 159n],
    ];
    for (const prime of primes) expect(rsa.isPrime(fromBig(prime)), `${prime}`).toBe(true);
  });

  test('is-prime is not fooled by Carmichael numbers, strong pseudoprimes and products of two primes', () => {
    const composites = [
      ...[0n, 1n, 4n, 9n, 561n, 1105n, 1729n, 4294967297n],
      // Strong pseudoprimes to base 2; to all prime bases up to 37 (OEIS A014233); Arnault's 1995 number is a product
      // of this kind: p (k (p - 1) + 1).
      ...[2047n, 3277n, 1373653n, 3215031751n, 3825123056546413051n, 318665857834031151167461n],
      3317044064679887385961981n,
      // Carmichael numbers (6k + 1)(12k + 1)(18k + 1).
      ...[1n, 6n, 35n, 45n, 51n, 55n, 56n].map((k) => (6n * k + 1n) * (12n * k + 1n) * (18n * k + 1n)),
      ((1n << 521n) - 1n) * ((1n << 607n) - 1n),
      ((1n << 127n) - 1n) ** 2n,
      (1n << 1024n) - 1n,
      1n << 200n,
    ];
    for (const composite of composites) expect(rsa.isPrime(fromBig(composite)), `${composite}`).toBe(false);
  });

  test('is-prime agrees with an independent test on random numbers of all lengths', () => {
    for (let i = 0; i < runs(60, 5000); i++) {
      const bytes = seededBytes(`number ${i}`, 1 + (i % 40));
      const number = toBig(bytes) | 1n;
      expect(rsa.isPrime(fromBig(number)), `${number}`).toBe(probablyPrime(number));
    }
  });
});
