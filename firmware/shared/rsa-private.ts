// The RSA private operation (RFC 8017 5.1.2 with CRT) in steps; called by signing, deciphering, import and generation.
// Slot.OUTPUT = Slot.INPUT ^ d mod n. The input is blinded by r^e, the exponents by multiples of p - 1 and q - 1, and
// the output is verified under e before anybody sees it, so that a fault in any product gives nothing away.
import { addMasked, addProduct, equalMask, subtractMasked } from './bignum';
import { inverseBegin, inverseResult, inverseStep } from './mod-inverse';
import { powerStep, publicPowerStep, WINDOW } from './mod-power';
import { addInside, enter, leave, Modulus, modulusBegin, modulusReady, multiply, square } from './montgomery';
import { randomBytes } from './random';
import { halfWords, keyBits, modN, modP, modQ, Rsa, rsaWipe, Slot, slot, work } from './rsa-workspace';

/** A new pair after so many uses; between them it is squared. */
const BLINDING_USES: u32 = 32;
/** Length of the random multiple of p - 1 in an exponent, beside the blinding of the base. */
const BLINDING_BITS: u32 = 32;

// A phase does at most one product modulo n: about 6 ms on the Cortex-M0+.
const enum Phase {
  BEGIN, MODULUS_N, BEGIN_P, MODULUS_P, BEGIN_Q, MODULUS_Q,
  PAIR, INVERT, INVERTED, PAIR_INSIDE, PAIR_POWER,
  BLIND, BLINDED, BLIND_LEFT, REDUCE_P, POWER_P, REDUCE_Q, POWER_Q, COMBINE,
  UNBLIND, UNBLINDED, UNBLIND_LEFT, VERIFY_INSIDE, VERIFY, COMPARE, RENEW, RENEWED,
}

function go(phase: Phase): Rsa {
  work().operation = phase;
  work().cursor = 0;
  return Rsa.WORKING;
}

function fault(): Rsa {
  rsaWipe();
  return Rsa.FAULT;
}

/** Slot.HALF = Slot.Y modulo a prime, inside; the exponent in Slot.EXPONENT, blinded. */
function reduce(m: Modulus, half: Slot, exponent: Slot): Rsa {
  const words = halfWords();
  const value = slot(half);
  const scratch = slot(Slot.TABLE);
  const high = slot(Slot.TABLE + 1);
  // Y = high * 2^(32 words) + low, and 2^(32 words) - p is the power of two modulo p, because p has its top bit set.
  memory.fill(scratch, 0, words << 2);
  subtractMasked(scratch, m.value, 0xffffffff, words);
  enter(m, value, scratch);
  enter(m, high, slot(Slot.Y) + (<usize>words << 2));
  multiply(m, high, high, value);
  enter(m, value, slot(Slot.Y));
  addInside(m, value, value, high);
  // exponent + random * (p - 1); p is odd.
  if (randomBytes(high, BLINDING_BITS >> 3)) return Rsa.RANDOM;
  memory.copy(scratch, m.value, words << 2);
  store<u32>(scratch, load<u32>(scratch) & ~1);
  const blinded = slot(Slot.EXPONENT);
  memory.copy(blinded, slot(exponent), words << 2);
  memory.fill(blinded + (words << 2), 0, BLINDING_BITS >> 3);
  addProduct(blinded, scratch, words, high, BLINDING_BITS >> 4);
  return Rsa.WORKING;
}

/** Garner: OUTPUT = sq + q * ((sp - sq) / q mod p). */
function combine(): void {
  const words = halfWords();
  const sp = slot(Slot.HALF_P);
  const sq = slot(Slot.HALF_Q);
  const p = modP();
  // sq may exceed p, but not 2p.
  const borrow = subtractMasked(sp, sq, 0xffffffff, words);
  const carry = addMasked(sp, p.value, 0 - borrow, words);
  addMasked(sp, p.value, 0 - (borrow & (carry ^ 1)), words);
  enter(p, slot(Slot.X), sp);
  enter(p, slot(Slot.Y), slot(Slot.QINV));
  multiply(p, slot(Slot.X), slot(Slot.X), slot(Slot.Y));
  leave(p, sp, slot(Slot.X));
  memory.fill(slot(Slot.OUTPUT), 0, words << 3);
  memory.copy(slot(Slot.OUTPUT), sq, words << 2);
  addProduct(slot(Slot.OUTPUT), sp, words, slot(Slot.Q), words << 1);
}

/** One step. Begin with work().operation zero and an input below n. Any answer but WORKING ends it; a fault wipes. */
export function privateStep(): Rsa {
  const w = work();
  const words = halfWords();
  const windows = ((words << 5) + BLINDING_BITS) / WINDOW;
  const n = modN();
  const x = slot(Slot.X);
  const y = slot(Slot.Y);
  switch (<Phase>w.operation) {
    case Phase.BEGIN: {
      if (w.blindings > BLINDING_USES) return go(Phase.PAIR);
      if (w.blindings > 0) return go(Phase.BLIND);
      modulusBegin(n, slot(Slot.N), words << 1, keyBits, slot(Slot.N_LIMBS), slot(Slot.N_SQUARE));
      return go(Phase.MODULUS_N);
    }
    case Phase.MODULUS_N: return modulusReady(n) ? go(Phase.BEGIN_P) : Rsa.WORKING;
    case Phase.BEGIN_P: {
      modulusBegin(modP(), slot(Slot.P), words, keyBits >> 1, slot(Slot.P_LIMBS), slot(Slot.P_SQUARE));
      return go(Phase.MODULUS_P);
    }
    case Phase.MODULUS_P: return modulusReady(modP()) ? go(Phase.BEGIN_Q) : Rsa.WORKING;
    case Phase.BEGIN_Q: {
      modulusBegin(modQ(), slot(Slot.Q), words, keyBits >> 1, slot(Slot.Q_LIMBS), slot(Slot.Q_SQUARE));
      return go(Phase.MODULUS_Q);
    }
    case Phase.MODULUS_Q: return modulusReady(modQ()) ? go(Phase.PAIR) : Rsa.WORKING;
    case Phase.PAIR: {
      // r below n: n has its top bit set, r has not.
      if (randomBytes(x, words << 3)) return Rsa.RANDOM;
      store<u32>(x + (words << 3) - 4, load<u32>(x + (words << 3) - 4) & 0x7fffffff);
      inverseBegin(x, n.value, words << 1);
      return go(Phase.INVERT);
    }
    case Phase.INVERT: {
      if (!inverseStep(n.value, words << 1)) return Rsa.WORKING;
      return go(Phase.INVERTED);
    }
    case Phase.INVERTED: {
      const inverse = inverseResult(words << 1);
      if (inverse == 0) return go(Phase.PAIR);
      enter(n, slot(Slot.UNBLIND), inverse);
      return go(Phase.PAIR_INSIDE);
    }
    case Phase.PAIR_INSIDE: {
      enter(n, y, x);
      return go(Phase.PAIR_POWER);
    }
    case Phase.PAIR_POWER: {
      if (!publicPowerStep(n, slot(Slot.BLIND), y, slot(Slot.E), words)) return Rsa.WORKING;
      w.blindings = 1;
      return go(Phase.BLIND);
    }
    case Phase.BLIND: {
      enter(n, x, slot(Slot.INPUT));
      return go(Phase.BLINDED);
    }
    case Phase.BLINDED: {
      multiply(n, x, x, slot(Slot.BLIND));
      return go(Phase.BLIND_LEFT);
    }
    case Phase.BLIND_LEFT: {
      leave(n, y, x);
      return go(Phase.REDUCE_P);
    }
    case Phase.REDUCE_P: {
      const result = reduce(modP(), Slot.HALF_P, Slot.DP);
      return result == Rsa.WORKING ? go(Phase.POWER_P) : result;
    }
    case Phase.POWER_P: {
      if (!powerStep(modP(), slot(Slot.HALF_P), slot(Slot.EXPONENT), windows)) return Rsa.WORKING;
      leave(modP(), slot(Slot.HALF_P), slot(Slot.POWER));
      return go(Phase.REDUCE_Q);
    }
    case Phase.REDUCE_Q: {
      const result = reduce(modQ(), Slot.HALF_Q, Slot.DQ);
      return result == Rsa.WORKING ? go(Phase.POWER_Q) : result;
    }
    case Phase.POWER_Q: {
      if (!powerStep(modQ(), slot(Slot.HALF_Q), slot(Slot.EXPONENT), windows)) return Rsa.WORKING;
      leave(modQ(), slot(Slot.HALF_Q), slot(Slot.POWER));
      return go(Phase.COMBINE);
    }
    case Phase.COMBINE: {
      combine();
      return go(Phase.UNBLIND);
    }
    case Phase.UNBLIND: {
      enter(n, x, slot(Slot.OUTPUT));
      return go(Phase.UNBLINDED);
    }
    case Phase.UNBLINDED: {
      multiply(n, x, x, slot(Slot.UNBLIND));
      return go(Phase.UNBLIND_LEFT);
    }
    case Phase.UNBLIND_LEFT: {
      leave(n, slot(Slot.OUTPUT), x);
      // A second copy: what leaves must still be what was verified.
      memory.copy(slot(Slot.TABLE), slot(Slot.OUTPUT), words << 3);
      return go(Phase.VERIFY_INSIDE);
    }
    case Phase.VERIFY_INSIDE: {
      enter(n, x, slot(Slot.OUTPUT));
      return go(Phase.VERIFY);
    }
    case Phase.VERIFY: {
      return publicPowerStep(n, y, x, slot(Slot.E), words) ? go(Phase.COMPARE) : Rsa.WORKING;
    }
    case Phase.COMPARE: {
      leave(n, x, y);
      return equalMask(x, slot(Slot.INPUT), words << 1) != 0 ? go(Phase.RENEW) : fault();
    }
    case Phase.RENEW: {
      square(n, slot(Slot.BLIND), slot(Slot.BLIND));
      return go(Phase.RENEWED);
    }
    default: {
      square(n, slot(Slot.UNBLIND), slot(Slot.UNBLIND));
      w.blindings++;
      w.operation = 0;
      return equalMask(slot(Slot.TABLE), slot(Slot.OUTPUT), words << 1) != 0 ? Rsa.OK : fault();
    }
  }
}
