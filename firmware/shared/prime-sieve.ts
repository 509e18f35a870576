// Finds which of candidate, candidate + 4, + 8, … have no small divisor, in steps; called by key generation.
// Residues of the secret candidate come from products that fit 32 bits and shifts; only public numbers are divided.
import { Slot, slot, work } from './rsa-workspace';

/** Candidates looked at together; about 355 steps of 4 lie between two primes of 1024 bits. */
const CANDIDATES: u32 = 4096;
/** Odd numbers below this are tried as divisors, if prime. */
const LIMIT: u32 = 32768;
/** Odd numbers taken in a step. */
const DIVISORS: u32 = 256;

// @ts-ignore: decorator
@inline
function bit(map: usize, i: u32): u32 {
  return (<u32>load<u8>(map + (i >> 3)) >>> (i & 7)) & 1;
}

// @ts-ignore: decorator
@inline
function setBit(map: usize, i: u32): void {
  store<u8>(map + (i >> 3), load<u8>(map + (i >> 3)) | (<u8>1 << <u8>(i & 7)));
}

/** Eratosthenes over the odd numbers: bit i stands for 2i + 1 and is set where that is no prime. */
export function sieveBegin(): void {
  const composites = slot(Slot.TABLE);
  memory.fill(composites, 0, LIMIT >> 4);
  for (let p: u32 = 3; p * p < LIMIT; p += 2) {
    if (bit(composites, p >> 1)) continue;
    for (let i = (p * p) >> 1; i < LIMIT >> 1; i += p) setBit(composites, i);
  }
  memory.fill(slot(Slot.BLIND), 0, CANDIDATES >> 3);
  work().cursor = 1;
}

/** Strikes out the multiples of some primes; true when all are done. */
export function sieveStep(candidate: usize, words: u32): bool {
  const w = work();
  const composites = slot(Slot.TABLE);
  const struck = slot(Slot.BLIND);
  const end = min<u32>(w.cursor + DIVISORS, LIMIT >> 1);
  for (; w.cursor < end; w.cursor++) {
    if (bit(composites, w.cursor)) continue;
    const p = (w.cursor << 1) | 1;
    for (let i = firstMultiple(candidate, words, p); i < CANDIDATES; i += p) setBit(struck, i);
  }
  return end == LIMIT >> 1;
}

/** The least i for which p divides candidate + 4 i. */
function firstMultiple(candidate: usize, words: u32, p: u32): u32 {
  // -1 / p modulo 2^16.
  let inverse = p;
  for (let i = 0; i < 3; i++) inverse *= 2 - p * inverse;
  inverse = (0 - inverse) & 0xffff;
  // -2^(32 words + 16 - 2) mod p undoes the halfwords' reductions and divides by -4.
  const exponent = (words << 5) + 14;
  let factor: u32 = 1;
  for (let i = 31 - <i32>clz<u32>(exponent); i >= 0; i--) {
    factor = ((factor * factor) % p) * (1 + ((exponent >>> i) & 1)) % p;
  }
  factor = p - factor;
  // Montgomery reduction by 2^16 a halfword: residue = candidate / 2^(32 words), at most p + 1.
  let residue: u32 = 0;
  for (const top = candidate + (<usize>words << 2); candidate < top; candidate += 2) {
    residue += <u32>load<u16>(candidate);
    residue = (residue + ((residue * inverse) & 0xffff) * p) >>> 16;
  }
  residue *= factor;
  residue = (residue + ((residue * inverse) & 0xffff) * p) >>> 16;
  // Below 1.5 p.
  return residue - (p & ~(0 - ((residue - p) >>> 31)));
}

/** The next number from `from` on that is not struck out, or CANDIDATES if there is none. */
export function nextCandidate(from: u32): u32 {
  const struck = slot(Slot.BLIND);
  while (from < CANDIDATES && bit(struck, from)) from++;
  return from;
}

export function sieveEnd(): u32 {
  return CANDIDATES;
}
