// Inverse modulo an odd number, a few rounds a step, the same work for all values; called by blinding and key making.
// The binary extended Euclid of T. Pornin, "Optimized Binary GCD for Modular Inversion" (2020), algorithm 1.
import { addMasked, halve, isSmallMask, lessMask, subtractMasked, swapMasked } from './bignum';
import { Slot, slot, work } from './rsa-workspace';

/** Of 4096 rounds for a modulus of 2048 bits: 5.4 ms on the Cortex-M0+. */
const ROUNDS: u32 = 32;

/** Begins 1 / x mod m, both of `words` words, m odd. The four numbers lie in the table's slots. */
export function inverseBegin(x: usize, m: usize, words: u32): void {
  memory.copy(slot(Slot.TABLE), x, words << 2);
  memory.copy(slot(Slot.TABLE + 2), m, words << 2);
  memory.fill(slot(Slot.TABLE + 4), 0, words << 2);
  store<u32>(slot(Slot.TABLE + 4), 1);
  memory.fill(slot(Slot.TABLE + 6), 0, words << 2);
  work().cursor = 0;
}

/** Some rounds; true when the inverse is ready. a = u * x and b = v * x modulo m, b is odd, a shrinks to zero. */
export function inverseStep(m: usize, words: u32): bool {
  const w = work();
  const a = slot(Slot.TABLE);
  const b = slot(Slot.TABLE + 2);
  const u = slot(Slot.TABLE + 4);
  const v = slot(Slot.TABLE + 6);
  const end = min<u32>(w.cursor + ROUNDS, words << 6);
  for (; w.cursor < end; w.cursor++) {
    const odd = 0 - (load<u32>(a) & 1);
    const swap = odd & lessMask(a, b, words);
    swapMasked(a, b, swap, words);
    swapMasked(u, v, swap, words);
    subtractMasked(a, b, odd, words);
    halve(a, 0, words);
    addMasked(u, m, 0 - subtractMasked(u, v, odd, words), words);
    halve(u, addMasked(u, m, 0 - (load<u32>(u) & 1), words), words);
  }
  return end == words << 6;
}

/** The inverse, or zero if x and m have a common divisor. */
export function inverseResult(words: u32): usize {
  return isSmallMask(slot(Slot.TABLE + 2), 1, words) != 0 ? slot(Slot.TABLE + 6) : 0;
}
