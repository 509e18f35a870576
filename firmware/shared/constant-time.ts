// Comparing, choosing and wiping without a branch or an address that depends on the bytes; for all that hold secrets.

/** 1 if the `n` bytes at `a` and `b` are equal, else 0. Every byte is read in every case. */
export function equalBytes(a: usize, b: usize, n: u32): u32 {
  let difference: u32 = 0;
  for (let i: u32 = 0; i < n; i++) difference |= <u32>load<u8>(a + i) ^ <u32>load<u8>(b + i);
  return isZero(difference);
}

/** 1 if `x` is zero, else 0: the top bit of x | -x is set for every x but zero. */
export function isZero(x: u32): u32 {
  return ((x | (0 - x)) >>> 31) ^ 1;
}

/** `a` if `bit` is 1, `b` if it is 0. */
export function select(bit: u32, a: u32, b: u32): u32 {
  return b ^ ((0 - bit) & (a ^ b));
}

/** Copies `n` bytes from `a` to `out` if `bit` is 1, from `b` if it is 0. `out` may be either. */
export function selectBytes(bit: u32, a: usize, b: usize, out: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) store<u8>(out + i, <u8>select(bit, load<u8>(a + i), load<u8>(b + i)));
}

/** Zeroes a secret. Linear memory is never optimised away, neither here nor by the C compiler after wasm2c. */
export function wipe(p: usize, n: u32): void {
  memory.fill(p, 0, n);
}
