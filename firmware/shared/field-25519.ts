// Arithmetic modulo p = 2^255 - 19 for X25519. Twenty limbs of 13 bits: a product fits 26 bits and a column of twenty
// fits 32, so no 64-bit multiplication is needed, whose helper on the Cortex-M0+ branches on data. 2^260 is 608 mod p.
// Every function leaves limbs below 2^13, but limb 1, which may be 2^13 + 2^6. Elements are 80 bytes, 4-aligned.

export const FIELD_BYTES: usize = 80;
/** Scratch of one multiplication: 40 columns. */
export const FIELD_COLUMNS: usize = 160;
const MASK: u32 = 0x1fff;

/** From 32 little-endian bytes; bit 255 is ignored (RFC 7748 section 5). */
export function fieldLoad(out: usize, bytes: usize): void {
  for (let i: u32 = 0; i < 20; i++) {
    const bit = i * 13;
    const at = bit >>> 3;
    const b0: u32 = load<u8>(bytes + at);
    const b1: u32 = at + 1 < 32 ? load<u8>(bytes + at, 1) : 0;
    const b2: u32 = at + 2 < 32 ? load<u8>(bytes + at, 2) : 0;
    store<u32>(out + (i << 2), ((b0 | (b1 << 8) | (b2 << 16)) >>> (bit & 7)) & MASK);
  }
  store<u32>(out, load<u32>(out, 76) & 0xff, 76);
}

export function fieldAdd(out: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < FIELD_BYTES; i += 4) store<u32>(out + i, load<u32>(a + i) + load<u32>(b + i));
  carry(out);
}

/** a - b + 64p; in limbs 64p is 2 * (2^260 - 608), so no limb goes below zero. */
export function fieldSubtract(out: usize, a: usize, b: usize): void {
  store<u32>(out, load<u32>(a) + 2 * (0x2000 - 608) - load<u32>(b));
  for (let i: usize = 4; i < FIELD_BYTES; i += 4) store<u32>(out + i, load<u32>(a + i) + 2 * MASK - load<u32>(b + i));
  carry(out);
}

/** `columns` is scratch of FIELD_COLUMNS; `out` may be `a` or `b`. */
export function fieldMultiply(out: usize, a: usize, b: usize, columns: usize): void {
  memory.fill(columns, 0, FIELD_COLUMNS);
  for (let i: usize = 0; i < FIELD_BYTES; i += 4) {
    const ai: u32 = load<u32>(a + i);
    const row = columns + i;
    for (let j: usize = 0; j < FIELD_BYTES; j += 16) {
      store<u32>(row + j, load<u32>(row + j) + ai * load<u32>(b + j));
      store<u32>(row + j, load<u32>(row + j, 4) + ai * load<u32>(b + j, 4), 4);
      store<u32>(row + j, load<u32>(row + j, 8) + ai * load<u32>(b + j, 8), 8);
      store<u32>(row + j, load<u32>(row + j, 12) + ai * load<u32>(b + j, 12), 12);
    }
  }
  let over: u32 = 0;
  for (let i: usize = 0; i < FIELD_COLUMNS; i += 4) {
    over += load<u32>(columns + i);
    store<u32>(columns + i, over & MASK);
    over >>>= 13;
  }
  for (let i: usize = 0; i < FIELD_BYTES; i += 4) {
    store<u32>(out + i, load<u32>(columns + i) + 608 * load<u32>(columns + i, 80));
  }
  carry(out);
}

/** a * 121665, the constant a24 of the curve. */
export function fieldMultiplyA24(out: usize, a: usize): void {
  // 121665 = 14 * 8192 + 6977; a limb times either fits 27 bits, and the upper part goes one limb higher.
  let previous: u32 = load<u32>(a, 76) * 608; // what limb 19 sends to limb 20, which is limb 0 times 608
  for (let i: usize = 0; i < FIELD_BYTES; i += 4) {
    const limb: u32 = load<u32>(a + i);
    store<u32>(out + i, limb * 6977 + previous * 14);
    previous = limb;
  }
  carry(out);
}

/** Twice, as the first pass may send up to 2^28 back to limb 0. */
function carry(a: usize): void {
  pass(a);
  pass(a);
}

function pass(a: usize): void {
  let over: u32 = 0;
  for (let i: usize = 0; i < FIELD_BYTES; i += 4) {
    over += load<u32>(a + i);
    store<u32>(a + i, over & MASK);
    over >>>= 13;
  }
  const first: u32 = load<u32>(a) + over * 608;
  store<u32>(a, first & MASK);
  store<u32>(a, load<u32>(a, 4) + (first >>> 13), 4);
}

/** Swaps a and b if `bit` is 1. */
export function fieldSwap(bit: u32, a: usize, b: usize): void {
  const mask: u32 = 0 - bit;
  for (let i: usize = 0; i < FIELD_BYTES; i += 4) {
    const difference: u32 = mask & (load<u32>(a + i) ^ load<u32>(b + i));
    store<u32>(a + i, load<u32>(a + i) ^ difference);
    store<u32>(b + i, load<u32>(b + i) ^ difference);
  }
}

/** The one value below p as 32 little-endian bytes. `a` is used up. */
export function fieldStore(out: usize, a: usize): void {
  // Fold what lies above bit 255 (limb 19 holds bits 247 to 259) with 2^255 = 19, until nothing does.
  for (let round = 0; round < 3; round++) {
    const above: u32 = load<u32>(a, 76) >>> 8;
    store<u32>(a, load<u32>(a, 76) & 0xff, 76);
    ripple(a, above * 19);
  }
  // If a + 19 reaches 2^255, then a - p is the answer: a + 19 without that bit. Else take the 19 back.
  ripple(a, 19);
  const below: u32 = (load<u32>(a, 76) >>> 8) ^ 1;
  store<u32>(a, load<u32>(a, 76) & 0xff, 76);
  // Adding 2^260 - 19 takes 19 away once the carry past limb 19 is dropped; with zero instead nothing changes.
  const mask: u32 = 0 - below;
  let over: u32 = 0;
  for (let i: usize = 0; i < FIELD_BYTES; i += 4) {
    over += load<u32>(a + i) + (mask & (i == 0 ? MASK - 18 : MASK));
    store<u32>(a + i, over & MASK);
    over >>>= 13;
  }
  for (let i: u32 = 0; i < 32; i++) {
    const bit = i << 3;
    const limb = bit / 13;
    const shift = bit - limb * 13;
    const low = load<u32>(a + (limb << 2)) >>> shift;
    const high = limb < 19 ? load<u32>(a + (limb << 2), 4) << (13 - shift) : 0;
    store<u8>(out + i, <u8>(low | high));
  }
}

/** Adds a small number and carries through all limbs. */
function ripple(a: usize, add: u32): void {
  let over = add;
  for (let i: usize = 0; i < FIELD_BYTES; i += 4) {
    over += load<u32>(a + i);
    store<u32>(a + i, over & MASK);
    over >>>= 13;
  }
}
