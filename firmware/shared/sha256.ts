// SHA-256 as a stream, FIPS 180-4; called by HMAC, the seal methods, the scanner and the journal.
import { sha256Blocks } from './sha256-block';
import { wipe } from './constant-time';

// Context, 8-aligned: 8 state words | 64 bytes not yet taken in | u64 count of bytes.
/** Size of a context in bytes; the caller owns the memory, so any number can be under way. */
export const SHA256_CTX: u32 = 104;
export const SHA256_DIGEST: u32 = 32;
const BUFFER: usize = 32;
const COUNT: usize = 96;

/** The eight words of FIPS 180-4 5.3.3, for those that keep a bare state. */
export function sha256State(state: usize): void {
  store<u32>(state, 0x6a09e667);
  store<u32>(state, 0xbb67ae85, 4);
  store<u32>(state, 0x3c6ef372, 8);
  store<u32>(state, 0xa54ff53a, 12);
  store<u32>(state, 0x510e527f, 16);
  store<u32>(state, 0x9b05688c, 20);
  store<u32>(state, 0x1f83d9ab, 24);
  store<u32>(state, 0x5be0cd19, 28);
}

export function sha256Init(ctx: usize): void {
  sha256State(ctx);
  store<u64>(ctx, 0, COUNT);
}

/** Goes on from a state after 64 bytes (a padded HMAC key). */
export function sha256Resume(ctx: usize, state: usize): void {
  memory.copy(ctx, state, 32);
  store<u64>(ctx, 64, COUNT);
}

export function sha256Update(ctx: usize, p: usize, n: u32): void {
  const fill = <u32>load<u64>(ctx, COUNT) & 63;
  store<u64>(ctx, load<u64>(ctx, COUNT) + <u64>n, COUNT);
  if (fill > 0) {
    const part = min<u32>(64 - fill, n);
    memory.copy(ctx + BUFFER + fill, p, part);
    if (fill + part < 64) return;
    sha256Blocks(ctx, ctx + BUFFER, 1);
    p += part;
    n -= part;
  }
  if ((p & 3) == 0) {
    const blocks = n >>> 6;
    sha256Blocks(ctx, p, blocks);
    p += <usize>(blocks << 6);
    n &= 63;
  }
  // The board cannot load words from an odd address: such blocks go through the buffer.
  for (; n >= 64; p += 64, n -= 64) {
    memory.copy(ctx + BUFFER, p, 64);
    sha256Blocks(ctx, ctx + BUFFER, 1);
  }
  memory.copy(ctx + BUFFER, p, n);
}

/** Writes 32 bytes to `out` (any alignment) and wipes the context. */
export function sha256Final(ctx: usize, out: usize): void {
  const count = load<u64>(ctx, COUNT);
  const fill = <u32>count & 63;
  // FIPS 180-4 5.1.1: a one bit, zeros, the length in bits.
  store<u8>(ctx + BUFFER + fill, 0x80);
  memory.fill(ctx + BUFFER + fill + 1, 0, 63 - fill);
  if (fill >= 56) {
    sha256Blocks(ctx, ctx + BUFFER, 1);
    memory.fill(ctx + BUFFER, 0, 56);
  }
  store<u32>(ctx, bswap<u32>(<u32>(count >> 29)), BUFFER + 56);
  store<u32>(ctx, bswap<u32>(<u32>count << 3), BUFFER + 60);
  sha256Blocks(ctx, ctx + BUFFER, 1);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(ctx + i, bswap<u32>(load<u32>(ctx + i)));
  memory.copy(out, ctx, SHA256_DIGEST);
  wipe(ctx, SHA256_CTX);
}
