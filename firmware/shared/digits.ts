// Decimal digits of a secret number without a division that depends on it; called by seal methods, OCRA and pairing.

/** Divides the big-endian number of `n` bytes at `number` by ten in place and returns the remainder. */
function divideByTen(number: usize, n: u32): u32 {
  let rest: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const part: u32 = (rest << 8) | load<u8>(number + i);
    // part < 2560. 52429 = ceil(2^19 / 10), exact up to 81919; the M0+ has a multiplier of fixed time, no divider.
    const quotient: u32 = (part * 52429) >>> 19;
    store<u8>(number + i, <u8>quotient);
    rest = part - quotient * 10;
  }
  return rest;
}

/** Writes the last `count` decimal digits of a big-endian number as ASCII, zero-filled. The number is used up. */
export function decimalDigits(number: usize, n: u32, out: usize, count: u32): void {
  for (let i = count; i > 0; i--) store<u8>(out + i - 1, <u8>(48 + divideByTen(number, n)));
}

/** Whether all `n` bytes are ASCII digits. */
export function areDigits(p: usize, n: u32): bool {
  for (let i: u32 = 0; i < n; i++) if (<u32>load<u8>(p + i) - 48 > 9) return false;
  return true;
}
