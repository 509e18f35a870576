// Montgomery multiplication in limbs of 13 bits whose products fit 32 bits, for the Cortex-M0+: its only multiplication
// is 32x32->32, and the library's 64-bit product branches on data. Called by montgomery.ts only.
// The same block scheme as montgomery-wide.ts: after 16 rows a column holds at most 16 * 1.5 * 2^27 < 2^32.
// Four rows a pass: eight products for four memory accesses, which is what the bounds checks of the image cost.

const RADIX: u32 = 13;
const MASK: u32 = (1 << RADIX) - 1;

/** Moves the carries of the columns [from, to) up; the column at `to` takes the last. */
function carryNarrow(from: usize, to: usize): void {
  let c: u32 = 0;
  for (; from < to; from += 4) {
    c += load<u32>(from);
    store<u32>(from, c & MASK);
    c >>= RADIX;
  }
  store<u32>(to, load<u32>(to) + c);
}

/** Writes `limbs` columns from `t` to `r`, carries settled. */
function settleNarrow(r: usize, t: usize, limbs: u32): void {
  let c: u32 = 0;
  for (const end = r + (<usize>limbs << 1); r < end; r += 2) {
    c += load<u32>(t);
    store<u16>(r, <u16>(c & MASK));
    c >>= RADIX;
    t += 4;
  }
}

/** r = a * b / R mod n, below 1.5 n for a, b below 4 n. `columns` is scratch of 2 * limbs + 8 columns. */
export function narrowMultiply(r: usize, a: usize, b: usize, n: usize, inverse: u32, limbs: u32, columns: usize): void {
  memory.fill(columns, 0, (limbs + 4) << 3);
  const k: u32 = inverse;
  const b0: u32 = load<u16>(b), b1: u32 = load<u16>(b, 2), b2: u32 = load<u16>(b, 4), b3: u32 = load<u16>(b, 6);
  const n0: u32 = load<u16>(n), n1: u32 = load<u16>(n, 2), n2: u32 = load<u16>(n, 4), n3: u32 = load<u16>(n, 6);
  const bEnd = b + (<usize>limbs << 1);
  let low = columns;
  for (let i: u32 = 0; i < limbs; i += 4) {
    const a0: u32 = load<u16>(a), a1: u32 = load<u16>(a, 2), a2: u32 = load<u16>(a, 4), a3: u32 = load<u16>(a, 6);
    let x: u32 = load<u32>(low) + a0 * b0;
    const m0: u32 = (x * k) & MASK;
    x = ((x + m0 * n0) >> RADIX) + load<u32>(low, 4) + a0 * b1 + a1 * b0 + m0 * n1;
    const m1: u32 = (x * k) & MASK;
    x = ((x + m1 * n0) >> RADIX) + load<u32>(low, 8) + a0 * b2 + a1 * b1 + a2 * b0 + m0 * n2 + m1 * n1;
    const m2: u32 = (x * k) & MASK;
    x = ((x + m2 * n0) >> RADIX) + load<u32>(low, 12) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0
      + m0 * n3 + m1 * n2 + m2 * n1;
    const m3: u32 = (x * k) & MASK;
    let s0 = ((x + m3 * n0) >> RADIX) + a1 * b3 + m1 * n3 + a2 * b2 + m2 * n2 + a3 * b1 + m3 * n1;
    let s1 = a2 * b3 + m2 * n3 + a3 * b2 + m3 * n2;
    let s2 = a3 * b3 + m3 * n3;
    let t = low + 16;
    let bp = b + 8;
    let np = n + 8;
    let bj: u32;
    let nj: u32;
    do {
      bj = load<u16>(bp);
      nj = load<u16>(np);
      store<u32>(t, load<u32>(t) + s0 + a0 * bj + m0 * nj);
      s0 = s1 + a1 * bj + m1 * nj;
      s1 = s2 + a2 * bj + m2 * nj;
      s2 = a3 * bj + m3 * nj;
      bj = load<u16>(bp, 2);
      nj = load<u16>(np, 2);
      store<u32>(t, load<u32>(t, 4) + s0 + a0 * bj + m0 * nj, 4);
      s0 = s1 + a1 * bj + m1 * nj;
      s1 = s2 + a2 * bj + m2 * nj;
      s2 = a3 * bj + m3 * nj;
      bj = load<u16>(bp, 4);
      nj = load<u16>(np, 4);
      store<u32>(t, load<u32>(t, 8) + s0 + a0 * bj + m0 * nj, 8);
      s0 = s1 + a1 * bj + m1 * nj;
      s1 = s2 + a2 * bj + m2 * nj;
      s2 = a3 * bj + m3 * nj;
      bj = load<u16>(bp, 6);
      nj = load<u16>(np, 6);
      store<u32>(t, load<u32>(t, 12) + s0 + a0 * bj + m0 * nj, 12);
      s0 = s1 + a1 * bj + m1 * nj;
      s1 = s2 + a2 * bj + m2 * nj;
      s2 = a3 * bj + m3 * nj;
      t += 16;
      bp += 8;
      np += 8;
    } while (bp < bEnd);
    store<u32>(t, load<u32>(t) + s0);
    store<u32>(t, load<u32>(t, 4) + s1, 4);
    store<u32>(t, load<u32>(t, 8) + s2, 8);
    low += 16;
    a += 8;
    if ((i & 15) == 12) carryNarrow(low, low + (<usize>limbs << 2));
  }
  settleNarrow(r, low, limbs);
}

/** r = a * a / R mod n: every mixed product once, doubled. */
export function narrowSquare(r: usize, a: usize, n: usize, inverse: u32, limbs: u32, columns: usize): void {
  memory.fill(columns, 0, (limbs + 4) << 3);
  const k: u32 = inverse;
  const n0: u32 = load<u16>(n), n1: u32 = load<u16>(n, 2), n2: u32 = load<u16>(n, 4), n3: u32 = load<u16>(n, 6);
  const aEnd = a + (<usize>limbs << 1);
  const nEnd = n + (<usize>limbs << 1);
  let low = columns;
  let high = columns;
  for (let i: u32 = 0; i < limbs; i += 4) {
    const a0: u32 = load<u16>(a), a1: u32 = load<u16>(a, 2), a2: u32 = load<u16>(a, 4), a3: u32 = load<u16>(a, 6);
    const d0 = a0 << 1;
    const d1 = a1 << 1;
    const d2 = a2 << 1;
    const d3 = a3 << 1;
    store<u32>(high, load<u32>(high) + a0 * a0);
    store<u32>(high, load<u32>(high, 4) + d0 * a1, 4);
    store<u32>(high, load<u32>(high, 8) + d0 * a2 + a1 * a1, 8);
    store<u32>(high, load<u32>(high, 12) + d0 * a3 + d1 * a2, 12);
    let s0 = d1 * a3 + a2 * a2;
    let s1 = d2 * a3;
    let s2 = a3 * a3;
    let t = high + 16;
    let aj: u32;
    for (let ap = a + 8; ap < aEnd; ap += 8) {
      aj = load<u16>(ap);
      store<u32>(t, load<u32>(t) + s0 + d0 * aj);
      s0 = s1 + d1 * aj;
      s1 = s2 + d2 * aj;
      s2 = d3 * aj;
      aj = load<u16>(ap, 2);
      store<u32>(t, load<u32>(t, 4) + s0 + d0 * aj, 4);
      s0 = s1 + d1 * aj;
      s1 = s2 + d2 * aj;
      s2 = d3 * aj;
      aj = load<u16>(ap, 4);
      store<u32>(t, load<u32>(t, 8) + s0 + d0 * aj, 8);
      s0 = s1 + d1 * aj;
      s1 = s2 + d2 * aj;
      s2 = d3 * aj;
      aj = load<u16>(ap, 6);
      store<u32>(t, load<u32>(t, 12) + s0 + d0 * aj, 12);
      s0 = s1 + d1 * aj;
      s1 = s2 + d2 * aj;
      s2 = d3 * aj;
      t += 16;
    }
    store<u32>(t, load<u32>(t) + s0);
    store<u32>(t, load<u32>(t, 4) + s1, 4);
    store<u32>(t, load<u32>(t, 8) + s2, 8);
    high += 32;
    a += 8;

    let x: u32 = load<u32>(low);
    const m0: u32 = (x * k) & MASK;
    x = ((x + m0 * n0) >> RADIX) + load<u32>(low, 4) + m0 * n1;
    const m1: u32 = (x * k) & MASK;
    x = ((x + m1 * n0) >> RADIX) + load<u32>(low, 8) + m0 * n2 + m1 * n1;
    const m2: u32 = (x * k) & MASK;
    x = ((x + m2 * n0) >> RADIX) + load<u32>(low, 12) + m0 * n3 + m1 * n2 + m2 * n1;
    const m3: u32 = (x * k) & MASK;
    s0 = ((x + m3 * n0) >> RADIX) + m1 * n3 + m2 * n2 + m3 * n1;
    s1 = m2 * n3 + m3 * n2;
    s2 = m3 * n3;
    t = low + 16;
    let nj: u32;
    for (let np = n + 8; np < nEnd; np += 8) {
      nj = load<u16>(np);
      store<u32>(t, load<u32>(t) + s0 + m0 * nj);
      s0 = s1 + m1 * nj;
      s1 = s2 + m2 * nj;
      s2 = m3 * nj;
      nj = load<u16>(np, 2);
      store<u32>(t, load<u32>(t, 4) + s0 + m0 * nj, 4);
      s0 = s1 + m1 * nj;
      s1 = s2 + m2 * nj;
      s2 = m3 * nj;
      nj = load<u16>(np, 4);
      store<u32>(t, load<u32>(t, 8) + s0 + m0 * nj, 8);
      s0 = s1 + m1 * nj;
      s1 = s2 + m2 * nj;
      s2 = m3 * nj;
      nj = load<u16>(np, 6);
      store<u32>(t, load<u32>(t, 12) + s0 + m0 * nj, 12);
      s0 = s1 + m1 * nj;
      s1 = s2 + m2 * nj;
      s2 = m3 * nj;
      t += 16;
    }
    store<u32>(t, load<u32>(t) + s0);
    store<u32>(t, load<u32>(t, 4) + s1, 4);
    store<u32>(t, load<u32>(t, 8) + s2, 8);
    low += 16;
    if ((i & 15) == 12) carryNarrow(low, columns + (<usize>limbs << 3) + 8);
  }
  settleNarrow(r, low, limbs);
}
