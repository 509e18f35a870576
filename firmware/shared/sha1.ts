// SHA-1 as a stream, FIPS 180-4 6.1; called by OCRA and by signatures whose profile demands it. Small, not fast.
import { wipe } from './constant-time';

// Context, 8-aligned: 5 state words | pad | 64 bytes not yet taken in | u64 count of bytes.
export const SHA1_CTX: u32 = 96;
export const SHA1_DIGEST: u32 = 20;
const BUFFER: usize = 24;
const COUNT: usize = 88;

/** FIPS 180-4 5.3.1. */
export function sha1Init(ctx: usize): void {
  store<u32>(ctx, 0x67452301);
  store<u32>(ctx, 0xefcdab89, 4);
  store<u32>(ctx, 0x98badcfe, 8);
  store<u32>(ctx, 0x10325476, 12);
  store<u32>(ctx, 0xc3d2e1f0, 16);
  store<u64>(ctx, 0, COUNT);
}

export function sha1Update(ctx: usize, p: usize, n: u32): void {
  let fill = <u32>load<u64>(ctx, COUNT) & 63;
  store<u64>(ctx, load<u64>(ctx, COUNT) + <u64>n, COUNT);
  while (n > 0) {
    const part = min<u32>(64 - fill, n);
    memory.copy(ctx + BUFFER + fill, p, part);
    p += part;
    n -= part;
    fill += part;
    if (fill == 64) {
      sha1Block(ctx);
      fill = 0;
    }
  }
}

/** Writes 20 bytes to `out` and wipes the context. */
export function sha1Final(ctx: usize, out: usize): void {
  const count = load<u64>(ctx, COUNT);
  const fill = <u32>count & 63;
  // FIPS 180-4 5.1.1: a one bit, zeros, the length in bits.
  store<u8>(ctx + BUFFER + fill, 0x80);
  memory.fill(ctx + BUFFER + fill + 1, 0, 63 - fill);
  if (fill >= 56) {
    sha1Block(ctx);
    memory.fill(ctx + BUFFER, 0, 56);
  }
  store<u32>(ctx, bswap<u32>(<u32>(count >> 29)), BUFFER + 56);
  store<u32>(ctx, bswap<u32>(<u32>count << 3), BUFFER + 60);
  sha1Block(ctx);
  for (let i: usize = 0; i < 20; i += 4) store<u32>(ctx + i, bswap<u32>(load<u32>(ctx + i)));
  memory.copy(out, ctx, SHA1_DIGEST);
  wipe(ctx, SHA1_CTX);
}

/** FIPS 180-4 6.1.3, the alternate method: the buffer itself is the ring of sixteen schedule words. */
function sha1Block(ctx: usize): void {
  const w = ctx + BUFFER;
  let a: u32 = load<u32>(ctx), b: u32 = load<u32>(ctx, 4), c: u32 = load<u32>(ctx, 8);
  let d: u32 = load<u32>(ctx, 12), e: u32 = load<u32>(ctx, 16);
  for (let i: usize = 0; i < 64; i += 4) store<u32>(w + i, bswap<u32>(load<u32>(w + i)));
  for (let t: usize = 0; t < 80; t++) {
    const at = w + ((t & 15) << 2);
    if (t >= 16) {
      const older: u32 = load<u32>(ring(w, t + 13)) ^ load<u32>(ring(w, t + 8)) ^ load<u32>(ring(w, t + 2));
      store<u32>(at, rotl<u32>(older ^ load<u32>(at), 1));
    }
    let f: u32, k: u32;
    if (t < 20) {
      f = d ^ (b & (c ^ d));
      k = 0x5a827999;
    } else if (t < 40) {
      f = b ^ c ^ d;
      k = 0x6ed9eba1;
    } else if (t < 60) {
      f = (b & c) | (d & (b | c));
      k = 0x8f1bbcdc;
    } else {
      f = b ^ c ^ d;
      k = 0xca62c1d6;
    }
    const next: u32 = rotl<u32>(a, 5) + f + e + k + load<u32>(at);
    e = d;
    d = c;
    c = rotl<u32>(b, 30);
    b = a;
    a = next;
  }
  store<u32>(ctx, load<u32>(ctx) + a);
  store<u32>(ctx, load<u32>(ctx, 4) + b, 4);
  store<u32>(ctx, load<u32>(ctx, 8) + c, 8);
  store<u32>(ctx, load<u32>(ctx, 12) + d, 12);
  store<u32>(ctx, load<u32>(ctx, 16) + e, 16);
}

@inline function ring(w: usize, t: usize): usize { return w + ((t & 15) << 2); }
