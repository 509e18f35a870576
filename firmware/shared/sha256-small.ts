// SHA-256 once more, FIPS 180-4 6.2, in a tenth of the code of sha256-block.ts and slower; called by the first stage,
// which has 16 KiB for all. The schedule is a ring in the context.
import { wipe } from './constant-time';
import { sha256State } from './sha256';

// Context, 8-aligned: 8 state words | 64 bytes not yet taken in | u32 count of bytes.
export const SHA256_SMALL_CTX: u32 = 104;
const BUFFER: usize = 32;
const COUNT: usize = 96;

/** FIPS 180-4 4.2.2. */
const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
], 4);

export function sha256SmallInit(ctx: usize): void {
  sha256State(ctx);
  store<u32>(ctx, 0, COUNT);
}

export function sha256SmallUpdate(ctx: usize, p: usize, n: u32): void {
  let fill = load<u32>(ctx, COUNT) & 63;
  store<u32>(ctx, load<u32>(ctx, COUNT) + n, COUNT);
  while (n > 0) {
    const part = min<u32>(64 - fill, n);
    memory.copy(ctx + BUFFER + fill, p, part);
    p += part;
    n -= part;
    fill += part;
    if (fill == 64) {
      block(ctx);
      fill = 0;
    }
  }
}

/** Writes 32 bytes to `out` and wipes the context. */
export function sha256SmallFinal(ctx: usize, out: usize): void {
  const count = load<u32>(ctx, COUNT);
  const fill = count & 63;
  // FIPS 180-4 5.1.1: a one bit, zeros, the length in bits.
  store<u8>(ctx + BUFFER + fill, 0x80);
  memory.fill(ctx + BUFFER + fill + 1, 0, 63 - fill);
  if (fill >= 56) {
    block(ctx);
    memory.fill(ctx + BUFFER, 0, 56);
  }
  store<u32>(ctx, bswap<u32>(count >>> 29), BUFFER + 56);
  store<u32>(ctx, bswap<u32>(count << 3), BUFFER + 60);
  block(ctx);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(ctx + i, bswap<u32>(load<u32>(ctx + i)));
  memory.copy(out, ctx, 32);
  wipe(ctx, SHA256_SMALL_CTX);
}

/** FIPS 180-4 6.2.2. */
function block(ctx: usize): void {
  const w = ctx + BUFFER;
  let a = load<u32>(ctx), b = load<u32>(ctx, 4), c = load<u32>(ctx, 8), d = load<u32>(ctx, 12);
  let e = load<u32>(ctx, 16), f = load<u32>(ctx, 20), g = load<u32>(ctx, 24), h = load<u32>(ctx, 28);
  for (let i: usize = 0; i < 64; i += 4) store<u32>(w + i, bswap<u32>(load<u32>(w + i)));
  for (let t: usize = 0; t < 64; t++) {
    const at = ring(w, t);
    if (t >= 16) {
      const x = load<u32>(ring(w, t + 1)), y = load<u32>(ring(w, t + 14));
      const s0 = rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >>> 3);
      const s1 = rotr<u32>(y, 17) ^ rotr<u32>(y, 19) ^ (y >>> 10);
      store<u32>(at, load<u32>(at) + s0 + load<u32>(ring(w, t + 9)) + s1);
    }
    const S1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const t1 = h + S1 + (g ^ (e & (f ^ g))) + load<u32>(K + (t << 2)) + load<u32>(at);
    const S0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const t2 = S0 + ((a & b) | (c & (a | b)));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  store<u32>(ctx, load<u32>(ctx) + a);
  store<u32>(ctx, load<u32>(ctx, 4) + b, 4);
  store<u32>(ctx, load<u32>(ctx, 8) + c, 8);
  store<u32>(ctx, load<u32>(ctx, 12) + d, 12);
  store<u32>(ctx, load<u32>(ctx, 16) + e, 16);
  store<u32>(ctx, load<u32>(ctx, 20) + f, 20);
  store<u32>(ctx, load<u32>(ctx, 24) + g, 24);
  store<u32>(ctx, load<u32>(ctx, 28) + h, 28);
}

@inline function ring(w: usize, t: usize): usize { return w + ((t & 15) << 2); }
