// A package of keys from the issuer, kept until the clerk has decided. Called by requests/pki.ts and the review
// screens.
// It is encrypted for its card; the device cannot read it.

import { question } from './question';

/** What the card takes in one command: counter, items and tag. */
export const PACKAGE_MIN: u32 = 21;
export const PACKAGE_MAX: u32 = 300;
const bytes: usize = question;
let length: u32 = 0;

export function packageTake(from: usize, size: u32): void {
  memory.copy(bytes, from, size);
  length = size;
}
export function packageBytes(): usize {
  return bytes;
}
export function packageLength(): u32 {
  return length;
}
