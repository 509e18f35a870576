// DER written backwards (X.690 section 10), so that every length is known when its header is written; called for keys,
// certificate requests and CMS attributes. `p` is the first byte of what stands already; each call returns the new one.
// The caller's buffer must be long enough in front of `p`.

/** Tags of X.690 and X.680 in use here. */
export const enum Tag {
  BOOLEAN = 0x01, INTEGER = 0x02, BIT_STRING = 0x03, OCTET_STRING = 0x04, NULL = 0x05, OID = 0x06,
  UTF8_STRING = 0x0c, PRINTABLE_STRING = 0x13, IA5_STRING = 0x16, UTC_TIME = 0x17, GENERALIZED_TIME = 0x18,
  SEQUENCE = 0x30, SET = 0x31, CONTEXT_0 = 0xa0,
}

/** Tag and length for `length` bytes that stand at `p` (X.690 8.1.3, the shortest form). */
export function derHeader(p: usize, tag: u32, length: u32): usize {
  if (length < 128) {
    store<u8>(--p, <u8>length);
  } else {
    let count: u32 = 0;
    for (; length > 0; length >>>= 8) {
      store<u8>(--p, <u8>length);
      count++;
    }
    store<u8>(--p, <u8>(0x80 | count));
  }
  store<u8>(--p, <u8>tag);
  return p;
}

/** A header around everything from `p` to `end`. */
export function derWrap(p: usize, end: usize, tag: u32): usize {
  return derHeader(p, tag, <u32>(end - p));
}

/** `n` bytes as they are: an encoded object identifier, a time, something encoded before. */
export function derRaw(p: usize, from: usize, n: u32): usize {
  p -= n;
  memory.copy(p, from, n);
  return p;
}

/** A primitive of the tag with `n` bytes. */
export function derPrimitive(p: usize, tag: u32, from: usize, n: u32): usize {
  return derHeader(derRaw(p, from, n), tag, n);
}

/** A number that is not negative, from big-endian bytes: the fewest bytes, the first below 0x80 (X.690 8.3). */
export function derInteger(p: usize, from: usize, n: u32): usize {
  const end = p;
  while (n > 1 && load<u8>(from) == 0) {
    from++;
    n--;
  }
  if (n == 0) store<u8>(--p, 0);
  else p = derRaw(p, from, n);
  if (load<u8>(p) & 0x80) store<u8>(--p, 0);
  return derWrap(p, end, Tag.INTEGER);
}

/** A bit string of whole bytes around everything from `p` to `end`. */
export function derBitString(p: usize, end: usize): usize {
  store<u8>(--p, 0);
  return derWrap(p, end, Tag.BIT_STRING);
}

/** AlgorithmIdentifier with NULL parameters, as RFC 8017 A.2 wants for all of RSA; `oid` is the encoded contents. */
export function derAlgorithm(p: usize, oid: usize, oidBytes: u32): usize {
  const end = p;
  p = derHeader(p, Tag.NULL, 0);
  p = derPrimitive(p, Tag.OID, oid, oidBytes);
  return derWrap(p, end, Tag.SEQUENCE);
}
