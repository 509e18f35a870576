// Poly1305, RFC 8439 2.5; called by the AEAD. Ten limbs of 13 bits: a product fits 26 bits, a column of ten (five times
// for those that wrap) 32, so no 64-bit multiplication is needed, whose helper on the Cortex-M0+ branches on data.
import { select, wipe } from './constant-time';

// Context, 4-aligned: r | h | products, ten u32 limbs each | s, 16 bytes | 16 bytes not yet taken in | their count.
export const POLY1305_CTX: u32 = 160;
const H: usize = 40;
const PRODUCT: usize = 80;
const S: usize = 120;
const BUFFER: usize = 136;
const FILL: usize = 152;
const LIMBS: usize = 40;
const MASK: u32 = 0x1fff;

/** `key` is 32 bytes: r, clamped as in 2.5.1, and s. */
export function poly1305Init(ctx: usize, key: usize): void {
  memory.fill(ctx, 0, POLY1305_CTX);
  memory.copy(ctx + BUFFER, key, 16);
  for (let i: usize = 3; i < 16; i += 4) store<u8>(ctx + i, load<u8>(ctx + i, BUFFER) & 15, BUFFER);
  for (let i: usize = 4; i < 16; i += 4) store<u8>(ctx + i, load<u8>(ctx + i, BUFFER) & 252, BUFFER);
  addLimbs(ctx, ctx + BUFFER, 0);
  memory.copy(ctx + S, key + 16, 16);
}

export function poly1305Update(ctx: usize, p: usize, n: u32): void {
  let fill = load<u32>(ctx, FILL);
  while (n > 0) {
    const part = min<u32>(16 - fill, n);
    memory.copy(ctx + BUFFER + fill, p, part);
    p += part;
    n -= part;
    fill += part;
    if (fill == 16) {
      block(ctx, 1);
      fill = 0;
    }
  }
  store<u32>(ctx, fill, FILL);
}

/** 2.8: fills up to a whole block with zeros, as the AEAD does after each part. */
export function poly1305Pad(ctx: usize): void {
  const fill = load<u32>(ctx, FILL);
  if (fill == 0) return;
  memory.fill(ctx + BUFFER + fill, 0, 16 - fill);
  block(ctx, 1);
  store<u32>(ctx, 0, FILL);
}

/** Writes the 16 bytes of the tag to `out` and wipes the context. */
export function poly1305Final(ctx: usize, out: usize): void {
  const fill = load<u32>(ctx, FILL);
  if (fill > 0) {
    store<u8>(ctx + BUFFER + fill, 1);
    memory.fill(ctx + BUFFER + fill + 1, 0, 15 - fill);
    block(ctx, 0);
  }
  reduce(ctx);
  // (h + s) modulo 2^128, byte by byte: bits 8i to 8i + 7 lie in one limb or two.
  let carry: u32 = 0;
  for (let i: u32 = 0; i < 16; i++) {
    const bit = i << 3;
    const limb = bit / 13;
    const shift = bit - limb * 13;
    const low = load<u32>(ctx + H + (limb << 2)) >>> shift;
    const high = limb < 9 ? load<u32>(ctx + H + (limb << 2), 4) << (13 - shift) : 0;
    carry += ((low | high) & 255) + load<u8>(ctx + S + i);
    store<u8>(out + i, <u8>carry);
    carry >>>= 8;
  }
  wipe(ctx, POLY1305_CTX);
}

/** Adds 16 little-endian bytes, and 2^128 if `high` is 1, to ten limbs. */
function addLimbs(limbs: usize, bytes: usize, high: u32): void {
  for (let i: u32 = 0; i < 10; i++) {
    const bit = i * 13;
    const at = bit >>> 3;
    // 13 bits from any place lie within three bytes; past the end stands `high`.
    const b0: u32 = load<u8>(bytes + at);
    const b1: u32 = at + 1 < 16 ? load<u8>(bytes + at, 1) : high;
    const b2: u32 = at + 2 < 16 ? load<u8>(bytes + at, 2) : at + 2 == 16 ? high : 0;
    const value = ((b0 | (b1 << 8) | (b2 << 16)) >>> (bit & 7)) & MASK;
    store<u32>(limbs + (i << 2), load<u32>(limbs + (i << 2)) + value);
  }
}

/** h = (h + block) * r modulo 2^130 - 5, 2.5.1. */
function block(ctx: usize, high: u32): void {
  const h = ctx + H;
  addLimbs(h, ctx + BUFFER, high);
  carry(h);
  for (let i: usize = 0; i < LIMBS; i += 4) {
    // Limbs are below 2^13 + 2^9. Products that wrap past limb 9 count five times: a column stays below 46 * 2^26.
    let low: u32 = 0;
    for (let j: usize = 0; j <= i; j += 4) low += load<u32>(h + j) * load<u32>(ctx + i - j);
    let wrapped: u32 = 0;
    for (let j: usize = i + 4; j < LIMBS; j += 4) wrapped += load<u32>(h + j) * load<u32>(ctx + LIMBS + i - j);
    store<u32>(ctx + i, low + wrapped * 5, PRODUCT);
  }
  memory.copy(h, ctx + PRODUCT, LIMBS);
  carry(h);
}

/** Brings every limb below 2^13, but limb 1, which may keep a few bits more. */
function carry(limbs: usize): void {
  let over: u32 = 0;
  for (let i: usize = 0; i < LIMBS; i += 4) {
    over += load<u32>(limbs + i);
    store<u32>(limbs + i, over & MASK);
    over >>>= 13;
  }
  const first: u32 = load<u32>(limbs) + over * 5;
  store<u32>(limbs, first & MASK);
  store<u32>(limbs, load<u32>(limbs, 4) + (first >>> 13), 4);
}

/** The one value of h below 2^130 - 5: if h + 5 reaches 2^130, it is the answer without that bit. */
function reduce(ctx: usize): void {
  const h = ctx + H;
  const g = ctx + PRODUCT;
  carry(h);
  carry(h);
  let over: u32 = 5;
  for (let i: usize = 0; i < LIMBS; i += 4) {
    over += load<u32>(h + i);
    store<u32>(g + i, over & MASK);
    over >>>= 13;
  }
  for (let i: usize = 0; i < LIMBS; i += 4) store<u32>(h + i, select(over, load<u32>(g + i), load<u32>(h + i)));
}
