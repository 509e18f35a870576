// Whether any odd or even number is prime, in steps; called by the primitives program only (the card tests its own).
import { bitLength, wordsFromBytes } from './bignum';
import { Prime, primeTestBegin, primeTestStep } from './prime-test';
import { beginTask, cutSlots, halfWords, modP, Rsa, rsaWipe, Slot, slot, Task, work } from './rsa-workspace';

/** For numbers that somebody may have chosen: an error of at most 4^-40. */
const ROUNDS: u32 = 40;

/** OK: prime; PRIMES: not prime; WORKING: call the step. `n` is big-endian. */
export function isPrimeBegin(n: usize, bytes: u32): Rsa {
  const bits = max<u32>(512, ((bytes + 7) & ~7) << 4);
  if (!cutSlots(bits)) return Rsa.MODULUS_LENGTH;
  const words = halfWords();
  const value = slot(Slot.P);
  wordsFromBytes(value, words, n, bytes);
  const length = bitLength(value, words);
  if (length <= 32) return smallPrime(load<u32>(value)) ? Rsa.OK : Rsa.PRIMES;
  if (!(load<u32>(value) & 1)) return Rsa.PRIMES;
  beginTask(Task.PRIME);
  primeTestBegin(modP(), value, (length + 31) >> 5, length, slot(Slot.P_LIMBS), slot(Slot.P_SQUARE));
  return Rsa.WORKING;
}

function smallPrime(n: u32): bool {
  if (n < 2) return false;
  for (let d: u32 = 2; d < 65536 && d * d <= n; d++) if (n % d == 0) return false;
  return true;
}

export function isPrimeStep(): Rsa {
  if (work().task != Task.PRIME) return Rsa.STATE;
  const result = primeTestStep(modP(), ROUNDS);
  if (result == Prime.WORKING) return Rsa.WORKING;
  rsaWipe();
  return result == Prime.PRIME ? Rsa.OK : result == Prime.COMPOSITE ? Rsa.PRIMES : Rsa.RANDOM;
}
