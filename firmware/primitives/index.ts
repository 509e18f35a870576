// primitives.wasm: the firmware's cryptography behind plain exports, for tests, benchmarks and `npm run primitives`.
// Never part of a device. The caller lays out memory above `heap()`; each standard has a block of its own below.

/** The first byte that the caller may use. */
export function heap(): usize {
  return (__heap_base + 15) & ~15;
}

// FIPS 180-4
export { SHA1_CTX, sha1Final, sha1Init, sha1Update } from '../shared/sha1';
export { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../shared/sha256';
export { SHA512_CTX, sha512Final, sha512Init, sha512Update } from '../shared/sha512';

// RFC 2104
export {
  HMAC_SHA256_CTX, hmacSha256, hmacSha256Final, hmacSha256Init, hmacSha256Restart, hmacSha256Update, hmacSha256Wipe,
} from '../shared/hmac';
export { HMAC_ANY_CTX, hmacAnyFinal, hmacAnyInit, hmacAnyUpdate } from '../shared/hmac-any';

// RFC 5869, RFC 8018
export { HKDF_CTX, hkdfExpand, hkdfExtract } from '../shared/hkdf';
export { PBKDF2_CTX, pbkdf2Begin, pbkdf2Finish, pbkdf2Step } from '../shared/pbkdf2';

// SP 800-90A, SP 800-90B
export { DRBG_CTX, drbgGenerate, drbgInstantiate, drbgReseed, drbgWipe } from '../shared/hmac-drbg';
export { HEALTH_CTX, healthInit, healthTest } from '../shared/entropy-health';

// RFC 8439, RFC 7748, RFC 8032
export { AEAD_CTX, aeadOpen, aeadSeal } from '../shared/chacha20-poly1305';
export { POLY1305_CTX, poly1305Final, poly1305Init, poly1305Update } from '../shared/poly1305';
export {
  X25519_CTX, X25519_STEPS, x25519Begin, x25519BeginBase, x25519Finish, x25519Step,
} from '../shared/x25519';
export {
  SHA256_SMALL_CTX, sha256SmallFinal, sha256SmallInit, sha256SmallUpdate,
} from '../shared/sha256-small';
export { ED25519_CTX, ed25519Begin, ed25519Step } from '../shared/ed25519-verify';

// Seal methods: RFC 6287, open-1, Bankgirot, compression
import { OcraInput, ocraResponse } from '../shared/ocra';
import { ocraParse, OcraSuite } from '../shared/ocra-suite';
export { OCRA_CTX } from '../shared/ocra';
/** Eight u32: see OcraSuite. */
export function ocraParseSuite(text: usize, n: u32, suite: usize): u32 {
  return ocraParse(text, n, changetype<OcraSuite>(suite));
}
/** `input` is laid out as OcraInput. */
export function ocraCompute(
  ctx: usize, suite: usize, text: usize, n: u32, key: usize, keyLength: u32, input: usize, out: usize,
): u32 {
  return ocraResponse(
    ctx, changetype<OcraSuite>(suite), text, n, key, keyLength, changetype<OcraInput>(input), out,
  );
}
export { OPEN1_CTX, open1Final, open1Init, open1Update } from '../shared/open-1';
export { BANKGIROT_CTX, bankgirotFinal, bankgirotInit, bankgirotUpdate } from '../shared/bankgirot';
export { compress18to6 } from '../shared/compress';
export { areDigits, decimalDigits } from '../shared/digits';

// The rest
export { equalBytes, isZero, select, selectBytes, wipe } from '../shared/constant-time';
export { crc32 } from '../shared/crc32';

// RSA, DER and big numbers
export * from './rsa';

