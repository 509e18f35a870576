// RSAES-PKCS1-v1_5 decryption (RFC 8017 7.2.2) with implicit rejection, in steps; called by PSO DECIPHER.
// draft-irtf-cfrg-rsa-guidance section 7: bad padding yields a message that looks like any other and is always the same
// for the same ciphertext, so nobody learns whether the padding was right. Same bytes as OpenSSL 3.2 and newer.
import { bytesFromWords, lessMask, wordsFromBytes } from './bignum';
import { isZero, select, selectBytes } from './constant-time';
import { HMAC_SHA256_CTX, hmacSha256Final, hmacSha256Init, hmacSha256Restart, hmacSha256Update } from './hmac';
import { privateStep } from './rsa-private';
import { beginTask, endTask, halfWords, Rsa, Slot, slot, Task, work } from './rsa-workspace';

// The table's slots are free once the power is done.
const enum At { MESSAGE = Slot.X, SYNTHETIC = Slot.Y, HMAC = Slot.TABLE, KEY = Slot.TABLE + 4, BLOCK = Slot.TABLE + 5 }
const LENGTH_CANDIDATES: u32 = 128;

/** Begins with a ciphertext that is as long as n and below it. `strict` 1: the plain padding check, for tests only. */
export function rsaDecipherBegin(ciphertext: usize, bytes: u32, strict: u32): Rsa {
  if (!work().loaded) return Rsa.STATE;
  const words = halfWords() << 1;
  if (bytes != words << 2) return Rsa.RANGE;
  beginTask(Task.DECIPHER);
  wordsFromBytes(slot(Slot.INPUT), words, ciphertext, bytes);
  if (lessMask(slot(Slot.INPUT), slot(Slot.N), words) == 0) return endTask(Rsa.RANGE);
  work().detail = strict;
  return Rsa.WORKING;
}

/** OK: the message lies at rsaDecipherMessage(), rsaDecipherLength() bytes of it, until the next work or wipe. */
export function rsaDecipherStep(): Rsa {
  if (work().task != Task.DECIPHER) return Rsa.STATE;
  const result = privateStep();
  if (result == Rsa.WORKING) return result;
  return endTask(result == Rsa.OK ? unpad(halfWords() << 3, work().detail) : result);
}

export function rsaDecipherMessage(): usize {
  return slot(At.MESSAGE);
}

export function rsaDecipherLength(): u32 {
  return work().detail;
}

/** 1 if a < b, for numbers below 2^31. */
// @ts-ignore: decorator
@inline
function less(a: u32, b: u32): u32 {
  return (a - b) >>> 31;
}

function unpad(bytes: u32, strict: u32): Rsa {
  const message = slot(At.MESSAGE);
  bytesFromWords(message, bytes, slot(Slot.OUTPUT));
  // RFC 8017 7.2.2 step 3: 00 02, at least eight bytes that are not zero, 00, message.
  let good = isZero(<u32>load<u8>(message) | (<u32>load<u8>(message, 1) ^ 2));
  let found: u32 = 0;
  let zeroAt: u32 = 0;
  for (let i: u32 = 2; i < bytes; i++) {
    const zero = isZero(load<u8>(message + i)) & (found ^ 1);
    zeroAt = select(zero, i, zeroAt);
    found |= zero;
  }
  good &= found & (less(zeroAt, 10) ^ 1);
  if (strict && !good) return Rsa.PADDING;
  const syntheticLength = synthesise(bytes);
  selectBytes(good, message, slot(At.SYNTHETIC), message, bytes);
  const length = select(good, bytes - zeroAt - 1, syntheticLength);
  toFront(message, bytes, bytes - length);
  work().detail = length;
  return Rsa.OK;
}

/** Draft section 7.2 steps 4 to 7: the synthetic message of `bytes` at SYNTHETIC (its end counts); its length. */
function synthesise(bytes: u32): u32 {
  const ctx = slot(At.HMAC);
  const key = slot(At.KEY);
  const block = slot(At.BLOCK);
  const synthetic = slot(At.SYNTHETIC);
  hmacSha256Init(ctx, slot(Slot.REJECTION), 32);
  bytesFromWords(synthetic, bytes, slot(Slot.INPUT));
  hmacSha256Update(ctx, synthetic, bytes);
  hmacSha256Final(ctx, key);

  hmacSha256Init(ctx, key, 32);
  // Length: the last candidate, cut to as many bits as the longest message needs, that is not too long.
  const longest = bytes - 10;
  const mask: u32 = (1 << (32 - clz<u32>(longest))) - 1;
  let length: u32 = 0;
  for (let i: u32 = 0; i < LENGTH_CANDIDATES; i++) {
    if ((i & 15) == 0) prf(ctx, block, i >> 4, 0, LENGTH_CANDIDATES << 4);
    const p = block + ((i & 15) << 1);
    const candidate = ((<u32>load<u8>(p) << 8) | <u32>load<u8>(p, 1)) & mask;
    length = select(less(candidate, longest), candidate, length);
  }
  for (let i: u32 = 0; i < bytes; i += 32) {
    prf(ctx, block, i >> 5, 1, bytes << 3);
    memory.copy(synthetic + i, block, min<u32>(32, bytes - i));
  }
  return length;
}

const LABELS = memory.data<u8>([0x6c, 0x65, 0x6e, 0x67, 0x74, 0x68, 0x6d, 0x65, 0x73, 0x73, 0x61, 0x67, 0x65]);

/** One block of the draft's PRF: HMAC(counter | "length" or "message" | bits asked for), both numbers in two bytes. */
function prf(ctx: usize, block: usize, counter: u32, message: u32, bits: u32): void {
  hmacSha256Restart(ctx);
  store<u16>(block, bswap<u16>(<u16>counter));
  hmacSha256Update(ctx, block, 2);
  if (message) hmacSha256Update(ctx, LABELS + 6, 7);
  else hmacSha256Update(ctx, LABELS, 6);
  store<u16>(block, bswap<u16>(<u16>bits));
  hmacSha256Update(ctx, block, 2);
  hmacSha256Final(ctx, block);
}

/** Moves the bytes from `distance` on to the front, by powers of two, so that no address depends on it. */
function toFront(p: usize, bytes: u32, distance: u32): void {
  for (let step: u32 = 1; step <= bytes; step <<= 1) {
    const move = distance & 1;
    distance >>>= 1;
    for (let i: u32 = 0; i + step < bytes; i++) {
      store<u8>(p + i, <u8>select(move, load<u8>(p + i + step), load<u8>(p + i)));
    }
  }
}
