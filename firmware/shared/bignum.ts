// Whole numbers as little-endian 32-bit words, one count of words for all operands of a call; called by the RSA files.
// No branch, address or product of 64 bits depends on a value, only on the count. Masks are 0 or 0xffffffff.

/** Big-endian bytes to words; the number must fit. */
export function wordsFromBytes(r: usize, words: u32, p: usize, n: u32): void {
  memory.fill(r, 0, words << 2);
  for (let i: u32 = 0; i < n; i++) store<u8>(r + i, load<u8>(p + (n - 1 - i)));
}

/** Words to big-endian bytes: the low `n` bytes. */
export function bytesFromWords(p: usize, n: u32, w: usize): void {
  for (let i: u32 = 0; i < n; i++) store<u8>(p + i, load<u8>(w + (n - 1 - i)));
}

/** Mask: a < b. */
export function lessMask(a: usize, b: usize, words: u32): u32 {
  let borrow: u64 = 0;
  for (const end = a + (<usize>words << 2); a < end; a += 4) {
    borrow = (<u64>load<u32>(a) - <u64>load<u32>(b) - borrow) >> 63;
    b += 4;
  }
  return 0 - <u32>borrow;
}

/** Mask: a = b. */
export function equalMask(a: usize, b: usize, words: u32): u32 {
  let difference: u32 = 0;
  for (let i: usize = 0; i < <usize>words << 2; i += 4) difference |= load<u32>(a + i) ^ load<u32>(b + i);
  return zeroMask(difference);
}

/** Mask: all words are zero but the lowest, which is `low`. */
export function isSmallMask(a: usize, low: u32, words: u32): u32 {
  let difference = load<u32>(a) ^ low;
  for (let i: usize = 4; i < <usize>words << 2; i += 4) difference |= load<u32>(a + i);
  return zeroMask(difference);
}

// @ts-ignore: decorator
@inline
function zeroMask(x: u32): u32 {
  return ((x | (0 - x)) >>> 31) - 1;
}

/** r += b & mask; returns the carry. */
export function addMasked(r: usize, b: usize, mask: u32, words: u32): u32 {
  let c: u64 = 0;
  for (const end = r + (<usize>words << 2); r < end; r += 4) {
    c += <u64>load<u32>(r) + <u64>(load<u32>(b) & mask);
    store<u32>(r, <u32>c);
    c >>= 32;
    b += 4;
  }
  return <u32>c;
}

/** r -= b & mask; returns the borrow (0 or 1). */
export function subtractMasked(r: usize, b: usize, mask: u32, words: u32): u32 {
  let borrow: u64 = 0;
  for (const end = r + (<usize>words << 2); r < end; r += 4) {
    const d = <u64>load<u32>(r) - <u64>(load<u32>(b) & mask) - borrow;
    store<u32>(r, <u32>d);
    borrow = d >> 63;
    b += 4;
  }
  return <u32>borrow;
}

/** Exchanges a and b where the mask is set. */
export function swapMasked(a: usize, b: usize, mask: u32, words: u32): void {
  for (const end = a + (<usize>words << 2); a < end; a += 4) {
    const x = (load<u32>(a) ^ load<u32>(b)) & mask;
    store<u32>(a, load<u32>(a) ^ x);
    store<u32>(b, load<u32>(b) ^ x);
    b += 4;
  }
}

/** r = r / 2, with `top` (0 or 1) as the new highest bit. */
export function halve(r: usize, top: u32, words: u32): void {
  for (let p = r + (<usize>words << 2); p > r; ) {
    p -= 4;
    const w = load<u32>(p);
    store<u32>(p, (w >>> 1) | (top << 31));
    top = w & 1;
  }
}

/** r = 2r mod n, for r < n. */
export function doubleModulo(r: usize, n: usize, words: u32): void {
  const carry = addMasked(r, r, 0xffffffff, words);
  subtractMasked(r, n, (0 - carry) | ~lessMask(r, n, words), words);
}

/**
 * r += a * b, for `words` words of a and `halfwords` halfwords of b, so that every product fits 32 bits.
 * r has room for the sum of both lengths; what lies above a's length must be zero before.
 */
export function addProduct(r: usize, a: usize, words: u32, b: usize, halfwords: u32): void {
  const aEnd = a + (<usize>words << 2);
  for (const bEnd = b + (<usize>halfwords << 1); b < bEnd; b += 2) {
    const k: u32 = load<u16>(b);
    let c: u32 = 0;
    let p = r;
    for (let x = a; x < aEnd; x += 2) {
      c += <u32>load<u16>(x) * k + <u32>load<u16>(p);
      store<u16>(p, <u16>c);
      c >>>= 16;
      p += 2;
    }
    store<u16>(p, <u16>c);
    r += 2;
  }
}

/** r = a * b, 2 * words long; `r` is neither. */
export function multiplyWords(r: usize, a: usize, b: usize, words: u32): void {
  memory.fill(r, 0, words << 3);
  addProduct(r, a, words, b, words << 1);
}

/** r = (r * 2^n + the n bits of x below bit `end`) mod m, by shift and subtract, for a secret x and m of any parity. */
export function shiftInModulo(r: usize, m: usize, words: u32, x: usize, end: u32, n: u32): void {
  for (let i = end; i > end - n; ) {
    i--;
    const bit = (load<u32>(x + (<usize>(i >>> 5) << 2)) >>> (i & 31)) & 1;
    const carry = addMasked(r, r, 0xffffffff, words);
    store<u32>(r, load<u32>(r) | bit);
    subtractMasked(r, m, (0 - carry) | ~lessMask(r, m, words), words);
  }
}

/** Number of bits of a public number. */
export function bitLength(a: usize, words: u32): u32 {
  let i = words;
  while (i > 0 && load<u32>(a + (<usize>(i - 1) << 2)) == 0) i--;
  return i == 0 ? 0 : (i << 5) - <u32>clz<u32>(load<u32>(a + (<usize>(i - 1) << 2)));
}
