// The open-1 key schedule, padding and digits for many document seals at once; used by seal-documents.ts and its lanes.
// For the open document key only: the division takes a time that depends on the digest, which anybody can compute.
import { compress18to6 } from '../shared/compress';
import { HMAC_SHA256_CTX, HMAC_SHA256_INNER, HMAC_SHA256_OUTER, hmacSha256Init } from '../shared/hmac';
import { OPEN1_KEY } from '../shared/open-1';
import { sha256Blocks } from '../shared/sha256-block';

const CONTEXT: usize = memory.data(HMAC_SHA256_CTX, 16);
/** The states after both padded keys. */
export const INNER: usize = CONTEXT + HMAC_SHA256_INNER;
const OUTER: usize = CONTEXT + HMAC_SHA256_OUTER;
const OUTER_BLOCK: usize = memory.data(64, 16);
const STATE: usize = memory.data(32, 16);

// "document\0"
const LABEL: usize = memory.data<u8>([100, 111, 99, 117, 109, 101, 110, 116, 0]);
/** Bytes in front of a document that belong to its message. */
export const LABEL_LENGTH: u32 = 9;

export function prepareKey(key: usize): void {
  hmacSha256Init(CONTEXT, key, OPEN1_KEY);
}

/** Writes label and padding (FIPS 180-4 5.1.1) around a document; answers how many blocks the message has. */
export function padDocument(from: usize, length: u32): u32 {
  memory.copy(from - LABEL_LENGTH, LABEL, LABEL_LENGTH);
  const size = LABEL_LENGTH + length;
  const blocks = (size + 72) >>> 6;
  const end = from - LABEL_LENGTH + (usize(blocks) << 6);
  store<u8>(from + length, 0x80);
  memory.fill(from + length + 1, 0, end - (from + length + 1));
  store<u64>(end - 8, bswap<u64>(u64(64 + size) << 3));
  return blocks;
}

/** Digits of a document: 18, and the 6 that they are compressed to. */
export const DIGITS: u32 = 24;

/** From the eight words of the inner hash to the digits. */
export function finishSeal(inner: usize, digits: usize): void {
  for (let i: usize = 0; i < 32; i += 4) store<u32>(OUTER_BLOCK + i, bswap<u32>(load<u32>(inner + i)));
  store<u64>(OUTER_BLOCK, 0x80, 32);
  memory.fill(OUTER_BLOCK + 40, 0, 16);
  store<u64>(OUTER_BLOCK, bswap<u64>((64 + 32) << 3), 56);
  memory.copy(STATE, OUTER, 32);
  sha256Blocks(STATE, OUTER_BLOCK, 1);
  // A 256-bit number modulo 10^18: divided by 10^9 twice.
  const low = divideByBillion(STATE);
  writeNine(divideByBillion(STATE), digits);
  writeNine(low, digits + 9);
  compress18to6(digits, digits + 18);
}

const BILLION: u64 = 1000000000;

function divideByBillion(words: usize): u32 {
  let rest: u64 = 0;
  for (let i: usize = 0; i < 32; i += 4) {
    const part = (rest << 32) | load<u32>(words + i);
    const quotient = part / BILLION;
    store<u32>(words + i, u32(quotient));
    rest = part - quotient * BILLION;
  }
  return u32(rest);
}

function writeNine(number: u32, out: usize): void {
  for (let i: i32 = 8; i >= 0; --i) {
    const quotient: u32 = number / 10;
    store<u8>(out + i, u8(48 + number - quotient * 10));
    number = quotient;
  }
}
