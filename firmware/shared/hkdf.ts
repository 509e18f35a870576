// HKDF-SHA-256, RFC 5869; called by the Noise session, pairing and the derivation of a card's key.
import { wipe } from './constant-time';
import {
  HMAC_SHA256_CTX, hmacSha256, hmacSha256Final, hmacSha256Init, hmacSha256Restart, hmacSha256Update,
} from './hmac';

// Context, 8-aligned: HMAC context | T(i) | the counter byte.
/** Scratch of one call; it is wiped before the call returns. */
export const HKDF_CTX: u32 = HMAC_SHA256_CTX + 40;
const T: usize = HMAC_SHA256_CTX;
const COUNTER: usize = T + 32;
/** RFC 5869 2.3: L <= 255 * HashLen. */
export const HKDF_LONGEST: u32 = 255 * 32;

/** RFC 5869 2.2: 32 bytes to `prk`. No salt (n = 0) is the same as 32 zero bytes, as HMAC pads its key with zeros. */
export function hkdfExtract(ctx: usize, salt: usize, saltLength: u32, ikm: usize, n: u32, prk: usize): void {
  hmacSha256(ctx, salt, saltLength, ikm, n, prk);
}

/** RFC 5869 2.3: `length` bytes to `out`, 0 = OK, 1 = more than the method gives. */
export function hkdfExpand(
  ctx: usize, prk: usize, prkLength: u32, info: usize, infoLength: u32, out: usize, length: u32,
): u32 {
  if (length > HKDF_LONGEST) return 1;
  hmacSha256Init(ctx, prk, prkLength);
  store<u8>(ctx, 0, COUNTER);
  let previous: u32 = 0; // T(0) is the empty string
  while (length > 0) {
    store<u8>(ctx, load<u8>(ctx, COUNTER) + 1, COUNTER);
    hmacSha256Restart(ctx);
    hmacSha256Update(ctx, ctx + T, previous);
    hmacSha256Update(ctx, info, infoLength);
    hmacSha256Update(ctx, ctx + COUNTER, 1);
    hmacSha256Final(ctx, ctx + T);
    previous = 32;
    const part = min<u32>(32, length);
    memory.copy(out, ctx + T, part);
    out += part;
    length -= part;
  }
  wipe(ctx, HKDF_CTX);
  return 0;
}
