// 18 digits to 6, as the seal document says in chapter 7. Digits stay strings, so that leading zeros live.

/** Groups of digits 1-3, 4-9, 10-15 and 16-18, added up; 1,000,000 is taken off whenever the sum exceeds 999,999. */
export function compressSeal(digits18: string): string {
  if (!/^[0-9]{18}$/.test(digits18)) throw new RangeError(`seal expected 18 digits, got "${digits18}"`);
  let sum = Number(digits18.slice(0, 3));
  for (const group of [digits18.slice(3, 9), digits18.slice(9, 15), digits18.slice(15)]) {
    sum += Number(group);
    if (sum > 999_999) sum -= 1_000_000;
  }
  return String(sum).padStart(6, '0');
}
