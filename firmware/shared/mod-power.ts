// Powers modulo an odd number, a few products a step; called by the RSA operations and the primality test.
import { bitLength } from './bignum';
import { limbBytes, Modulus, multiply, oneInside, square } from './montgomery';
import { Slot, slot, unitLength, work } from './rsa-workspace';

/** Bits of a window, and so 16 powers in the table. */
export const WINDOW: u32 = 4;

/** Every entry is read; the one whose number is `index` stays. */
function choose(m: Modulus, index: u32): void {
  const table = slot(Slot.TABLE);
  const stride = <usize>unitLength();
  const out = slot(Slot.CHOSEN);
  // Two columns a pass; slots are a multiple of 16 bytes long, whatever the limbs are.
  for (let at: usize = 0; at < limbBytes(m); at += 16) {
    let low: u64 = 0;
    let high: u64 = 0;
    let p = table + at;
    for (let i: u32 = 0; i < 16; i++) {
      const mask = <u64>(<i64>(<i32>((i ^ index) - 1) >> 31));
      low |= load<u64>(p) & mask;
      high |= load<u64>(p, 8) & mask;
      p += stride;
    }
    store<u64>(out + at, low);
    store<u64>(out + at, high, 8);
  }
}

/**
 * Slot.POWER = base ^ exponent inside, for a secret exponent of `windows` windows: always the same products, one window
 * a call. True when done. Before the first call work().cursor is zero; the arguments stay the same from call to call.
 */
export function powerStep(m: Modulus, base: usize, exponent: usize, windows: u32): bool {
  const w = work();
  const table = slot(Slot.TABLE);
  const stride = <usize>unitLength();
  const power = slot(Slot.POWER);
  const step = w.cursor++;
  if (step < 4) {
    if (step == 0) {
      oneInside(m, table);
      memory.copy(table + stride, base, limbBytes(m));
    }
    for (let i = max<u32>(2, step << 2); i < (step + 1) << 2; i++) {
      const entry = table + <usize>i * stride;
      if (i & 1) multiply(m, entry, entry - stride, base);
      else square(m, entry, table + (<usize>i >> 1) * stride);
    }
    return false;
  }
  const at = windows - 1 - (step - 4);
  choose(m, (load<u8>(exponent + (at >> 1)) >> <u8>((at & 1) << 2)) & 15);
  if (step == 4) {
    memory.copy(power, slot(Slot.CHOSEN), limbBytes(m));
  } else {
    for (let i: u32 = 0; i < WINDOW; i++) square(m, power, power);
    multiply(m, power, power, slot(Slot.CHOSEN));
  }
  return at == 0;
}

/** r = base ^ e inside for a public e in words, one product a call; true when done. `r` is not `base`. */
export function publicPowerStep(m: Modulus, r: usize, base: usize, e: usize, words: u32): bool {
  const w = work();
  if (w.cursor == 0) {
    memory.copy(r, base, limbBytes(m));
    // Twice the number of bits below the highest, and one more while the square of that bit is due.
    w.cursor = (bitLength(e, words) - 1) << 1;
    return w.cursor == 0;
  }
  const bit = (w.cursor - 1) >> 1;
  const set = (load<u32>(e + (<usize>(bit >> 5) << 2)) >>> (bit & 31)) & 1;
  if (w.cursor & 1) {
    multiply(m, r, r, base);
    w.cursor--;
  } else {
    square(m, r, r);
    w.cursor -= 2 - set;
  }
  return w.cursor == 0;
}
