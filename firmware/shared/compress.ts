// From 18 digits to the 6 that a clerk types (seal document, section 7); called for every seal.
// The rule adds groups of 3, 6, 6 and 3 digits and subtracts 1,000,000 from a sum above 999,999: addition that drops
// the carry out of six digits. So it is done on the digits.

/** `digits18` and `digits6` are ASCII; the former must be digits. They may not overlap. */
export function compress18to6(digits18: usize, digits6: usize): void {
  memory.fill(digits6, 48, 6);
  add(digits6, digits18, 3);
  add(digits6, digits18 + 3, 6);
  add(digits6, digits18 + 9, 6);
  add(digits6, digits18 + 15, 3);
}

/** Adds the group of `n` digits at the units' end. */
function add(sum: usize, group: usize, n: u32): void {
  let carry: u32 = 0;
  for (let i: u32 = 0; i < 6; i++) {
    const digit: u32 = i < n ? load<u8>(group + n - 1 - i) - 48 : 0;
    const at = sum + 5 - i;
    const total: u32 = load<u8>(at) - 48 + digit + carry;
    carry = (9 - total) >>> 31;
    store<u8>(at, <u8>(48 + total - (carry * 10)));
  }
}
