// One-time responses, OCRA (RFC 6287) with HMAC over SHA-1, SHA-256 or SHA-512; called by the card for responses.
import { isZero, wipe } from './constant-time';
import { decimalDigits } from './digits';
import { digestLength, Hash, HMAC_ANY_CTX, hmacAnyFinal, hmacAnyInit, hmacAnyUpdate } from './hmac-any';
import { OcraError, OcraSuite } from './ocra-suite';
import { encodeQuestion, OCRA_QUESTION } from './ocra-question';

// Scratch, 8-aligned: HMAC context | the question, then the HMAC value | C or T. Wiped before a call returns.
export const OCRA_CTX: u32 = HMAC_ANY_CTX + OCRA_QUESTION + 8;
const QUESTION: usize = HMAC_ANY_CTX;
const NUMBER: usize = QUESTION + OCRA_QUESTION;

/** What goes into a response besides the key; what the suite does not name is not looked at. */
@unmanaged
export class OcraInput {
  /** Text of the challenge (or both challenges of a mutual one, one after the other). */
  question: usize = 0;
  questionLength: u32 = 0;
  counter: u64 = 0;
  /** Number of time steps since 1970. */
  time: u64 = 0;
  /** Hash of the PIN, as long as the suite's hash for P gives. */
  pinHash: usize = 0;
  pinHashLength: u32 = 0;
  session: usize = 0;
  sessionLength: u32 = 0;
}

/**
 * Computes the response for a parsed suite, whose text goes into the computation too (section 5.1: DataInput =
 * OCRASuite | 00 | C | Q | P | S | T). Writes suite.digits ASCII digits to `out`, or for 0 digits the whole HMAC value.
 */
export function ocraResponse(
  ctx: usize, suite: OcraSuite, text: usize, textLength: u32, key: usize, keyLength: u32, input: OcraInput, out: usize,
): OcraError {
  const hash = suite.hash;
  const question = ctx + QUESTION;
  if (suite.pinHash != 0 && input.pinHashLength != digestLength(suite.pinHash)) return OcraError.PinHash;
  if (input.sessionLength > suite.sessionLength) return OcraError.Session;
  const error = encodeQuestion(suite, input.question, input.questionLength, question);
  if (error != OcraError.None) return error;

  hmacAnyInit(hash, ctx, key, keyLength);
  hmacAnyUpdate(hash, ctx, text, textLength);
  updateZeros(hash, ctx, 1);
  if (suite.counter != 0) updateNumber(hash, ctx, input.counter);
  hmacAnyUpdate(hash, ctx, question, OCRA_QUESTION);
  if (suite.pinHash != 0) hmacAnyUpdate(hash, ctx, input.pinHash, input.pinHashLength);
  if (suite.sessionLength != 0) {
    // 5.1: session information is filled with zeros on the left up to the length of the suite.
    updateZeros(hash, ctx, suite.sessionLength - input.sessionLength);
    hmacAnyUpdate(hash, ctx, input.session, input.sessionLength);
  }
  if (suite.timeStep != 0) updateNumber(hash, ctx, input.time);
  hmacAnyFinal(hash, ctx, question);

  if (suite.digits == 0) memory.copy(out, question, digestLength(hash));
  else truncate(question, digestLength(hash), out, suite.digits);
  wipe(ctx, OCRA_CTX);
  return OcraError.None;
}

/** RFC 4226 5.3: 31 bits from the place that the last four bits name, modulo 10^digits. `value` is used up. */
function truncate(value: usize, n: u32, out: usize, digits: u32): void {
  // All sixteen places are read, and the wanted one kept, so that no address depends on the secret.
  const place: u32 = load<u8>(value + n - 1) & 15;
  let bits: u32 = 0;
  for (let i: u32 = 0; i < 16; i++) {
    const word: u32 = (<u32>load<u8>(value + i) << 24) | (<u32>load<u8>(value + i, 1) << 16) |
      (<u32>load<u8>(value + i, 2) << 8) | <u32>load<u8>(value + i, 3);
    bits |= word & (0 - isZero(i ^ place));
  }
  store<u32>(value, bswap<u32>(bits & 0x7fffffff));
  decimalDigits(value, 4, out, digits);
}

function updateNumber(hash: Hash, ctx: usize, value: u64): void {
  store<u64>(ctx, bswap<u64>(value), NUMBER);
  hmacAnyUpdate(hash, ctx, ctx + NUMBER, 8);
}

function updateZeros(hash: Hash, ctx: usize, n: u32): void {
  store<u64>(ctx, 0, NUMBER);
  for (; n > 0; n--) hmacAnyUpdate(hash, ctx, ctx + NUMBER, 1);
}
