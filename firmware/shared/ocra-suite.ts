// Reads the text of an OCRA suite, RFC 6287 section 6: OCRA-1:HOTP-hash-digits:[C-]QFxx[-Phash][-Snnn][-TG].
// Called by ocra.ts's users before a suite is stored or used.
import { Hash } from './hmac-any';

export const enum OcraError {
  None = 0,
  /** The text does not begin with "OCRA-1:". */
  Version = 1,
  /** The crypto function is not HOTP with SHA1, SHA256 or SHA512. */
  Function = 2,
  /** The number of digits is not 0 or 4 to 10. */
  Digits = 3,
  /** The challenge is missing, or its format is not A, N or H with 4 to 64. */
  Format = 4,
  /** The PIN's hash is unknown, or the given one has another length. */
  PinHash = 5,
  /** The session length is not 001 to 512, or the given information is longer. */
  Session = 6,
  /** The time step is not 1 to 59 S, 1 to 59 M or 1 to 48 H. */
  Time = 7,
  /** Something stands where the suite should end, or inputs are out of order. */
  Trailing = 8,
  /** The challenge is empty, too long, or holds a character that its format does not allow. */
  Question = 9,
}

export const enum OcraFormat {
  Alphanumeric = 65, // A
  Hexadecimal = 72, // H
  Numeric = 78, // N
}

@unmanaged
export class OcraSuite {
  hash: Hash = 0;
  /** 0 means that the response is the whole HMAC value. */
  digits: u32 = 0;
  /** 1 if the counter goes in. */
  counter: u32 = 0;
  format: OcraFormat = 0;
  questionLength: u32 = 0;
  /** 0 if no PIN goes in. */
  pinHash: Hash = 0;
  /** 0 if no session information goes in. */
  sessionLength: u32 = 0;
  /** In seconds; 0 if no time goes in. */
  timeStep: u32 = 0;
}

const VERSION: usize = memory.data<u8>([79, 67, 82, 65, 45, 49, 58]); // OCRA-1:
const HOTP: usize = memory.data<u8>([72, 79, 84, 80, 45]); // HOTP-
const SHA: usize = memory.data<u8>([83, 72, 65]); // SHA

/** Where reading stands, and where the text ends. A suite is public; branches on it are harmless. */
let at: usize = 0;
let end: usize = 0;

export function ocraParse(text: usize, n: u32, suite: OcraSuite): OcraError {
  at = text;
  end = text + n;
  memory.fill(changetype<usize>(suite), 0, offsetof<OcraSuite>());
  if (!take(VERSION, 7)) return OcraError.Version;
  if (!take(HOTP, 5)) return OcraError.Function;
  suite.hash = hashName();
  if (suite.hash == 0 || !takeByte(45)) return OcraError.Function;
  suite.digits = number(2);
  if ((suite.digits != 0 && suite.digits - 4 > 6) || !takeByte(58)) return OcraError.Digits; // 0, 4 to 10; ":"
  if (takeByte(67)) { // C
    suite.counter = 1;
    if (!takeByte(45)) return OcraError.Format;
  }
  const format = challenge(suite);
  if (format != OcraError.None) return format;
  if (takeInput(80)) { // P; SHA-1 unless it is named
    suite.pinHash = atInputEnd() ? Hash.Sha1 : hashName();
    if (suite.pinHash == 0) return OcraError.PinHash;
  }
  if (takeInput(83)) { // S; 064 unless it is named
    suite.sessionLength = atInputEnd() ? 64 : number(3);
    if (suite.sessionLength - 1 > 511) return OcraError.Session;
  }
  if (takeInput(84)) { // T; 1M unless it is named
    suite.timeStep = atInputEnd() ? 60 : timeStep();
    if (suite.timeStep == 0) return OcraError.Time;
  }
  return at == end ? OcraError.None : OcraError.Trailing;
}

/** QFxx. The default is N08; the RFC's own third example writes the length with one digit (QH8). */
function challenge(suite: OcraSuite): OcraError {
  if (!takeByte(81)) return OcraError.Format;
  suite.format = OcraFormat.Numeric;
  suite.questionLength = 8;
  if (atInputEnd()) return OcraError.None;
  suite.format = <OcraFormat>load<u8>(at++);
  const known = suite.format == OcraFormat.Alphanumeric || suite.format == OcraFormat.Numeric ||
    suite.format == OcraFormat.Hexadecimal;
  if (!known) return OcraError.Format;
  suite.questionLength = number(2);
  return suite.questionLength - 4 > 60 ? OcraError.Format : OcraError.None;
}

/** G of section 6.3 in seconds; 0 if it is none. */
function timeStep(): u32 {
  const count = number(2);
  if (count == 0 || count > 59) return 0;
  if (takeByte(83)) return count; // S
  if (takeByte(77)) return count * 60; // M
  return count <= 48 && takeByte(72) ? count * 3600 : 0; // H
}

/** SHA1, SHA256 or SHA512; 0 if it is none. */
function hashName(): Hash {
  if (!take(SHA, 3)) return 0;
  const bits = number(3);
  return bits == 1 ? Hash.Sha1 : bits == 256 ? Hash.Sha256 : bits == 512 ? Hash.Sha512 : 0;
}

/** A decimal number of one to `longest` digits; a value that no range allows if there is none. */
function number(longest: u32): u32 {
  let value: u32 = 0;
  let count: u32 = 0;
  while (count < longest && at < end && <u32>load<u8>(at) - 48 <= 9) {
    value = value * 10 + (load<u8>(at++) - 48);
    count++;
  }
  return count > 0 ? value : u32.MAX_VALUE;
}

/** A hyphen and the letter of an input. */
function takeInput(letter: u8): bool {
  if (at + 1 >= end || load<u8>(at) != 45 || load<u8>(at, 1) != letter) return false;
  at += 2;
  return true;
}

function atInputEnd(): bool {
  return at == end || load<u8>(at) == 45;
}

function takeByte(value: u8): bool {
  if (at == end || load<u8>(at) != value) return false;
  at++;
  return true;
}

function take(literal: usize, n: u32): bool {
  if (end - at < <usize>n) return false;
  for (let i: u32 = 0; i < n; i++) if (load<u8>(at + i) != load<u8>(literal + i)) return false;
  at += n;
  return true;
}
