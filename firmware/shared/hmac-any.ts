// HMAC over a hash chosen at run time, RFC 2104; called by OCRA, whose suite names the hash, and for HMAC-SHA-1.
import { wipe } from './constant-time';
import { SHA1_DIGEST, sha1Final, sha1Init, sha1Update } from './sha1';
import { SHA256_DIGEST, sha256Final, sha256Init, sha256Update } from './sha256';
import { SHA512_CTX, SHA512_DIGEST, sha512Final, sha512Init, sha512Update } from './sha512';

export const enum Hash {
  Sha1 = 1,
  Sha256 = 2,
  Sha512 = 3,
}

// Context, 8-aligned: the largest hash context | the key block.
export const HMAC_ANY_CTX: u32 = SHA512_CTX + 128;
const BLOCK: usize = SHA512_CTX;

export function digestLength(hash: Hash): u32 {
  return hash == Hash.Sha1 ? SHA1_DIGEST : hash == Hash.Sha256 ? SHA256_DIGEST : SHA512_DIGEST;
}

/** RFC 2104 section 2, steps 1 to 3. */
export function hmacAnyInit(hash: Hash, ctx: usize, key: usize, n: u32): void {
  const block = ctx + BLOCK;
  memory.fill(block, 0, 128);
  if (n > blockLength(hash)) {
    hashInit(hash, ctx);
    hmacAnyUpdate(hash, ctx, key, n);
    hashFinal(hash, ctx, block);
  } else memory.copy(block, key, n);
  pad(block, 0x36363636);
  hashInit(hash, ctx);
  hmacAnyUpdate(hash, ctx, block, blockLength(hash));
}

export function hmacAnyUpdate(hash: Hash, ctx: usize, p: usize, n: u32): void {
  if (hash == Hash.Sha1) sha1Update(ctx, p, n);
  else if (hash == Hash.Sha256) sha256Update(ctx, p, n);
  else sha512Update(ctx, p, n);
}

/** Steps 4 to 7: writes digestLength(hash) bytes to `out` and wipes the context. */
export function hmacAnyFinal(hash: Hash, ctx: usize, out: usize): void {
  hashFinal(hash, ctx, out);
  pad(ctx + BLOCK, 0x36363636 ^ 0x5c5c5c5c);
  hashInit(hash, ctx);
  hmacAnyUpdate(hash, ctx, ctx + BLOCK, blockLength(hash));
  hmacAnyUpdate(hash, ctx, out, digestLength(hash));
  hashFinal(hash, ctx, out);
  wipe(ctx, HMAC_ANY_CTX);
}

function blockLength(hash: Hash): u32 {
  return hash == Hash.Sha512 ? 128 : 64;
}

function pad(block: usize, value: u32): void {
  for (let i: usize = 0; i < 128; i += 4) store<u32>(block + i, load<u32>(block + i) ^ value);
}

function hashInit(hash: Hash, ctx: usize): void {
  if (hash == Hash.Sha1) sha1Init(ctx);
  else if (hash == Hash.Sha256) sha256Init(ctx);
  else sha512Init(ctx);
}

function hashFinal(hash: Hash, ctx: usize, out: usize): void {
  if (hash == Hash.Sha1) sha1Final(ctx, out);
  else if (hash == Hash.Sha256) sha256Final(ctx, out);
  else sha512Final(ctx, out);
}
