// HMAC_DRBG with SHA-256, NIST SP 800-90A 10.1.2; called for every random number of card and device.
import { wipe } from './constant-time';
import {
  HMAC_SHA256_CTX, hmacSha256Final, hmacSha256Init, hmacSha256Restart, hmacSha256Update, hmacSha256Wipe,
} from './hmac';

// Context, 8-aligned: HMAC scratch | Key | V | reseed counter | one byte.
export const DRBG_CTX: u32 = HMAC_SHA256_CTX + 32 + 32 + 8;
const KEY: usize = HMAC_SHA256_CTX;
const V: usize = KEY + 32;
const COUNTER: usize = V + 32;
const BYTE: usize = COUNTER + 4;

/** SP 800-90A table 2 allows 2^48 requests between reseeds; a 32-bit counter stays below it. */
export const DRBG_REQUESTS: u32 = 1 << 20;
/** SP 800-90A table 2: 2^19 bits in one request. */
export const DRBG_LONGEST: u32 = 65536;

export const enum DrbgError {
  None = 0,
  TooLong = 1,
  ReseedRequired = 2,
}

/** 10.1.2.3: `entropy` of at least 32 bytes, `nonce` of at least 16; `personal` may be empty. */
export function drbgInstantiate(
  ctx: usize, entropy: usize, entropyLength: u32, nonce: usize, nonceLength: u32, personal: usize, personalLength: u32,
): void {
  memory.fill(ctx + KEY, 0, 32);
  memory.fill(ctx + V, 1, 32);
  update(ctx, entropy, entropyLength, nonce, nonceLength, personal, personalLength);
  store<u32>(ctx, 1, COUNTER);
}

/** 10.1.2.4. */
export function drbgReseed(ctx: usize, entropy: usize, entropyLength: u32, additional: usize, n: u32): void {
  update(ctx, entropy, entropyLength, additional, n, 0, 0);
  store<u32>(ctx, 1, COUNTER);
}

/** 10.1.2.5: `length` random bytes to `out`; `additional` may be empty. */
export function drbgGenerate(ctx: usize, out: usize, length: u32, additional: usize, n: u32): DrbgError {
  if (length > DRBG_LONGEST) return DrbgError.TooLong;
  const requests = load<u32>(ctx, COUNTER);
  if (requests > DRBG_REQUESTS) return DrbgError.ReseedRequired;
  if (n > 0) update(ctx, additional, n, 0, 0, 0, 0); // step 2
  hmacSha256Init(ctx, ctx + KEY, 32);
  while (length > 0) { // step 4
    hmacSha256Restart(ctx);
    hmacSha256Update(ctx, ctx + V, 32);
    hmacSha256Final(ctx, ctx + V);
    const part = min<u32>(32, length);
    memory.copy(out, ctx + V, part);
    out += part;
    length -= part;
  }
  update(ctx, additional, n, 0, 0, 0, 0); // step 6: what was given cannot be computed from what stays
  store<u32>(ctx, requests + 1, COUNTER);
  return DrbgError.None;
}

/** Forgets the state. A wiped generator must be instantiated again. */
export function drbgWipe(ctx: usize): void {
  wipe(ctx, DRBG_CTX);
}

/** HMAC_DRBG_Update, 10.1.2.2, over the concatenation of up to three inputs. */
function update(ctx: usize, a: usize, aLength: u32, b: usize, bLength: u32, c: usize, cLength: u32): void {
  const rounds: u32 = aLength + bLength + cLength > 0 ? 2 : 1; // step 3
  for (let round: u32 = 0; round < rounds; round++) {
    hmacSha256Init(ctx, ctx + KEY, 32);
    hmacSha256Update(ctx, ctx + V, 32);
    store<u8>(ctx, <u8>round, BYTE);
    hmacSha256Update(ctx, ctx + BYTE, 1);
    hmacSha256Update(ctx, a, aLength);
    hmacSha256Update(ctx, b, bLength);
    hmacSha256Update(ctx, c, cLength);
    hmacSha256Final(ctx, ctx + KEY);
    hmacSha256Init(ctx, ctx + KEY, 32);
    hmacSha256Update(ctx, ctx + V, 32);
    hmacSha256Final(ctx, ctx + V);
    hmacSha256Wipe(ctx);
  }
}
