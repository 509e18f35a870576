// The challenge Q as the 128 bytes that OCRA hashes, RFC 6287 5.1 and its reference code; called by ocra.ts.
// Text is hexadecimal digits from the left, zeros to the right. So a numeric challenge q and 16 * q give the same
// bytes, and leading zeros vanish: that is how the RFC is. QA has neither weakness.
import { OcraError, OcraFormat, OcraSuite } from './ocra-suite';

export const OCRA_QUESTION: u32 = 128;

/** Writes OCRA_QUESTION bytes to `out`. Up to twice the suite's length: the mutual mode joins both challenges. */
export function encodeQuestion(suite: OcraSuite, text: usize, n: u32, out: usize): OcraError {
  memory.fill(out, 0, OCRA_QUESTION);
  if (n == 0 || n > suite.questionLength * 2) return OcraError.Question;
  if (suite.format == OcraFormat.Numeric) return encodeNumber(text, n, out);
  for (let i: u32 = 0; i < n; i++) {
    const character: u32 = load<u8>(text + i);
    if (suite.format == OcraFormat.Alphanumeric) {
      if (character - 0x20 > 0x5e) return OcraError.Question;
      store<u8>(out + i, <u8>character);
    } else {
      const value = hexadecimal(character);
      if (value > 15) return OcraError.Question;
      putNibble(out, i, value);
    }
  }
  return OcraError.None;
}

/** Up to 128 decimal digits: multiplies the nibbles, least significant first, by ten; then turns them about. */
function encodeNumber(text: usize, n: u32, out: usize): OcraError {
  let count: u32 = 1; // zero is one nibble
  for (let i: u32 = 0; i < n; i++) {
    let carry: u32 = <u32>load<u8>(text + i) - 48;
    if (carry > 9) return OcraError.Question;
    for (let j: u32 = 0; j < count; j++) {
      carry += <u32>load<u8>(out + j) * 10;
      store<u8>(out + j, <u8>(carry & 15));
      carry >>>= 4;
    }
    if (carry > 0) store<u8>(out + count++, <u8>carry); // below 10 * 16 / 16: one nibble
  }
  // One nibble a byte, at most 107; reversed, then packed two to a byte. Packing reads at or past where it writes.
  for (let i: u32 = 0, j = count - 1; i < j; i++, j--) {
    const low = load<u8>(out + i);
    store<u8>(out + i, load<u8>(out + j));
    store<u8>(out + j, low);
  }
  for (let i: u32 = 0; i < count; i++) {
    const value: u32 = load<u8>(out + i);
    store<u8>(out + i, 0);
    putNibble(out, i, value);
  }
  return OcraError.None;
}

/** Puts the i-th hexadecimal digit; the byte was zero before its first digit came. */
function putNibble(out: usize, i: u32, value: u32): void {
  const byte = out + (i >>> 1);
  store<u8>(byte, (i & 1) == 0 ? <u8>(value << 4) : <u8>(load<u8>(byte) | value));
}

/** The value of a hexadecimal digit, above 15 if it is none. */
function hexadecimal(character: u32): u32 {
  if (character - 48 <= 9) return character - 48;
  const letter: u32 = (character | 32) - 97;
  return letter <= 5 ? letter + 10 : 16;
}
