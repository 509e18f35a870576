// Splits EDIFACT (ISO 9735, syntax 1 to 4) into tokens: the one scanner of device, host and board; called by scope.ts
// (which bytes are sealed), fields.ts (what the clerk sees) and firmware/bulk (the host's token tables).
//
// Streaming: bytes come in chunks of any size, state is carried in a `Scanner` record; nothing is buffered.
//
//   const scanner = changetype<Scanner>(memory.data(SCANNER_SIZE, 8));
//   startScanner(scanner);                      // a new stream
//   do {                                        // for each chunk
//     const count = scan(scanner, input + used, length - used, tokens, capacity);
//     ... use the tokens: position = token >> TOKEN_SHIFT, counted from input + used; kind = token & TOKEN_MASK ...
//     used += scanner.consumed;                 // less than asked for when the token table was full: call again
//   } while (used < length);
//   const error = endScan(scanner);             // 0, or why the stream stopped too early
//
// A token is a u32, so a chunk has at most 2^28 bytes; a table needs room for at least MINIMUM_TOKENS. Tokens stand at
// the byte they name: a separator, a release character, the first byte of a segment's tag. Bytes between two tokens are
// data. UNA is a Segment and, at its ninth byte, a Terminator. White space between segments belongs to no segment;
// inside a segment it is data. Nothing is ever an error here that can be read further: who wants to be strict looks at
// the tokens (host/src/edifact/check.ts, scope.ts).

export const enum Token {
  Data = 0, // never in a table
  Component = 1,
  Element = 2,
  Repetition = 3,
  Release = 4, // the next byte is data, whatever it is
  Terminator = 5,
  Segment = 6, // first byte of a tag, or the terminator of an empty segment
  Object = 7, // first byte of a package's object (UNO), as many bytes as 0810 says
  ObjectEnd = 8, // first byte after it
}

export const enum ScanError {
  None = 0,
  Unterminated = 1, // the last segment has no terminator
  ObjectCutShort = 2, // the stream ended within a package's object
  AdviceCutShort = 3, // the stream ended within UNA
}

export const TOKEN_SHIFT: u32 = 4;
export const TOKEN_MASK: u32 = 15;
export const MINIMUM_TOKENS: u32 = 8;

const enum State {
  Between = 0, // white space before a tag
  Tag = 1, // the first three bytes of a segment
  Data = 2, // the hot loop
  Header = 3, // a UNB or UNO, whose numbers the scanner needs
  Released = 4, // the next byte is data
  ReleasedHeader = 5,
  Advice = 6, // the six service characters of UNA
  Object = 7,
}

const TAG_UNA: u32 = 0x554e41;
const TAG_UNB: u32 = 0x554e42;
const TAG_UNO: u32 = 0x554e4f;
const IS1: u8 = 0x1f; // component separator of UNOB without UNA (ISO 9735 level B)
const IS3: u8 = 0x1d; // element separator
const IS4: u8 = 0x1c; // terminator
const BYTE_ORDER_MARK: u32 = 0xbfbbef;
const LONGEST_NUMBER: u32 = 18; // 0810 is n..18

@unmanaged
export class Scanner {
  position: u64; // bytes of the stream before the present chunk
  remaining: u64; // of the object
  number: u64; // the digits of the present component of a header
  consumed: u32; // bytes that the last scan took
  tag: u32;
  tagLength: u32;
  element: u32;
  component: u32;
  digits: u32; // how many stand in `number`; more than LONGEST_NUMBER: not a number
  objectLength: u64;
  segmentsBeforeObject: u32; // 0814, counted down
  componentSeparator: u8;
  elementSeparator: u8;
  decimalMark: u8;
  release: u8;
  repetition: u8; // as declared, a blank for none
  terminator: u8;
  state: u8;
  advised: u8; // UNA stood directly before
  syntaxVersion: u8; // of the present interchange (0002), 0 unknown
  repetitionAllowed: u8; // 0: the repetition separator is data, whatever is declared
  objectPending: u8;
  started: u8; // a segment other than UNA has begun
}

/** Bytes of a Scanner: the record and its class table of 256 bytes. */
export const SCANNER_SIZE: i32 = offsetof<Scanner>() + 256;

// @ts-ignore: decorator
@inline
function classTable(scanner: Scanner): usize {
  return changetype<usize>(scanner) + offsetof<Scanner>();
}

/** Prepares for a new stream. */
export function startScanner(scanner: Scanner, repetitionAllowed: bool = true): void {
  memory.fill(changetype<usize>(scanner), 0, SCANNER_SIZE);
  scanner.repetitionAllowed = u8(repetitionAllowed);
  useDefaults(scanner);
}

function useDefaults(scanner: Scanner): void {
  scanner.componentSeparator = 0x3a;
  scanner.elementSeparator = 0x2b;
  scanner.decimalMark = 0x2e;
  scanner.release = 0x3f;
  scanner.repetition = 0x20;
  scanner.terminator = 0x27;
  classify(scanner);
}

// Later lines win where a careless UNA names one character twice: a terminator always ends its segment.
function classify(scanner: Scanner): void {
  const table = classTable(scanner);
  memory.fill(table, 0, 256);
  if (repeats(scanner)) store<u8>(table + scanner.repetition, Token.Repetition);
  if (scanner.release != 0x20) store<u8>(table + scanner.release, Token.Release);
  store<u8>(table + scanner.componentSeparator, Token.Component);
  store<u8>(table + scanner.elementSeparator, Token.Element);
  store<u8>(table + scanner.terminator, Token.Terminator);
}

// The fifth service character is reserved up to syntax 3; in syntax 4 a blank there means none.
function repeats(scanner: Scanner): bool {
  const version = scanner.syntaxVersion;
  return scanner.repetitionAllowed != 0 && scanner.repetition != 0x20 && (version == 0 || version >= 4);
}

/** Scans a chunk; answers how many tokens were written, and in `scanner.consumed` how many bytes were taken. */
export function scan(scanner: Scanner, input: usize, length: u32, tokens: usize, capacity: u32): u32 {
  const table = classTable(scanner);
  const end = input + length;
  const full = tokens + (usize(capacity) << 2);
  let at = input;
  let out = tokens;
  let state: i32 = scanner.state;
  // A turn of the outer loop writes at most two tokens outside the hot loop.
  while (at < end && out + 8 <= full) {
    if (state == State.Data) {
      let kind: i32 = Token.Data;
      if (ASC_FEATURE_SIMD) {
        // Where there are 128-bit lanes (bulk-simd.wasm), sixteen bytes at a time are looked through for separators.
        const c = i8x16.splat(scanner.componentSeparator), e = i8x16.splat(scanner.elementSeparator);
        const t = i8x16.splat(scanner.terminator);
        const r = scanner.release == 0x20 ? t : i8x16.splat(scanner.release);
        const p = repeats(scanner) ? i8x16.splat(scanner.repetition) : t;
        while (at + 16 <= end && out + 128 <= full && kind < Token.Release) {
          const v = v128.load(at);
          const ce = v128.or(i8x16.eq(v, c), i8x16.eq(v, e));
          const tr = v128.or(i8x16.eq(v, t), v128.or(i8x16.eq(v, r), i8x16.eq(v, p)));
          const next = at + 16;
          let found: u32 = i8x16.bitmask(v128.or(ce, tr));
          for (; found != 0; found &= found - 1) {
            const place = at + usize(ctz(found));
            kind = load<u8>(table + load<u8>(place));
            store<u32>(out, (u32(place - input) << TOKEN_SHIFT) | kind);
            out += 4;
            if (kind < Token.Release) continue;
            if (kind == Token.Release || !isPlainTag(scanner, place + 1, end)) {
              at = place;
              break;
            }
            scanner.advised = 0;
            store<u32>(out, (u32(place + 1 - input) << TOKEN_SHIFT) | Token.Segment);
            out += 4;
            kind = Token.Data;
          }
          if (kind < Token.Release) at = next;
          else if (kind == Token.Release && at + 1 < end) {
            at += 2;
            kind = Token.Data;
          }
        }
      }
      if (kind < Token.Release) do {
        kind = Token.Data;
        while (at < end && out < full) {
          kind = load<u8>(table + load<u8>(at));
          if (kind != Token.Data) {
            store<u32>(out, (u32(at - input) << TOKEN_SHIFT) | kind);
            out += 4;
            if (kind >= Token.Release) break;
          }
          ++at;
        }
        if (kind != Token.Terminator || out == full || !isPlainTag(scanner, at + 1, end)) break;
        // The usual case, a tag directly behind: stay in the loop.
        scanner.advised = 0;
        store<u32>(out, (u32(at + 1 - input) << TOKEN_SHIFT) | Token.Segment);
        out += 4;
        at += 4;
        kind = Token.Data;
      } while (at < end && out < full);
      if (kind == Token.Terminator) {
        ++at;
        state = endSegment(scanner);
      } else if (kind == Token.Release) {
        ++at;
        state = State.Released;
      }
    } else if (state == State.Released) {
      ++at;
      state = State.Data;
    } else if (state == State.Between) {
      const byte = load<u8>(at);
      if (!isBetween(scanner, byte, u32(at - input))) {
        store<u32>(out, (u32(at - input) << TOKEN_SHIFT) | Token.Segment);
        out += 4;
        scanner.tag = 0;
        scanner.tagLength = 0;
        state = State.Tag;
      } else ++at;
    } else if (state == State.Tag) {
      const byte = load<u8>(at);
      if (scanner.tagLength == 3) state = afterTag(scanner, byte);
      else if (load<u8>(table + byte) != Token.Data) state = State.Data;
      else {
        scanner.tag = (scanner.tag << 8) | byte;
        ++scanner.tagLength;
        ++at;
        if (scanner.tag == TAG_UNA && scanner.tagLength == 3) {
          state = State.Advice;
          scanner.tagLength = 0;
        }
      }
    } else if (state == State.Header) {
      const byte = load<u8>(at);
      const kind: i32 = load<u8>(table + byte);
      if (kind != Token.Data) {
        store<u32>(out, (u32(at - input) << TOKEN_SHIFT) | kind);
        out += 4;
        if (kind == Token.Release) {
          scanner.digits = LONGEST_NUMBER + 1;
          state = State.ReleasedHeader;
        } else {
          endHeaderComponent(scanner, kind);
          if (kind == Token.Terminator) state = endSegment(scanner);
        }
      } else readDigit(scanner, byte);
      ++at;
    } else if (state == State.ReleasedHeader) {
      ++at;
      state = State.Header;
    } else if (state == State.Advice) {
      store<u8>(changetype<usize>(scanner) + offsetof<Scanner>('componentSeparator') + scanner.tagLength, load<u8>(at));
      if (++scanner.tagLength == 6) {
        scanner.advised = 1;
        scanner.syntaxVersion = 0;
        classify(scanner);
        store<u32>(out, (u32(at - input) << TOKEN_SHIFT) | Token.Terminator);
        out += 4;
        state = State.Between;
      }
      ++at;
    } else {
      if (scanner.objectPending != 0) {
        scanner.objectPending = 0;
        store<u32>(out, (u32(at - input) << TOKEN_SHIFT) | Token.Object);
        out += 4;
      }
      const left = u64(end - at);
      const step = scanner.remaining < left ? scanner.remaining : left;
      at += usize(step);
      scanner.remaining -= step;
      if (scanner.remaining == 0 && at < end) {
        store<u32>(out, (u32(at - input) << TOKEN_SHIFT) | Token.ObjectEnd);
        out += 4;
        state = State.Between;
      }
    }
  }
  scanner.state = u8(state);
  scanner.consumed = u32(at - input);
  scanner.position += scanner.consumed;
  return u32(out - tokens) >> 2;
}

// Three bytes of data and one more, none of which asks for the slow states: no white space, no UN tag, nothing pending.
// @ts-ignore: decorator
@inline
function isPlainTag(scanner: Scanner, at: usize, end: usize): bool {
  if (at + 4 > end || scanner.objectLength != 0 || scanner.started == 0) return false;
  const table = classTable(scanner);
  const first = load<u8>(at);
  if (first <= 0x20 || first >= 0x7f || first == 0x55) return false;
  return (load<u8>(table + first) | load<u8>(table + load<u8>(at, 1)) | load<u8>(table + load<u8>(at, 2))) == 0;
}

// Blanks and tabs are skipped as line breaks are: senders indent. A byte order mark is skipped at the very start.
function isBetween(scanner: Scanner, byte: u8, offset: u32): bool {
  if (byte == 0x0d || byte == 0x0a || byte == 0x20 || byte == 0x09) return true;
  const position = scanner.position + offset;
  return position < 3 && byte == u8(BYTE_ORDER_MARK >> (u32(position) << 3));
}

// What the byte after a tag's third one tells. Service characters of an interchange without UNA follow from UNB itself.
function afterTag(scanner: Scanner, next: u8): State {
  const tag = scanner.tag;
  if (tag == TAG_UNB) {
    scanner.syntaxVersion = 0;
    if (scanner.advised == 0) {
      if (next == IS3) useControlSeparators(scanner);
      else if (next == 0x2b) useDefaults(scanner);
    }
    classify(scanner);
  } else if (next == IS3 && scanner.started == 0) useControlSeparators(scanner); // a message on its own
  scanner.started = 1;
  if (tag != TAG_UNB && tag != TAG_UNO) return State.Data;
  scanner.element = 0;
  scanner.component = 0;
  scanner.number = 0;
  scanner.digits = 0;
  scanner.objectLength = 0;
  scanner.segmentsBeforeObject = 0;
  return State.Header;
}

function useControlSeparators(scanner: Scanner): void {
  scanner.componentSeparator = IS1;
  scanner.elementSeparator = IS3;
  scanner.release = 0x20;
  scanner.repetition = 0x20;
  scanner.terminator = IS4;
  classify(scanner);
}

function readDigit(scanner: Scanner, byte: u8): void {
  const digit = u32(byte) - 0x30;
  if (digit > 9) scanner.digits = LONGEST_NUMBER + 1;
  else if (scanner.digits <= LONGEST_NUMBER) {
    scanner.number = scanner.number * 10 + digit;
    ++scanner.digits;
  }
}

function endHeaderComponent(scanner: Scanner, kind: i32): void {
  if (scanner.digits > 0 && scanner.digits <= LONGEST_NUMBER) {
    if (scanner.tag == TAG_UNB) {
      if (scanner.element == 1 && scanner.component == 1) readSyntaxVersion(scanner);
    } else if (scanner.element == 4) {
      if (scanner.component == 0) scanner.objectLength = scanner.number; // 0810
      else if (scanner.component == 1) scanner.segmentsBeforeObject = u32(scanner.number); // 0814
    }
  }
  scanner.number = 0;
  scanner.digits = 0;
  if (kind == Token.Component) ++scanner.component;
  else {
    if (kind == Token.Element) ++scanner.element;
    scanner.component = 0;
  }
}

function readSyntaxVersion(scanner: Scanner): void {
  const version = scanner.number;
  scanner.syntaxVersion = version < 10 ? u8(version) : 9;
  if (version >= 4 && scanner.advised == 0 && scanner.repetition == 0x20 && scanner.terminator == 0x27)
    scanner.repetition = 0x2a;
  classify(scanner);
}

function endSegment(scanner: Scanner): State {
  scanner.advised = 0;
  if (scanner.objectLength == 0) return State.Between;
  if (scanner.tag != TAG_UNO) {
    if (scanner.segmentsBeforeObject > 0) --scanner.segmentsBeforeObject;
  }
  if (scanner.segmentsBeforeObject > 0) return State.Between;
  scanner.remaining = scanner.objectLength;
  scanner.objectLength = 0;
  scanner.objectPending = 1;
  return State.Object;
}

/** Whether the stream may end here. */
export function endScan(scanner: Scanner): ScanError {
  if (scanner.state == State.Between) return ScanError.None;
  if (scanner.state == State.Advice) return ScanError.AdviceCutShort;
  if (scanner.state == State.Object) return scanner.remaining == 0 ? ScanError.None : ScanError.ObjectCutShort;
  return ScanError.Unterminated;
}
