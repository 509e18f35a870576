// Takes a private key in as n, e, d, p, q and computes what CRT needs, in steps; called by personalisation and tests.
import { shiftInModulo, wordsFromBytes } from './bignum';
import { inverseBegin, inverseResult, inverseStep } from './mod-inverse';
import { putPrimes, putPublic } from './rsa-key';
import { beginTask, cutSlots, endTask, halfWords, nextPhase, Rsa, Slot, slot, Task, work } from './rsa-workspace';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from './sha256';

/** Bits of d reduced in a step. */
const BITS: u32 = 256;

const enum Phase { DP, DQ, QINV }

/**
 * Big-endian numbers: n and d of `nBytes`, p and q of half that, e of any length. Signs of a wrong d show at the first
 * operation, whose result is verified. `d` must stay where it is until the import is done.
 */
export function rsaImportBegin(n: usize, nBytes: u32, e: usize, eBytes: u32, d: usize, p: usize, q: usize): Rsa {
  let result = putPublic(n, nBytes, e, eBytes);
  if (result == Rsa.OK && halfWords() << 3 != nBytes) result = Rsa.MODULUS_LENGTH;
  if (result == Rsa.OK) result = putPrimes(p, q);
  if (result != Rsa.OK) {
    cutSlots(0);
    return result;
  }
  // The key of implicit rejection is the hash of d, as OpenSSL 3.2 has it.
  const ctx = slot(Slot.TABLE);
  sha256Init(ctx);
  sha256Update(ctx, d, nBytes);
  sha256Final(ctx, slot(Slot.REJECTION));
  wordsFromBytes(slot(Slot.INPUT), halfWords() << 1, d, nBytes);
  beginTask(Task.IMPORT);
  return Rsa.WORKING;
}

/** exponent = d mod (prime - 1), some bits a step. */
function reduceExponent(exponent: Slot, prime: Slot): Rsa {
  const w = work();
  const words = halfWords();
  const less = slot(Slot.X);
  memory.copy(less, slot(prime), words << 2);
  store<u32>(less, load<u32>(less) & ~1);
  const left = (words << 6) - w.cursor;
  const bits = min<u32>(BITS, left);
  shiftInModulo(slot(exponent), less, words, slot(Slot.INPUT), left, bits);
  w.cursor += bits;
  if (left > bits) return Rsa.WORKING;
  if (exponent == Slot.DQ) inverseBegin(slot(Slot.Q), slot(Slot.P), words);
  return nextPhase();
}

export function rsaImportStep(): Rsa {
  if (work().task != Task.IMPORT) return Rsa.STATE;
  switch (<Phase>work().phase) {
    case Phase.DP: return reduceExponent(Slot.DP, Slot.P);
    case Phase.DQ: return reduceExponent(Slot.DQ, Slot.Q);
    default: {
      const words = halfWords();
      if (!inverseStep(slot(Slot.P), words)) return Rsa.WORKING;
      const inverse = inverseResult(words);
      if (inverse == 0) {
        cutSlots(0);
        return Rsa.PRIMES;
      }
      memory.copy(slot(Slot.QINV), inverse, words << 2);
      memory.fill(slot(Slot.INPUT), 0, words << 3);
      work().loaded = 1;
      return endTask(Rsa.OK);
    }
  }
}
