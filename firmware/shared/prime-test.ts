// Miller-Rabin in steps (FIPS 186-5 B.3.1), with a quick round of base 2 in front; called by key generation and tests.
import { bitLength, halve, isSmallMask, equalMask } from './bignum';
import { powerStep, WINDOW } from './mod-power';
import {
  doubleInside, enter, leave, limbBytes, Modulus, modulusBegin, modulusReady, oneInside, square,
} from './montgomery';
import { randomBytes } from './random';
import { Slot, slot, work } from './rsa-workspace';

export const enum Prime { WORKING, PRIME, COMPOSITE, NO_RANDOM }

const enum Phase { MODULUS, BASE_TWO, ROUND, POWER }

/** Squarings of the base 2 round in a step. */
const SQUARINGS: u32 = 6;

/** Begins with an odd number of `bits` bits above 3 at `value`; the modulus lies in the slots given. */
export function primeTestBegin(m: Modulus, value: usize, words: u32, bits: u32, limbs: usize, squareSlot: usize): void {
  const w = work();
  modulusBegin(m, value, words, bits, limbs, squareSlot);
  // value - 1 = 2^detail * exponent. Generated candidates are 3 mod 4, so there this loop always runs once.
  const exponent = slot(Slot.EXPONENT);
  memory.copy(exponent, value, words << 2);
  w.detail = 0;
  store<u32>(exponent, load<u32>(exponent) & ~1);
  do {
    halve(exponent, 0, words);
    w.detail++;
  } while (!(load<u32>(exponent) & 1));
  w.operation = Phase.MODULUS;
  w.cursor = 0;
  w.round = 0;
}

/** One step of the quick round and `rounds` rounds with random bases. */
export function primeTestStep(m: Modulus, rounds: u32): Prime {
  const w = work();
  const power = slot(Slot.POWER);
  const exponent = slot(Slot.EXPONENT);
  const base = slot(Slot.HALF_P);
  switch (<Phase>w.operation) {
    case Phase.MODULUS: {
      if (!modulusReady(m)) return Prime.WORKING;
      oneInside(m, power);
      doubleInside(m, power, 0xffffffff);
      w.operation = Phase.BASE_TWO;
      w.cursor = bitLength(exponent, m.words) - 1;
      return Prime.WORKING;
    }
    case Phase.BASE_TWO: {
      for (let i: u32 = 0; i < SQUARINGS && w.cursor > 0; i++) {
        w.cursor--;
        square(m, power, power);
        const word = load<u32>(exponent + (<usize>(w.cursor >> 5) << 2));
        doubleInside(m, power, 0 - ((word >>> (w.cursor & 31)) & 1));
      }
      if (w.cursor > 0) return Prime.WORKING;
      if (!passes(m)) return Prime.COMPOSITE;
      w.operation = Phase.ROUND;
      return Prime.WORKING;
    }
    case Phase.ROUND: {
      if (w.round == rounds) return Prime.PRIME;
      // A base below 2^(bits - 1), so below n.
      const x = slot(Slot.X);
      const top = x + (<usize>((m.bits - 1) >> 5) << 2);
      if (randomBytes(x, m.words << 2)) return Prime.NO_RANDOM;
      store<u32>(top, load<u32>(top) & ((1 << ((m.bits - 1) & 31)) - 1));
      enter(m, base, x);
      w.round++;
      w.cursor = 0;
      w.operation = Phase.POWER;
      return Prime.WORKING;
    }
    default: {
      if (!powerStep(m, base, exponent, ((m.words << 5) + WINDOW - 1) / WINDOW)) return Prime.WORKING;
      if (!passes(m)) return Prime.COMPOSITE;
      w.operation = Phase.ROUND;
      return Prime.WORKING;
    }
  }
}

/** The power is 1 or -1, or becomes -1 by further squarings. */
function passes(m: Modulus): bool {
  const power = slot(Slot.POWER);
  const value = slot(Slot.Y);
  const minusOne = slot(Slot.HALF_Q);
  memory.copy(minusOne, m.value, m.words << 2);
  store<u32>(minusOne, load<u32>(minusOne) & ~1);
  memory.copy(slot(Slot.X), power, limbBytes(m));
  leave(m, value, slot(Slot.X));
  if ((isSmallMask(value, 1, m.words) | equalMask(value, minusOne, m.words)) != 0) return true;
  for (let i = work().detail; i > 1; i--) {
    square(m, power, power);
    memory.copy(slot(Slot.X), power, limbBytes(m));
    leave(m, value, slot(Slot.X));
    if (equalMask(value, minusOne, m.words) != 0) return true;
  }
  return false;
}
