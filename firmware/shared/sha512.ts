// SHA-512 as a stream, FIPS 180-4 6.4; called by OCRA. Small, not fast: the schedule is a ring in the context.
import { wipe } from './constant-time';

// Context, 8-aligned: 8 state words of 64 bits | 128 bytes not yet taken in | u64 count of bytes.
export const SHA512_CTX: u32 = 200;
export const SHA512_DIGEST: u32 = 64;
const BUFFER: usize = 64;
const COUNT: usize = 192;

/** FIPS 180-4 4.2.3. */
const K: usize = memory.data<u64>([
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
  0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
  0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
  0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
  0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
  0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
  0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
  0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
  0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
  0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
  0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
  0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
  0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
  0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
  0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
  0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
  0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
], 8);

/** FIPS 180-4 5.3.5. */
export function sha512Init(ctx: usize): void {
  store<u64>(ctx, 0x6a09e667f3bcc908);
  store<u64>(ctx, 0xbb67ae8584caa73b, 8);
  store<u64>(ctx, 0x3c6ef372fe94f82b, 16);
  store<u64>(ctx, 0xa54ff53a5f1d36f1, 24);
  store<u64>(ctx, 0x510e527fade682d1, 32);
  store<u64>(ctx, 0x9b05688c2b3e6c1f, 40);
  store<u64>(ctx, 0x1f83d9abfb41bd6b, 48);
  store<u64>(ctx, 0x5be0cd19137e2179, 56);
  store<u64>(ctx, 0, COUNT);
}

export function sha512Update(ctx: usize, p: usize, n: u32): void {
  let fill = <u32>load<u64>(ctx, COUNT) & 127;
  store<u64>(ctx, load<u64>(ctx, COUNT) + <u64>n, COUNT);
  while (n > 0) {
    const part = min<u32>(128 - fill, n);
    memory.copy(ctx + BUFFER + fill, p, part);
    p += part;
    n -= part;
    fill += part;
    if (fill == 128) {
      sha512Block(ctx);
      fill = 0;
    }
  }
}

/** Writes 64 bytes to `out` and wipes the context. */
export function sha512Final(ctx: usize, out: usize): void {
  const count = load<u64>(ctx, COUNT);
  const fill = <u32>count & 127;
  // FIPS 180-4 5.1.2: a one bit, zeros, the length in bits as 128 bits.
  store<u8>(ctx + BUFFER + fill, 0x80);
  memory.fill(ctx + BUFFER + fill + 1, 0, 127 - fill);
  if (fill >= 112) {
    sha512Block(ctx);
    memory.fill(ctx + BUFFER, 0, 112);
  }
  store<u64>(ctx, bswap<u64>(count >> 61), BUFFER + 112);
  store<u64>(ctx, bswap<u64>(count << 3), BUFFER + 120);
  sha512Block(ctx);
  for (let i: usize = 0; i < 64; i += 8) store<u64>(ctx + i, bswap<u64>(load<u64>(ctx + i)));
  memory.copy(out, ctx, SHA512_DIGEST);
  wipe(ctx, SHA512_CTX);
}

/** FIPS 180-4 6.4.2. */
function sha512Block(ctx: usize): void {
  const w = ctx + BUFFER;
  let a: u64 = load<u64>(ctx), b: u64 = load<u64>(ctx, 8), c: u64 = load<u64>(ctx, 16), d: u64 = load<u64>(ctx, 24);
  let e: u64 = load<u64>(ctx, 32), f: u64 = load<u64>(ctx, 40), g: u64 = load<u64>(ctx, 48);
  let h: u64 = load<u64>(ctx, 56);
  for (let i: usize = 0; i < 128; i += 8) store<u64>(w + i, bswap<u64>(load<u64>(w + i)));
  for (let t: usize = 0; t < 80; t++) {
    const at = ring(w, t);
    if (t >= 16) {
      const x: u64 = load<u64>(ring(w, t + 1)), y: u64 = load<u64>(ring(w, t + 14));
      const s0: u64 = rotr<u64>(x, 1) ^ rotr<u64>(x, 8) ^ (x >>> 7);
      const s1: u64 = rotr<u64>(y, 19) ^ rotr<u64>(y, 61) ^ (y >>> 6);
      store<u64>(at, load<u64>(at) + s0 + load<u64>(ring(w, t + 9)) + s1);
    }
    const S1: u64 = rotr<u64>(e, 14) ^ rotr<u64>(e, 18) ^ rotr<u64>(e, 41);
    const t1: u64 = h + S1 + (g ^ (e & (f ^ g))) + load<u64>(K + (t << 3)) + load<u64>(at);
    const S0: u64 = rotr<u64>(a, 28) ^ rotr<u64>(a, 34) ^ rotr<u64>(a, 39);
    const t2: u64 = S0 + ((a & b) | (c & (a | b)));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  store<u64>(ctx, load<u64>(ctx) + a);
  store<u64>(ctx, load<u64>(ctx, 8) + b, 8);
  store<u64>(ctx, load<u64>(ctx, 16) + c, 16);
  store<u64>(ctx, load<u64>(ctx, 24) + d, 24);
  store<u64>(ctx, load<u64>(ctx, 32) + e, 32);
  store<u64>(ctx, load<u64>(ctx, 40) + f, 40);
  store<u64>(ctx, load<u64>(ctx, 48) + g, 48);
  store<u64>(ctx, load<u64>(ctx, 56) + h, 56);
}

@inline function ring(w: usize, t: usize): usize { return w + ((t & 15) << 3); }
