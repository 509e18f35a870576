// The SHA-256 block function (FIPS 180-4 6.2.2) on four messages at once, one in each lane; for
// seal-documents-lanes.ts. Eight rounds a turn, so that the working variables change names instead of moving; the
// schedule of a block lies in memory (64 vectors), because sixteen more vectors would not fit the registers.

@inline function rotateRight(x: v128, n: i32): v128 { return v128.or(i32x4.shr_u(x, n), i32x4.shl(x, 32 - n)); }
@inline function sum0(x: v128): v128 {
  return v128.xor(v128.xor(rotateRight(x, 2), rotateRight(x, 13)), rotateRight(x, 22));
}
@inline function sum1(x: v128): v128 {
  return v128.xor(v128.xor(rotateRight(x, 6), rotateRight(x, 11)), rotateRight(x, 25));
}
@inline function sigma0(x: v128): v128 {
  return v128.xor(v128.xor(rotateRight(x, 7), rotateRight(x, 18)), i32x4.shr_u(x, 3));
}
@inline function sigma1(x: v128): v128 {
  return v128.xor(v128.xor(rotateRight(x, 17), rotateRight(x, 19)), i32x4.shr_u(x, 10));
}
@inline function choose(x: v128, y: v128, z: v128): v128 { return v128.bitselect(y, z, x); }
@inline function majority(x: v128, y: v128, z: v128): v128 { return v128.bitselect(y, x, v128.xor(x, z)); }
@inline function plus(x: v128, y: v128): v128 { return i32x4.add(x, y); }

const SCHEDULE: usize = memory.data(1024, 16);

// FIPS 180-4 4.2.2
const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/**
 * Takes `blocks` blocks of each of the four messages whose addresses stand at `addresses` into eight vectors at
 * `states`.
 */
export function sha256Lanes(states: usize, addresses: usize, blocks: u32): void {
  let p0: usize = load<u32>(addresses), p1: usize = load<u32>(addresses, 4);
  let p2: usize = load<u32>(addresses, 8), p3: usize = load<u32>(addresses, 12);
  for (; blocks > 0; --blocks, p0 += 64, p1 += 64, p2 += 64, p3 += 64) {
    for (let i: usize = 0; i < 64; i += 16) transpose(p0 + i, p1 + i, p2 + i, p3 + i, SCHEDULE + (i << 2));
    for (let at = SCHEDULE; at < SCHEDULE + 768; at += 16) {
      const recent = plus(sigma1(v128.load(at, 224)), v128.load(at, 144));
      v128.store(at, plus(recent, plus(sigma0(v128.load(at, 16)), v128.load(at))), 256);
    }
    rounds(states);
  }
}

// Four words of each message, big-endian, become four vectors of one word each.
@inline function transpose(p0: usize, p1: usize, p2: usize, p3: usize, to: usize): void {
  const a = v128.load(p0), b = v128.load(p1), c = v128.load(p2), d = v128.load(p3);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const ef = v128.shuffle<i32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, bigEndian(v128.shuffle<i64>(ab, cd, 0, 2)));
  v128.store(to, bigEndian(v128.shuffle<i64>(ab, cd, 1, 3)), 16);
  v128.store(to, bigEndian(v128.shuffle<i64>(ef, gh, 0, 2)), 32);
  v128.store(to, bigEndian(v128.shuffle<i64>(ef, gh, 1, 3)), 48);
}
@inline function bigEndian(x: v128): v128 {
  return v128.shuffle<i8>(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

@inline function first(e: v128, f: v128, g: v128, h: v128, round: usize, w: usize): v128 {
  const constant = i32x4.splat(load<i32>(K + (round << 2)));
  return plus(plus(plus(h, sum1(e)), choose(e, f, g)), plus(constant, v128.load(w)));
}

function rounds(states: usize): void {
  let a = v128.load(states), b = v128.load(states, 16), c = v128.load(states, 32), d = v128.load(states, 48);
  let e = v128.load(states, 64), f = v128.load(states, 80), g = v128.load(states, 96), h = v128.load(states, 112);
  for (let t: usize = 0, w = SCHEDULE; t < 64; t += 8, w += 128) {
    let x = first(e, f, g, h, t, w); d = plus(d, x); h = plus(x, plus(sum0(a), majority(a, b, c)));
    x = first(d, e, f, g, t + 1, w + 16); c = plus(c, x); g = plus(x, plus(sum0(h), majority(h, a, b)));
    x = first(c, d, e, f, t + 2, w + 32); b = plus(b, x); f = plus(x, plus(sum0(g), majority(g, h, a)));
    x = first(b, c, d, e, t + 3, w + 48); a = plus(a, x); e = plus(x, plus(sum0(f), majority(f, g, h)));
    x = first(a, b, c, d, t + 4, w + 64); h = plus(h, x); d = plus(x, plus(sum0(e), majority(e, f, g)));
    x = first(h, a, b, c, t + 5, w + 80); g = plus(g, x); c = plus(x, plus(sum0(d), majority(d, e, f)));
    x = first(g, h, a, b, t + 6, w + 96); f = plus(f, x); b = plus(x, plus(sum0(c), majority(c, d, e)));
    x = first(f, g, h, a, t + 7, w + 112); e = plus(e, x); a = plus(x, plus(sum0(b), majority(b, c, d)));
  }
  v128.store(states, plus(a, v128.load(states)));
  v128.store(states, plus(b, v128.load(states, 16)), 16);
  v128.store(states, plus(c, v128.load(states, 32)), 32);
  v128.store(states, plus(d, v128.load(states, 48)), 48);
  v128.store(states, plus(e, v128.load(states, 64)), 64);
  v128.store(states, plus(f, v128.load(states, 80)), 80);
  v128.store(states, plus(g, v128.load(states, 96)), 96);
  v128.store(states, plus(h, v128.load(states, 112)), 112);
}
