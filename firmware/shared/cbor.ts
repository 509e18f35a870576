// Deterministic CBOR (RFC 8949 4.2.1) in a cursor: the parts the wire uses. Called by wire-codec.ts.
// Refused: non-minimal heads, indefinite lengths, tags, floats, undefined. Strings must be valid UTF-8.

export const enum Major {
  Uint = 0,
  Nint = 1,
  Bytes = 2,
  Text = 3,
  Array = 4,
  Map = 5,
  Simple = 7,
}

let cborAt: usize = 0;
let end: usize = 0;
/** Turns false at the first fault and stays so until the cursor is opened or put back. */
export let cborOk: bool = false;
/** Argument of the head read last: value, length or count. */
export let cborValue: u64 = 0;

export function cborOpen(pointer: usize, length: u32): void {
  cborAt = pointer;
  end = pointer + length;
  cborOk = true;
}

export function cborAtEnd(): bool {
  return cborAt == end;
}

/** Remembers the place, to read the same value again by other rules. */
export function cborMark(): usize {
  return cborAt;
}
export function cborBack(mark: usize): void {
  cborAt = mark;
  cborOk = true;
}

function fail(): u8 {
  cborOk = false;
  return 255;
}

/** Reads a head: its major type, with the argument in cborValue. 255 on a fault. */
export function cborHead(): u8 {
  if (!cborOk || cborAt >= end) return fail();
  const first = load<u8>(cborAt++);
  const major = first >> 5;
  const info = first & 31;
  if (info < 24) {
    cborValue = info;
    return major;
  }
  if (info > 27 || major == Major.Simple) return fail();
  const width: usize = 1 << (info - 24);
  if (width > end - cborAt) return fail();
  let value: u64 = 0;
  for (let i: usize = 0; i < width; i++) value = (value << 8) | load<u8>(cborAt + i);
  cborAt += width;
  // RFC 8949 4.2.1: the shortest head that holds the argument.
  const least: u64 = info == 24 ? 24 : info == 25 ? 0x100 : info == 26 ? 0x10000 : 0x100000000;
  if (value < least) return fail();
  cborValue = value;
  return major;
}

/** Takes the bytes of a string whose head was just read; answers where they begin, 0 on a fault. */
export function cborTake(): usize {
  if (!cborOk || cborValue > (end - cborAt)) {
    fail();
    return 0;
  }
  const at = cborAt;
  cborAt += <usize>cborValue;
  return at;
}

/** True where the bytes are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF. */
export function isUtf8(pointer: usize, length: u32): bool {
  let i: u32 = 0;
  while (i < length) {
    const first = load<u8>(pointer + i++);
    if (first < 0x80) continue;
    let more: u32 = 0;
    let low: u8 = 0x80;
    let high: u8 = 0xbf;
    if (first >= 0xc2 && first <= 0xdf) more = 1;
    else if (first >= 0xe0 && first <= 0xef) {
      more = 2;
      if (first == 0xe0) low = 0xa0;
      if (first == 0xed) high = 0x9f;
    } else if (first >= 0xf0 && first <= 0xf4) {
      more = 3;
      if (first == 0xf0) low = 0x90;
      if (first == 0xf4) high = 0x8f;
    } else return false;
    for (; more > 0; more--) {
      if (i >= length) return false;
      const next = load<u8>(pointer + i++);
      if (next < low || next > high) return false;
      low = 0x80;
      high = 0xbf;
    }
  }
  return true;
}

/** Steps over a value under an unknown key: numbers, strings, true, false, null and arrays of these, four deep. */
export function cborSkip(depth: u32 = 0): bool {
  const major = cborHead();
  if (!cborOk) return false;
  if (major == Major.Uint || major == Major.Nint) return true;
  if (major == Major.Bytes) return cborTake() != 0;
  if (major == Major.Text) {
    const at = cborTake();
    if (at != 0 && isUtf8(at, <u32>cborValue)) return true;
  } else if (major == Major.Array && depth < 4) {
    // A count above the bytes left cannot be kept; refusing it here bounds the loop.
    if (cborValue <= end - cborAt) {
      let count = <u32>cborValue;
      while (count-- > 0) if (!cborSkip(depth + 1)) return false;
      return true;
    }
  } else if (major == Major.Simple && cborValue >= 20 && cborValue <= 22) return true;
  fail();
  return false;
}

/** Writes a head with the shortest argument; answers the place behind it. */
export function cborWriteHead(at: usize, major: u32, value: u64): usize {
  const high = <u8>(major << 5);
  if (value < 24) {
    store<u8>(at, high | <u8>value);
    return at + 1;
  }
  const info: u8 = value < 0x100 ? 24 : value < 0x10000 ? 25 : value < 0x100000000 ? 26 : 27;
  store<u8>(at++, high | info);
  for (let shift: i32 = (8 << (info - 24)) - 8; shift >= 0; shift -= 8) store<u8>(at++, <u8>(value >> <u64>shift));
  return at;
}
