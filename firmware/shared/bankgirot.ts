// The tamper protection of Swedish payment files, HMAC-SHA256-128: the first 16 bytes (RFC 4868 2.6). Beside a seal, at
// full strength. The caller gives normalised bytes; the table for that is the host's.
import { wipe } from './constant-time';
import { HMAC_SHA256_CTX, hmacSha256Final, hmacSha256Init, hmacSha256Update, hmacSha256Wipe } from './hmac';

// Context, 8-aligned: HMAC context | the whole MAC.
export const BANKGIROT_CTX: u32 = HMAC_SHA256_CTX + 32;
export const BANKGIROT_MAC: u32 = 16;

export function bankgirotInit(ctx: usize, key: usize, n: u32): void {
  hmacSha256Init(ctx, key, n);
}

export function bankgirotUpdate(ctx: usize, p: usize, n: u32): void {
  hmacSha256Update(ctx, p, n);
}

/** Writes 16 bytes to `out` and wipes the context. */
export function bankgirotFinal(ctx: usize, out: usize): void {
  const mac = ctx + HMAC_SHA256_CTX;
  hmacSha256Final(ctx, mac);
  hmacSha256Wipe(ctx);
  memory.copy(out, mac, BANKGIROT_MAC);
  wipe(mac, 32);
}
