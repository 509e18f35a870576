// Montgomery multiplication in limbs of 29 bits with 64-bit products, for processors whose 32x32 multiplication takes
// the same time for all values. Called by montgomery.ts only, where the board contract says `wideProducts`.
// P. L. Montgomery, "Modular Multiplication Without Trial Division", in blocks of four rows; carries wait:
// after 16 rows a column holds at most 16 * 1.5 * 2^59 < 2^64, then they are moved up.

const RADIX: u64 = 29;
const MASK: u64 = (1 << RADIX) - 1;

/** Moves the carries of the columns [from, to) up; the column at `to` takes the last. */
function carryWide(from: usize, to: usize): void {
  let c: u64 = 0;
  for (; from < to; from += 8) {
    c += load<u64>(from);
    store<u64>(from, c & MASK);
    c >>= RADIX;
  }
  store<u64>(to, load<u64>(to) + c);
}

/** Writes `limbs` columns from `t` to `r`, carries settled. */
function settleWide(r: usize, t: usize, limbs: u32): void {
  let c: u64 = 0;
  for (const end = r + (<usize>limbs << 2); r < end; r += 4) {
    c += load<u64>(t);
    store<u32>(r, <u32>(c & MASK));
    c >>= RADIX;
    t += 8;
  }
}

/** r = a * b / R mod n, below 1.5 n for a, b below 4 n. `columns` is scratch of 2 * limbs + 8 columns. */
export function wideMultiply(r: usize, a: usize, b: usize, n: usize, inverse: u32, limbs: u32, columns: usize): void {
  memory.fill(columns, 0, (limbs + 4) << 4);
  const k: u64 = inverse;
  const b0: u64 = load<u32>(b), b1: u64 = load<u32>(b, 4), b2: u64 = load<u32>(b, 8), b3: u64 = load<u32>(b, 12);
  const n0: u64 = load<u32>(n), n1: u64 = load<u32>(n, 4), n2: u64 = load<u32>(n, 8), n3: u64 = load<u32>(n, 12);
  const bEnd = b + (<usize>limbs << 2);
  let low = columns;
  for (let i: u32 = 0; i < limbs; i += 4) {
    const a0: u64 = load<u32>(a), a1: u64 = load<u32>(a, 4), a2: u64 = load<u32>(a, 8), a3: u64 = load<u32>(a, 12);
    let x: u64 = load<u64>(low) + a0 * b0;
    const m0: u64 = (x * k) & MASK;
    x = ((x + m0 * n0) >> RADIX) + load<u64>(low, 8) + a0 * b1 + a1 * b0 + m0 * n1;
    const m1: u64 = (x * k) & MASK;
    x = ((x + m1 * n0) >> RADIX) + load<u64>(low, 16) + a0 * b2 + a1 * b1 + a2 * b0 + m0 * n2 + m1 * n1;
    const m2: u64 = (x * k) & MASK;
    x = ((x + m2 * n0) >> RADIX) + load<u64>(low, 24) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0
      + m0 * n3 + m1 * n2 + m2 * n1;
    const m3: u64 = (x * k) & MASK;
    let s0 = ((x + m3 * n0) >> RADIX) + a1 * b3 + m1 * n3 + a2 * b2 + m2 * n2 + a3 * b1 + m3 * n1;
    let s1 = a2 * b3 + m2 * n3 + a3 * b2 + m3 * n2;
    let s2 = a3 * b3 + m3 * n3;
    let t = low + 32;
    let bp = b + 16;
    let np = n + 16;
    let bj: u64;
    let nj: u64;
    do {
      bj = load<u32>(bp);
      nj = load<u32>(np);
      store<u64>(t, load<u64>(t) + s0 + a0 * bj + m0 * nj);
      s0 = s1 + a1 * bj + m1 * nj;
      s1 = s2 + a2 * bj + m2 * nj;
      s2 = a3 * bj + m3 * nj;
      bj = load<u32>(bp, 4);
      nj = load<u32>(np, 4);
      store<u64>(t, load<u64>(t, 8) + s0 + a0 * bj + m0 * nj, 8);
      s0 = s1 + a1 * bj + m1 * nj;
      s1 = s2 + a2 * bj + m2 * nj;
      s2 = a3 * bj + m3 * nj;
      bj = load<u32>(bp, 8);
      nj = load<u32>(np, 8);
      store<u64>(t, load<u64>(t, 16) + s0 + a0 * bj + m0 * nj, 16);
      s0 = s1 + a1 * bj + m1 * nj;
      s1 = s2 + a2 * bj + m2 * nj;
      s2 = a3 * bj + m3 * nj;
      bj = load<u32>(bp, 12);
      nj = load<u32>(np, 12);
      store<u64>(t, load<u64>(t, 24) + s0 + a0 * bj + m0 * nj, 24);
      s0 = s1 + a1 * bj + m1 * nj;
      s1 = s2 + a2 * bj + m2 * nj;
      s2 = a3 * bj + m3 * nj;
      t += 32;
      bp += 16;
      np += 16;
    } while (bp < bEnd);
    store<u64>(t, load<u64>(t) + s0);
    store<u64>(t, load<u64>(t, 8) + s1, 8);
    store<u64>(t, load<u64>(t, 16) + s2, 16);
    low += 32;
    a += 16;
    if ((i & 15) == 12) carryWide(low, low + (<usize>limbs << 3));
  }
  settleWide(r, low, limbs);
}

/** r = a * a / R mod n: every mixed product once, doubled. */
export function wideSquare(r: usize, a: usize, n: usize, inverse: u32, limbs: u32, columns: usize): void {
  memory.fill(columns, 0, (limbs + 4) << 4);
  const k: u64 = inverse;
  const n0: u64 = load<u32>(n), n1: u64 = load<u32>(n, 4), n2: u64 = load<u32>(n, 8), n3: u64 = load<u32>(n, 12);
  const aEnd = a + (<usize>limbs << 2);
  const nEnd = n + (<usize>limbs << 2);
  let low = columns;
  let high = columns;
  for (let i: u32 = 0; i < limbs; i += 4) {
    const a0: u64 = load<u32>(a), a1: u64 = load<u32>(a, 4), a2: u64 = load<u32>(a, 8), a3: u64 = load<u32>(a, 12);
    const d0 = a0 << 1;
    const d1 = a1 << 1;
    const d2 = a2 << 1;
    const d3 = a3 << 1;
    store<u64>(high, load<u64>(high) + a0 * a0);
    store<u64>(high, load<u64>(high, 8) + d0 * a1, 8);
    store<u64>(high, load<u64>(high, 16) + d0 * a2 + a1 * a1, 16);
    store<u64>(high, load<u64>(high, 24) + d0 * a3 + d1 * a2, 24);
    let s0 = d1 * a3 + a2 * a2;
    let s1 = d2 * a3;
    let s2 = a3 * a3;
    let t = high + 32;
    let aj: u64;
    for (let ap = a + 16; ap < aEnd; ap += 16) {
      aj = load<u32>(ap);
      store<u64>(t, load<u64>(t) + s0 + d0 * aj);
      s0 = s1 + d1 * aj;
      s1 = s2 + d2 * aj;
      s2 = d3 * aj;
      aj = load<u32>(ap, 4);
      store<u64>(t, load<u64>(t, 8) + s0 + d0 * aj, 8);
      s0 = s1 + d1 * aj;
      s1 = s2 + d2 * aj;
      s2 = d3 * aj;
      aj = load<u32>(ap, 8);
      store<u64>(t, load<u64>(t, 16) + s0 + d0 * aj, 16);
      s0 = s1 + d1 * aj;
      s1 = s2 + d2 * aj;
      s2 = d3 * aj;
      aj = load<u32>(ap, 12);
      store<u64>(t, load<u64>(t, 24) + s0 + d0 * aj, 24);
      s0 = s1 + d1 * aj;
      s1 = s2 + d2 * aj;
      s2 = d3 * aj;
      t += 32;
    }
    store<u64>(t, load<u64>(t) + s0);
    store<u64>(t, load<u64>(t, 8) + s1, 8);
    store<u64>(t, load<u64>(t, 16) + s2, 16);
    high += 64;
    a += 16;

    let x: u64 = load<u64>(low);
    const m0: u64 = (x * k) & MASK;
    x = ((x + m0 * n0) >> RADIX) + load<u64>(low, 8) + m0 * n1;
    const m1: u64 = (x * k) & MASK;
    x = ((x + m1 * n0) >> RADIX) + load<u64>(low, 16) + m0 * n2 + m1 * n1;
    const m2: u64 = (x * k) & MASK;
    x = ((x + m2 * n0) >> RADIX) + load<u64>(low, 24) + m0 * n3 + m1 * n2 + m2 * n1;
    const m3: u64 = (x * k) & MASK;
    s0 = ((x + m3 * n0) >> RADIX) + m1 * n3 + m2 * n2 + m3 * n1;
    s1 = m2 * n3 + m3 * n2;
    s2 = m3 * n3;
    t = low + 32;
    let nj: u64;
    for (let np = n + 16; np < nEnd; np += 16) {
      nj = load<u32>(np);
      store<u64>(t, load<u64>(t) + s0 + m0 * nj);
      s0 = s1 + m1 * nj;
      s1 = s2 + m2 * nj;
      s2 = m3 * nj;
      nj = load<u32>(np, 4);
      store<u64>(t, load<u64>(t, 8) + s0 + m0 * nj, 8);
      s0 = s1 + m1 * nj;
      s1 = s2 + m2 * nj;
      s2 = m3 * nj;
      nj = load<u32>(np, 8);
      store<u64>(t, load<u64>(t, 16) + s0 + m0 * nj, 16);
      s0 = s1 + m1 * nj;
      s1 = s2 + m2 * nj;
      s2 = m3 * nj;
      nj = load<u32>(np, 12);
      store<u64>(t, load<u64>(t, 24) + s0 + m0 * nj, 24);
      s0 = s1 + m1 * nj;
      s1 = s2 + m2 * nj;
      s2 = m3 * nj;
      t += 32;
    }
    store<u64>(t, load<u64>(t) + s0);
    store<u64>(t, load<u64>(t, 8) + s1, 8);
    store<u64>(t, load<u64>(t, 16) + s2, 16);
    low += 32;
    if ((i & 15) == 12) carryWide(low, columns + (<usize>limbs << 4) + 16);
  }
  settleWide(r, low, limbs);
}
