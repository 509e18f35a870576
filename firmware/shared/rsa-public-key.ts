// The public key in DER: RSAPublicKey (RFC 8017 A.1.1) and SubjectPublicKeyInfo (RFC 5280 4.1); called for the answer
// of GENERATE ASYMMETRIC KEY PAIR and for certificate requests. Both are written backwards, see der.ts.
import { derAlgorithm, derBitString, derInteger, derWrap, Tag } from './der';

/** rsaEncryption, 1.2.840.113549.1.1.1. */
const RSA_ENCRYPTION = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);

/** SEQUENCE { n, e }, ending at `end`; returns its start. */
export function rsaPublicKey(end: usize, n: usize, nBytes: u32, e: usize, eBytes: u32): usize {
  const p = derInteger(derInteger(end, e, eBytes), n, nBytes);
  return derWrap(p, end, Tag.SEQUENCE);
}

/** SubjectPublicKeyInfo ending at `end`; returns its start. 294 bytes for 2048 bits and e = 65537. */
export function rsaPublicKeyInfo(end: usize, n: usize, nBytes: u32, e: usize, eBytes: u32): usize {
  let p = derBitString(rsaPublicKey(end, n, nBytes, e, eBytes), end);
  p = derAlgorithm(p, RSA_ENCRYPTION, 9);
  return derWrap(p, end, Tag.SEQUENCE);
}
