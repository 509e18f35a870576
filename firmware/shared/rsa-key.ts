// An RSA key in storage, and how it gets into the workspace and out; called by the applet and the RSA operations.
import { bitLength, bytesFromWords, equalMask, multiplyWords, wordsFromBytes } from './bignum';
import { cutSlots, halfWords, keyBits, Rsa, Slot, slot, work } from './rsa-workspace';

// Stored form, big-endian, h bytes = half a modulus:
//   n (2h) | p (h) | q (h) | dp (h) | dq (h) | 1/q mod p (h) | e (4) | key of implicit rejection (32)
const PRIVATE_PARTS: u32 = 5;
const E_BYTES: u32 = 4;
const REJECTION_BYTES: u32 = 32;

/** Bytes of the stored form: 932 for 2048 bits. */
export function rsaKeyBytes(bits: u32): u32 {
  return (bits >> 4) * (2 + PRIVATE_PARTS) + E_BYTES + REJECTION_BYTES;
}

/** Where e lies in the stored form; n is at its start. */
export function rsaKeyExponent(bits: u32): u32 {
  return (bits >> 4) * (2 + PRIVATE_PARTS);
}

/** Checks n and e (big-endian, leading zeros allowed in e) and puts them into freshly cut slots. */
export function putPublic(n: usize, nBytes: u32, e: usize, eBytes: u32): Rsa {
  while (nBytes > 0 && load<u8>(n) == 0) {
    n++;
    nBytes--;
  }
  while (eBytes > 0 && load<u8>(e) == 0) {
    e++;
    eBytes--;
  }
  if (nBytes < 64 || nBytes & 7 || !(load<u8>(n) & 0x80)) return Rsa.MODULUS_LENGTH;
  if (!(load<u8>(n + nBytes - 1) & 1)) return Rsa.EVEN_MODULUS;
  if (eBytes == 0 || eBytes > nBytes >> 1 || !(load<u8>(e + eBytes - 1) & 1)) return Rsa.EXPONENT;
  if (eBytes == 1 && load<u8>(e) == 1) return Rsa.EXPONENT;
  if (!cutSlots(nBytes << 3)) return Rsa.MODULUS_LENGTH;
  wordsFromBytes(slot(Slot.N), halfWords() << 1, n, nBytes);
  wordsFromBytes(slot(Slot.E), halfWords(), e, eBytes);
  return Rsa.OK;
}

/** p and q into their slots: half as long as n each, with p * q = n. */
export function putPrimes(p: usize, q: usize): Rsa {
  const words = halfWords();
  wordsFromBytes(slot(Slot.P), words, p, words << 2);
  wordsFromBytes(slot(Slot.Q), words, q, words << 2);
  if (bitLength(slot(Slot.P), words) != words << 5 || bitLength(slot(Slot.Q), words) != words << 5) return Rsa.PRIMES;
  multiplyWords(slot(Slot.X), slot(Slot.P), slot(Slot.Q), words);
  return equalMask(slot(Slot.X), slot(Slot.N), words << 1) != 0 ? Rsa.OK : Rsa.PRIMES;
}

/** Loads the stored form; the key stays in the workspace until it is wiped. A refusal leaves nothing loaded. */
export function rsaLoadKey(key: usize, bits: u32): Rsa {
  const half = bits >> 4;
  const e = key + rsaKeyExponent(bits);
  let result = putPublic(key, half << 1, e, E_BYTES);
  if (result == Rsa.OK && keyBits != bits) result = Rsa.MODULUS_LENGTH;
  if (result == Rsa.OK) result = putPrimes(key + (half << 1), key + half * 3);
  if (result != Rsa.OK) {
    cutSlots(0);
    return result;
  }
  const words = halfWords();
  wordsFromBytes(slot(Slot.DP), words, key + (half << 2), half);
  wordsFromBytes(slot(Slot.DQ), words, key + half * 5, half);
  wordsFromBytes(slot(Slot.QINV), words, key + half * 6, half);
  memory.copy(slot(Slot.REJECTION), e + E_BYTES, REJECTION_BYTES);
  work().loaded = 1;
  return Rsa.OK;
}

/** Writes the loaded key in its stored form; e must fit four bytes. */
export function rsaStoreKey(key: usize): Rsa {
  if (!work().loaded) return Rsa.STATE;
  const words = halfWords();
  const half = words << 2;
  if (bitLength(slot(Slot.E), words) > E_BYTES << 3) return Rsa.EXPONENT;
  bytesFromWords(key, half << 1, slot(Slot.N));
  bytesFromWords(key + (half << 1), half, slot(Slot.P));
  bytesFromWords(key + half * 3, half, slot(Slot.Q));
  bytesFromWords(key + (half << 2), half, slot(Slot.DP));
  bytesFromWords(key + half * 5, half, slot(Slot.DQ));
  bytesFromWords(key + half * 6, half, slot(Slot.QINV));
  bytesFromWords(key + half * 7, E_BYTES, slot(Slot.E));
  memory.copy(key + half * 7 + E_BYTES, slot(Slot.REJECTION), REJECTION_BYTES);
  return Rsa.OK;
}
