// RSA key generation in steps, FIPS 186-5 A.1.3 with random probable primes; called by GENERATE ASYMMETRIC KEY PAIR.
// Quality of a key, each checked here: both primes have their two top bits set, so n has all its bits; both are 3 mod 4
// (A.1.3 lets p mod 8 be chosen), no small divisor, Miller-Rabin as in table B.1; |p - q| is large; gcd(p - 1, e) = 1;
// d above 2^(bits / 2); one private operation verified under e.
import { addMasked, equalMask, halve, isSmallMask, lessMask, multiplyWords, subtractMasked } from './bignum';
import { inverseBegin, inverseResult, inverseStep } from './mod-inverse';
import { Modulus } from './montgomery';
import { nextCandidate, sieveBegin, sieveEnd, sieveStep } from './prime-sieve';
import { Prime, primeTestBegin, primeTestStep } from './prime-test';
import { randomBytes } from './random';
import { privateStep } from './rsa-private';
import {
  beginTask, cutSlots, endTask, halfWords, modP, modQ, nextPhase, Rsa, rsaWipe, Slot, slot, Task, work,
} from './rsa-workspace';

/** Table B.1: at least 5 rounds for primes of 1024 bits (error below 2^-112), fewer for longer ones. */
const ROUNDS: u32 = 5;

const enum Phase {
  RANDOM_P, SIEVE_P, NEXT_P, TEST_P,
  RANDOM_Q, SIEVE_Q, NEXT_Q, TEST_Q,
  DIFFERENCE, DP, DQ, CHECK_D, QINV, PAIR,
}

/** Begins a key of `bits` (2048 on a card) with e = 65537. */
export function rsaGenerateBegin(bits: u32): Rsa {
  if (bits < 512 || bits & 127 || !cutSlots(bits)) return Rsa.MODULUS_LENGTH;
  store<u32>(slot(Slot.E), 65537);
  beginTask(Task.GENERATE);
  return Rsa.WORKING;
}

function go(phase: Phase): Rsa {
  work().phase = phase;
  work().cursor = 0;
  return Rsa.WORKING;
}

function fail(result: Rsa): Rsa {
  rsaWipe();
  return result;
}

/** The four phases of one prime, from `first`. */
function primeStep(first: Phase, m: Modulus, at: Slot, limbs: Slot, squareSlot: Slot): Rsa {
  const w = work();
  const words = halfWords();
  const prime = slot(at);
  switch (w.phase - <u32>first) {
    case 0: {
      if (randomBytes(prime, words << 2)) return fail(Rsa.RANDOM);
      store<u32>(prime, load<u32>(prime) | 3);
      store<u8>(prime + (words << 2) - 1, load<u8>(prime + (words << 2) - 1) | 0xc0);
      sieveBegin();
      w.phase++;
      // Candidate that the prime's slot holds now, in `blindings`, which nothing else uses before there is a key.
      w.blindings = 0;
      return Rsa.WORKING;
    }
    case 1: return sieveStep(prime, words) ? go(<Phase>(first + 2)) : Rsa.WORKING;
    case 2: {
      const next = nextCandidate(w.blindings);
      if (next == sieveEnd()) return go(first);
      // One word is enough: a carry beyond the next 32 bits would need 2^32 candidates.
      addSmall(prime, (next - w.blindings) << 2, words);
      w.blindings = next;
      primeTestBegin(m, prime, words, words << 5, slot(limbs), slot(squareSlot));
      w.phase++;
      return Rsa.WORKING;
    }
    default: {
      switch (primeTestStep(m, ROUNDS)) {
        case Prime.WORKING: return Rsa.WORKING;
        case Prime.PRIME: return nextPhase();
        case Prime.COMPOSITE: {
          w.blindings++;
          addSmall(prime, 4, words);
          return go(<Phase>(first + 2));
        }
        default: return fail(Rsa.RANDOM);
      }
    }
  }
}

function addSmall(r: usize, x: u32, words: u32): void {
  let c: u64 = x;
  for (let i: usize = 0; i < <usize>words << 2; i += 4) {
    c += load<u32>(r + i);
    store<u32>(r + i, <u32>c);
    c >>= 32;
  }
}

/** m = (prime - 1) / 2 in Slot.X: odd, because the prime is 3 mod 4. */
function halfOrder(prime: Slot): usize {
  const words = halfWords();
  memory.copy(slot(Slot.X), slot(prime), words << 2);
  halve(slot(Slot.X), 0, words);
  return slot(Slot.X);
}

/** exponent = 1 / e mod (prime - 1): the inverse modulo the odd half that is odd itself. */
function exponentStep(exponent: Slot, prime: Slot): Rsa {
  const words = halfWords();
  const half = halfOrder(prime);
  if (!inverseStep(half, words)) return Rsa.WORKING;
  const inverse = inverseResult(words);
  // e divides prime - 1 once in 65537 keys.
  if (inverse == 0) return go(Phase.RANDOM_P);
  const out = slot(exponent);
  memory.copy(out, inverse, words << 2);
  addMasked(out, half, (load<u32>(out) & 1) - 1, words);
  return nextPhase();
}

/**
 * A d up to 2^(bits / 2) is below 2(p - 1) and 2(q - 1), so it would be dp or dp + p - 1, and also dq or dq + q - 1.
 * True if none of these agree: then d is larger, whatever the common divisors of p - 1 and q - 1 are.
 */
function largeExponent(): bool {
  const words = halfWords();
  const bytes = words << 2;
  const p = slot(Slot.X);
  const q = slot(Slot.Y);
  let agree: u32 = 0;
  for (let i: u32 = 0; i < 4; i++) {
    // One word more than a prime, for the carry.
    memory.copy(p, slot(Slot.DP), bytes);
    memory.copy(q, slot(Slot.DQ), bytes);
    store<u32>(p + bytes, addMasked(p, slot(Slot.P), 0 - (i & 1), words));
    store<u32>(q + bytes, addMasked(q, slot(Slot.Q), 0 - (i >> 1), words));
    // dp and dq are odd, p - 1 and q - 1 even, so taking 1 away never borrows.
    store<u32>(p, load<u32>(p) - (i & 1));
    store<u32>(q, load<u32>(q) - (i >> 1));
    agree |= equalMask(p, q, words + 1);
  }
  return agree == 0;
}

/** A.1.3 step 5.5: |p - q| > 2^(bits / 2 - 100); here even the highest 96 bits must differ. */
function farApart(): bool {
  const words = halfWords();
  const x = slot(Slot.X);
  const y = slot(Slot.Y);
  memory.copy(x, slot(Slot.P), words << 2);
  memory.copy(y, slot(Slot.Q), words << 2);
  const swap = lessMask(x, y, words);
  subtractMasked(x, slot(Slot.Q), ~swap, words);
  subtractMasked(y, slot(Slot.P), swap, words);
  const top = (words << 2) - 12;
  const high = isSmallMask(x + top, 0, 3) & ~swap | isSmallMask(y + top, 0, 3) & swap;
  return high == 0;
}

/** OK: the new key is loaded; rsaStoreKey writes it down. */
export function rsaGenerateStep(): Rsa {
  const w = work();
  if (w.task != Task.GENERATE) return Rsa.STATE;
  const words = halfWords();
  if (w.phase <= <u32>Phase.TEST_P) return primeStep(Phase.RANDOM_P, modP(), Slot.P, Slot.P_LIMBS, Slot.P_SQUARE);
  if (w.phase <= <u32>Phase.TEST_Q) return primeStep(Phase.RANDOM_Q, modQ(), Slot.Q, Slot.Q_LIMBS, Slot.Q_SQUARE);
  switch (<Phase>w.phase) {
    case Phase.DIFFERENCE: {
      if (!farApart()) return go(Phase.RANDOM_Q);
      multiplyWords(slot(Slot.N), slot(Slot.P), slot(Slot.Q), words);
      inverseBegin(slot(Slot.E), halfOrder(Slot.P), words);
      return nextPhase();
    }
    case Phase.DP: {
      const result = exponentStep(Slot.DP, Slot.P);
      if (w.phase == Phase.DQ) inverseBegin(slot(Slot.E), halfOrder(Slot.Q), words);
      return result;
    }
    case Phase.DQ: return exponentStep(Slot.DQ, Slot.Q);
    case Phase.CHECK_D: {
      if (!largeExponent()) return go(Phase.RANDOM_P);
      inverseBegin(slot(Slot.Q), slot(Slot.P), words);
      return nextPhase();
    }
    case Phase.QINV: {
      if (!inverseStep(slot(Slot.P), words)) return Rsa.WORKING;
      const inverse = inverseResult(words);
      if (inverse == 0) return go(Phase.RANDOM_P);
      memory.copy(slot(Slot.QINV), inverse, words << 2);
      // There is no d to hash; a random key of implicit rejection does the same.
      if (randomBytes(slot(Slot.REJECTION), 32)) return fail(Rsa.RANDOM);
      // The pairwise test: a random message below n, signed and verified.
      const message = slot(Slot.INPUT);
      if (randomBytes(message, words << 3)) return fail(Rsa.RANDOM);
      store<u32>(message + (words << 3) - 4, load<u32>(message + (words << 3) - 4) & 0x7fffffff);
      w.operation = 0;
      w.blindings = 0;
      return nextPhase();
    }
    default: {
      const result = privateStep();
      if (result == Rsa.WORKING) return result;
      if (result != Rsa.OK) return fail(result);
      w.loaded = 1;
      return endTask(Rsa.OK);
    }
  }
}
