// HMAC-SHA-256 as a stream, RFC 2104 (FIPS 198-1); called by HKDF, PBKDF2, the DRBG and the seal methods.
import { wipe } from './constant-time';
import { sha256Blocks } from './sha256-block';
import { SHA256_CTX, SHA256_DIGEST, sha256Final, sha256Init, sha256Resume, sha256State, sha256Update } from './sha256';

// Context, 8-aligned: hash context | state after K xor ipad | state after K xor opad.
/** Size of a context in bytes. It holds the key until the caller wipes it with hmacSha256Wipe. */
export const HMAC_SHA256_CTX: u32 = SHA256_CTX + 64;
export const HMAC_SHA256_INNER: usize = SHA256_CTX;
export const HMAC_SHA256_OUTER: usize = SHA256_CTX + 32;

/** RFC 2104 section 4: both padded keys are taken in once, so every message costs two blocks less. */
export function hmacSha256Init(ctx: usize, key: usize, n: u32): void {
  const inner = ctx + HMAC_SHA256_INNER;
  if (n > 64) {
    sha256Init(ctx);
    sha256Update(ctx, key, n);
    sha256Final(ctx, inner);
    key = inner;
    n = SHA256_DIGEST;
  }
  // The key block stands where the hash context will be.
  memory.copy(ctx, key, n);
  memory.fill(ctx + n, 0, 64 - n);
  padState(ctx, 0x36363636, inner);
  padState(ctx, 0x36363636 ^ 0x5c5c5c5c, ctx + HMAC_SHA256_OUTER);
  wipe(ctx, 64);
  hmacSha256Restart(ctx);
}

/** Changes the key block by `pad` and leaves the state after it at `state`. The second call undoes the first pad. */
function padState(block: usize, pad: u32, state: usize): void {
  for (let i: usize = 0; i < 64; i += 4) store<u32>(block + i, load<u32>(block + i) ^ pad);
  sha256State(state);
  sha256Blocks(state, block, 1);
}

/** Begins a further message under the same key. */
export function hmacSha256Restart(ctx: usize): void {
  sha256Resume(ctx, ctx + HMAC_SHA256_INNER);
}

export function hmacSha256Update(ctx: usize, p: usize, n: u32): void {
  sha256Update(ctx, p, n);
}

/** Writes 32 bytes to `out`. The key stays for hmacSha256Restart. */
export function hmacSha256Final(ctx: usize, out: usize): void {
  sha256Final(ctx, out);
  sha256Resume(ctx, ctx + HMAC_SHA256_OUTER);
  sha256Update(ctx, out, SHA256_DIGEST);
  sha256Final(ctx, out);
}

export function hmacSha256Wipe(ctx: usize): void {
  wipe(ctx, HMAC_SHA256_CTX);
}

/** One message in one call: `ctx` is scratch and is wiped. */
export function hmacSha256(ctx: usize, key: usize, keyLength: u32, p: usize, n: u32, out: usize): void {
  hmacSha256Init(ctx, key, keyLength);
  hmacSha256Update(ctx, p, n);
  hmacSha256Final(ctx, out);
  hmacSha256Wipe(ctx);
}
