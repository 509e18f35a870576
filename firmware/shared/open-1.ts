// The seal method `open-1`: HMAC-SHA-256 under the 35 ASCII digits of a key, over label | 0x00 | data, the whole digest
// as a big-endian number modulo 10^18. Called by the card (issuer seals, responses) and wherever documents are sealed.
import { wipe } from './constant-time';
import { decimalDigits } from './digits';
import { HMAC_SHA256_CTX, hmacSha256Final, hmacSha256Init, hmacSha256Update, hmacSha256Wipe } from './hmac';

export const enum SealLabel {
  Document = 1,
  Issuer = 2,
  Response = 3,
}

// Context, 8-aligned: HMAC context | the digest.
export const OPEN1_CTX: u32 = HMAC_SHA256_CTX + 32;
const DIGEST: usize = HMAC_SHA256_CTX;
export const OPEN1_KEY: u32 = 35;
export const OPEN1_DIGITS: u32 = 18;

// "document\0", "issuer\0", "response\0"
const DOCUMENT: usize = memory.data<u8>([100, 111, 99, 117, 109, 101, 110, 116, 0]);
const ISSUER: usize = memory.data<u8>([105, 115, 115, 117, 101, 114, 0]);
const RESPONSE: usize = memory.data<u8>([114, 101, 115, 112, 111, 110, 115, 101, 0]);

export function open1Init(ctx: usize, key: usize, label: SealLabel): void {
  hmacSha256Init(ctx, key, OPEN1_KEY);
  if (label == SealLabel.Document) hmacSha256Update(ctx, DOCUMENT, 9);
  else if (label == SealLabel.Issuer) hmacSha256Update(ctx, ISSUER, 7);
  else hmacSha256Update(ctx, RESPONSE, 9);
}

/** The bytes of the document, or the six digits of a document seal or challenge, in any pieces. */
export function open1Update(ctx: usize, p: usize, n: u32): void {
  hmacSha256Update(ctx, p, n);
}

/** Writes 18 ASCII digits to `out` and wipes the context. */
export function open1Final(ctx: usize, out: usize): void {
  hmacSha256Final(ctx, ctx + DIGEST);
  hmacSha256Wipe(ctx);
  decimalDigits(ctx + DIGEST, 32, out, OPEN1_DIGITS);
  wipe(ctx + DIGEST, 32);
}
