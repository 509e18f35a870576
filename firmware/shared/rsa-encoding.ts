// EMSA-PKCS1-v1_5 (RFC 8017 9.2): the message representative of a signature; called by signing and verifying.

/** Hash of a signature. SHA-1 only where a profile of the documents demands it. */
export const enum RsaHash { SHA1 = 1, SHA256 = 2 }

// DigestInfo up to the digest, RFC 8017 9.2 note 1.
const SHA1_PREFIX = memory.data<u8>([
  0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
]);
const SHA256_PREFIX = memory.data<u8>([
  0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
]);

export function digestBytes(hash: RsaHash): u32 {
  return hash == RsaHash.SHA1 ? 20 : 32;
}

/** EM = 00 01 FF… 00 DigestInfo in `n` bytes at `em`; n is at least 64, so there are always eight FF. */
export function encodeSignature(em: usize, n: u32, hash: RsaHash, digest: usize): void {
  const prefix = hash == RsaHash.SHA1 ? SHA1_PREFIX : SHA256_PREFIX;
  const prefixBytes: u32 = hash == RsaHash.SHA1 ? 15 : 19;
  const at = n - prefixBytes - digestBytes(hash);
  store<u8>(em, 0);
  store<u8>(em, 1, 1);
  memory.fill(em + 2, 0xff, at - 3);
  store<u8>(em + at - 1, 0);
  memory.copy(em + at, prefix, prefixBytes);
  memory.copy(em + at + prefixBytes, digest, digestBytes(hash));
}
