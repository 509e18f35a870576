// Arithmetic modulo an odd number, behind which one of two kernels works; called by the RSA files.
// Values "inside" are limbs in Montgomery form (x * R mod n), at most 4 n; only `enter` and `leave` see words.
// R has at least 5 bits more than n, so that sums and doubles of products may be multiplied again without a reduction.
import { doubleModulo, lessMask, subtractMasked } from './bignum';
import { narrowMultiply, narrowSquare } from './montgomery-narrow';
import { wideMultiply, wideSquare } from './montgomery-wide';

/** An odd modulus. The pointers lead into the RSA workspace; the record itself holds no secret but `inverse`. */
@unmanaged
export class Modulus {
  /** The number itself, little-endian words. */
  value: usize;
  /** The same in limbs. */
  limbs: usize;
  /** R * R mod n in limbs: what `enter` multiplies by. */
  square: usize;
  /** -1 / n modulo the radix. */
  inverse: u32;
  bits: u32;
  words: u32;
  count: u32;
  /** Squarings still to do before `square` is ready. */
  pending: u32;
}

let wide: u32 = 0;
let columns: usize = 0;

/** Chooses the kernel: the board contract's `wideProducts`. Everything inside is void afterwards. */
export function setWideProducts(value: u32): void {
  wide = value;
}

/** Scratch for the kernels: 2 * limbs + 8 columns of the largest modulus. */
export function setMontgomeryScratch(p: usize): void {
  columns = p;
}

function radix(): u32 {
  return wide ? 29 : 13;
}

/** Limbs of a modulus of `bits`: five bits of head room, rounded to the kernels' block of four, at least two blocks. */
export function limbCount(bits: u32): u32 {
  return max<u32>(8, ((bits + 5 + radix() - 1) / radix() + 3) & ~3);
}

/** Bytes of a value inside. */
export function limbBytes(m: Modulus): u32 {
  return m.count << (wide ? 2 : 1);
}

export function multiply(m: Modulus, r: usize, a: usize, b: usize): void {
  if (wide) wideMultiply(r, a, b, m.limbs, m.inverse, m.count, columns);
  else narrowMultiply(r, a, b, m.limbs, m.inverse, m.count, columns);
}

export function square(m: Modulus, r: usize, a: usize): void {
  if (wide) wideSquare(r, a, m.limbs, m.inverse, m.count, columns);
  else narrowSquare(r, a, m.limbs, m.inverse, m.count, columns);
}

function toLimbs(m: Modulus, r: usize, w: usize): void {
  let pool: u64 = 0;
  let have: u32 = 0;
  const end = w + (<usize>m.words << 2);
  for (let i: u32 = 0; i < m.count; i++) {
    while (have < radix() && w < end) {
      pool |= <u64>load<u16>(w) << have;
      have += 16;
      w += 2;
    }
    const limb = <u32>pool & ((1 << radix()) - 1);
    if (wide) store<u32>(r + (i << 2), limb);
    else store<u16>(r + (i << 1), <u16>limb);
    pool >>= radix();
    have = have > radix() ? have - radix() : 0;
  }
}

function fromLimbs(m: Modulus, w: usize, a: usize): void {
  let pool: u64 = 0;
  let have: u32 = 0;
  let i: u32 = 0;
  for (const end = w + (<usize>m.words << 2); w < end; w += 2) {
    while (have < 16) {
      // A short modulus may have fewer bits of limbs than of words.
      if (i < m.count) pool |= <u64>(wide ? load<u32>(a + (i << 2)) : <u32>load<u16>(a + (i << 1))) << have;
      have += radix();
      i++;
    }
    store<u16>(w, <u16>pool);
    pool >>= 16;
    have -= 16;
  }
}

/** Sets up `m` for the words at `value`; `limbs` and `square` are its two slots. `modulusReady` must follow. */
export function modulusBegin(m: Modulus, value: usize, words: u32, bits: u32, limbs: usize, squareSlot: usize): void {
  m.value = value;
  m.limbs = limbs;
  m.square = squareSlot;
  m.words = words;
  m.bits = bits;
  m.count = limbCount(bits);
  toLimbs(m, limbs, value);
  // Newton: each round doubles the correct low bits of 1 / n.
  const low = load<u32>(value);
  let x = low;
  for (let i = 0; i < 5; i++) x *= 2 - low * x;
  m.inverse = (0 - x) & ((1 << radix()) - 1);
  // 2^(bits - 1) < n, doubled to R * 2^(exponent of R / 16): the squarings of modulusReady bring it to R * R.
  // The columns serve as words here; the kernels clear them anyway.
  const exponent = m.count * radix();
  memory.fill(columns, 0, words << 2);
  store<u32>(columns + (<usize>((bits - 1) >> 5) << 2), 1 << ((bits - 1) & 31));
  for (let i = bits - 1; i < exponent + (exponent >> 4); i++) doubleModulo(columns, value, words);
  toLimbs(m, squareSlot, columns);
  m.pending = 4;
}

/** One squaring on the way to R * R; true when the modulus is ready. */
export function modulusReady(m: Modulus): bool {
  if (m.pending == 0) return true;
  m.pending--;
  square(m, m.square, m.square);
  doubleInside(m, m.square, 0 - (((m.count * radix()) >> m.pending) & 1));
  return m.pending == 0;
}

/** x = 2x where the mask is set, not reduced: at most 2 * 1.5 n after a product. */
export function doubleInside(m: Modulus, x: usize, mask: u32): void {
  let carry: u32 = 0;
  if (wide) {
    for (let i: u32 = 0; i < m.count; i++) {
      const limb = load<u32>(x + (i << 2));
      const sum = limb + (limb & mask) + carry;
      store<u32>(x + (i << 2), sum & 0x1fffffff);
      carry = sum >>> 29;
    }
  } else {
    for (let i: u32 = 0; i < m.count; i++) {
      const limb: u32 = load<u16>(x + (i << 1));
      const sum = limb + (limb & mask) + carry;
      store<u16>(x + (i << 1), <u16>(sum & 0x1fff));
      carry = sum >>> 13;
    }
  }
}

/** r = a + b inside, not reduced: at most 3 n after two products. */
export function addInside(m: Modulus, r: usize, a: usize, b: usize): void {
  let carry: u32 = 0;
  for (let i: u32 = 0; i < m.count; i++) {
    if (wide) {
      const sum = load<u32>(a + (i << 2)) + load<u32>(b + (i << 2)) + carry;
      store<u32>(r + (i << 2), sum & 0x1fffffff);
      carry = sum >>> 29;
    } else {
      const sum = <u32>load<u16>(a + (i << 1)) + <u32>load<u16>(b + (i << 1)) + carry;
      store<u16>(r + (i << 1), <u16>(sum & 0x1fff));
      carry = sum >>> 13;
    }
  }
}

/** Words below 4 n to the inside. */
export function enter(m: Modulus, r: usize, w: usize): void {
  toLimbs(m, r, w);
  multiply(m, r, r, m.square);
}

/** From the inside to words below n. `a` is lost. */
export function leave(m: Modulus, w: usize, a: usize): void {
  // A product with 1 is at most n, because a < R.
  unit(m, w);
  multiply(m, a, a, w);
  fromLimbs(m, w, a);
  subtractMasked(w, m.value, ~lessMask(w, m.value, m.words), m.words);
}

/** The number 1, not in Montgomery form, in limbs. */
function unit(m: Modulus, r: usize): void {
  memory.fill(r, 0, limbBytes(m));
  store<u8>(r, 1);
}

/** r = R mod n (or that plus n): 1 inside. */
export function oneInside(m: Modulus, r: usize): void {
  unit(m, r);
  multiply(m, r, r, m.square);
}
