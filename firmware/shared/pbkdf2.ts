// PBKDF2-HMAC-SHA-256, RFC 8018 5.2, in steps; called by the card's PIN stretching and the issuer's key file.
// One iteration costs two block functions: the states after both padded keys are kept, and U stays in its padded block.
import { wipe } from './constant-time';
import {
  HMAC_SHA256_CTX, HMAC_SHA256_INNER, HMAC_SHA256_OUTER, hmacSha256Final, hmacSha256Init, hmacSha256Update,
} from './hmac';
import { sha256Blocks } from './sha256-block';

// Context, 8-aligned: HMAC context | U as a padded block | T | state | iterations left.
/** Size of a context in bytes; pbkdf2Finish wipes it. */
export const PBKDF2_CTX: u32 = HMAC_SHA256_CTX + 64 + 32 + 32 + 8;
const U: usize = HMAC_SHA256_CTX;
const T: usize = U + 64;
const STATE: usize = T + 32;
const LEFT: usize = STATE + 32;

/** Does the first of `iterations` (at least 1) of block `index` (from 1; each block is 32 bytes of key). */
export function pbkdf2Begin(
  ctx: usize, password: usize, n: u32, salt: usize, saltLength: u32, index: u32, iterations: u32,
): void {
  hmacSha256Init(ctx, password, n);
  hmacSha256Update(ctx, salt, saltLength);
  store<u32>(ctx, bswap<u32>(index), T);
  hmacSha256Update(ctx, ctx + T, 4);
  hmacSha256Final(ctx, ctx + U);
  memory.copy(ctx + T, ctx + U, 32);
  // Both hashes of an iteration take 64 + 32 bytes, so the padding after U never changes: 0x80, zeros, 768 bits.
  memory.fill(ctx + U + 32, 0, 32);
  store<u8>(ctx, 0x80, U + 32);
  store<u32>(ctx, bswap<u32>(768), U + 60);
  store<u32>(ctx, iterations - 1, LEFT);
}

/** Does at most `most` iterations; returns how many are left. */
export function pbkdf2Step(ctx: usize, most: u32): u32 {
  const left = load<u32>(ctx, LEFT);
  const now = min<u32>(left, most);
  const state = ctx + STATE;
  for (let i: u32 = 0; i < now; i++) {
    copyWords(state, ctx + HMAC_SHA256_INNER);
    sha256Blocks(state, ctx + U, 1);
    swapWords(ctx + U, state);
    copyWords(state, ctx + HMAC_SHA256_OUTER);
    sha256Blocks(state, ctx + U, 1);
    swapWords(ctx + U, state);
    for (let j: usize = 0; j < 32; j += 8) store<u64>(ctx + j, load<u64>(ctx + j, T) ^ load<u64>(ctx + j, U), T);
  }
  store<u32>(ctx, left - now, LEFT);
  return left - now;
}

/** Writes the 32 bytes of the block to `out` and wipes the context. Only when nothing is left. */
export function pbkdf2Finish(ctx: usize, out: usize): void {
  memory.copy(out, ctx + T, 32);
  wipe(ctx, PBKDF2_CTX);
}

/** Eight words, unrolled: as a call or a loop this shows in the iterations a second, measured in V8. */
@inline function copyWords(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
  store<u64>(to, load<u64>(from, 16), 16);
  store<u64>(to, load<u64>(from, 24), 24);
}

/** The state as the bytes of a digest. */
@inline function swapWords(to: usize, from: usize): void {
  store<u32>(to, bswap<u32>(load<u32>(from)));
  store<u32>(to, bswap<u32>(load<u32>(from, 4)), 4);
  store<u32>(to, bswap<u32>(load<u32>(from, 8)), 8);
  store<u32>(to, bswap<u32>(load<u32>(from, 12)), 12);
  store<u32>(to, bswap<u32>(load<u32>(from, 16)), 16);
  store<u32>(to, bswap<u32>(load<u32>(from, 20)), 20);
  store<u32>(to, bswap<u32>(load<u32>(from, 24)), 24);
  store<u32>(to, bswap<u32>(load<u32>(from, 28)), 28);
}
