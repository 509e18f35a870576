// primitives.wasm: the firmware's cryptography behind plain exports, for tests, benchmarks and `npm run primitives`.
// Never part of a device. The caller lays out memory above `heap()`; each standard has a block of its own below.
export function heap(): usize { return (__heap_base + 15) & ~15; }

// FIPS 180-4, RFC 2104
export { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../shared/sha256';
export {
  HMAC_SHA256_CTX, hmacSha256, hmacSha256Final, hmacSha256Init, hmacSha256Restart, hmacSha256Update,
} from '../shared/hmac';
