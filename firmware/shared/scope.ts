// Decides which bytes of a document a seal covers, by the profile table (seal document 5.1, 5.2; ISO 9735-5 for 0541).
// Called by the device while the host streams a document, and by firmware/bulk for the host.
//
// Streaming: takes the tokens of edifact-scanner.ts chunk by chunk and answers pieces; nothing of the document is kept
// but at most HELD bytes of a segment whose meaning is not known yet.
//
//   const scope = changetype<Scope>(memory.data(SCOPE_SIZE, 8));
//   startScope(scope, PROFILE_TDR041, false);     // one message a document; true: every message of an interchange
//   ... after each scan(scanner, input, length, tokens, capacity):
//   const count = scopeTokens(scope, input, scanner.consumed, tokens, tokenCount, pieces);
//   ... use the pieces (scope-digest.ts feeds them to the hashes), then go on scanning ...
//   endScan(scanner); endScope(scope);            // both 0: the document was whole
//
// `pieces` needs room for PIECES_PER_TOKEN * (tokenCount + 1) records of three words: start (offset in the stream,
// modulo 2^32), length, and kind | field << 8 | sealed << 16. A Sealed piece lies in the present chunk: its bytes are
// at input + (start - offset of the chunk). A Held piece lies in scope.held. Zero stands for SEAL_DIGITS ASCII zeros in
// place of `length` bytes. Restart takes back everything since MessageStart (0541 was read behind it), the "sealed"
// mark of fields included. Field and FieldEnd carry what the clerk must see; a field may come in several pieces.
import { Token, TOKEN_MASK, TOKEN_SHIFT } from './edifact-scanner';
import {
  componentCode, copyComponent, nextComponent, NO_CODE, PREFIX, SegmentCursor, startSegment, takeData,
} from './segment-cursor';
import { fieldAt, tagHasPlaces } from './places';
import {
  FIELD_DOCUMENT_SEAL, FIELD_ISSUER_SEAL, PROFILES, PROFILE_COUNT, PROFILE_SIZE, RULE_DATA, RULE_SECURITY,
} from '../../protocol/generated/firmware/profiles';

export const enum Piece {
  Sealed = 1,
  Held = 2,
  Zero = 3,
  Restart = 4,
  MessageStart = 5,
  MessageEnd = 6,
  Field = 7,
  FieldEnd = 8,
}

export const enum ScopeError {
  None = 0,
  UnknownProfile = 1,
  NoMessage = 2, // the stream ended before a UNH
  SecondMessage = 3, // a further UNH where one message was expected
  MessageNotEnded = 4, // another message or interchange, or the end, before UNT
  NoSecurityHeader = 5, // no USH (or none of the agreed points) in a message sealed by USH
  UnsupportedCode = 6, // 0541 is none of 1, 2, 3, 6, ZZZ
  HeaderTooLong = 7, // more than HELD bytes of USH before 0541
  NoSecurityTrailer = 8, // no UST for the USH
}

export const PIECE_SIZE: u32 = 12;
export const PIECES_PER_TOKEN: u32 = 6;
/** USH+0501+0534+0541 has 23 bytes, twice that with every byte released. */
export const HELD: u32 = 64;

const enum Phase {
  Before = 0,
  Message = 1,
  After = 2,
}

const enum Code { // 0541
  Unknown = 0,
  HeaderAndBody = 1,
  HeaderToTrailer = 2,
  Whole = 3,
  Message = 6,
  Agreed = 9,
}

const UNA: u32 = 0x554e41;
const UNB: u32 = 0x554e42;
const UNE: u32 = 0x554e45;
const UNG: u32 = 0x554e47;
const UNH: u32 = 0x554e48;
const UNO: u32 = 0x554e4f;
const UNT: u32 = 0x554e54;
const UNZ: u32 = 0x554e5a;
const USA: u32 = 0x555341;
const USC: u32 = 0x555343;
const USH: u32 = 0x555348;
const USR: u32 = 0x555352;
const UST: u32 = 0x555354;

@unmanaged
export class Scope {
  own0: u64; // 0534 of the security header
  own1: u64;
  offset: u32; // of the present chunk
  profile: u32;
  rule: u32;
  agreedStart: u32;
  agreedStop: u32;
  type0: u32; // message type, packed
  type1: u32;
  heldLength: u32;
  segmentStart: u32; // offset in the stream
  componentStart: u32;
  runStart: u32; // offset in the stream, while running
  field: u32;
  tag: u32; // once it is decided
  errorOffset: u32;
  error: u8;
  phase: u8;
  every: u8;
  running: u8; // characters are being sealed (rules security and message)
  deciding: u8; // a segment has begun and its part is not known yet
  inSegment: u8;
  hasPlaces: u8;
  sealSegment: u8; // the first segment with seal fields (rule data)
  sealsSeen: u8;
  code: u8; // 0541
  closed: u8; // the last sealed character was seen
  agreedStopIncluded: u8;
  stopsHere: u8; // the segment is the last one sealed, its terminator included
  ownTrailer: u8; // directly behind UST of the seal
  heldSide: u8; // which half takes bytes in
  heldOut: u8; // which half the last Held piece stands for
}

const CURSOR: usize = offsetof<Scope>();
const HELD_AT: usize = CURSOR + offsetof<SegmentCursor>();
/** Bytes of a Scope: the record, its cursor and the held bytes. */
export const SCOPE_SIZE: i32 = i32(HELD_AT) + 2 * i32(HELD);

// @ts-ignore: decorator
@inline
function cursorOf(scope: Scope): SegmentCursor {
  return changetype<SegmentCursor>(changetype<usize>(scope) + CURSOR);
}

// Two halves, because a call may give bytes out and take others in.
function heldHalf(scope: Scope, side: u32): usize {
  return changetype<usize>(scope) + HELD_AT + usize(side * HELD);
}

/** Address of the held bytes that the Held piece of the last scopeTokens stands for; there is at most one. */
export function heldBytes(scope: Scope): usize {
  return heldHalf(scope, scope.heldOut);
}

/** Prepares for a document. */
export function startScope(scope: Scope, profile: u32, every: bool): ScopeError {
  memory.fill(changetype<usize>(scope), 0, SCOPE_SIZE);
  if (profile == 0 || profile > PROFILE_COUNT) return ScopeError.UnknownProfile;
  const record = PROFILES + (profile - 1) * PROFILE_SIZE;
  scope.profile = profile;
  scope.rule = load<u32>(record);
  scope.every = u8(every);
  agreePoints(scope, load<u32>(record, 4), load<u32>(record, 8), load<u32>(record, 12) != 0);
  return ScopeError.None;
}

/** Other points for 0541 = ZZZ than the profile's: tags packed big-endian. */
export function agreePoints(scope: Scope, start: u32, stop: u32, stopIncluded: bool): void {
  scope.agreedStart = start;
  scope.agreedStop = stop;
  scope.agreedStopIncluded = u8(stopIncluded);
}

let out: usize = 0;

function put(start: u32, length: u32, kind: u32): void {
  store<u32>(out, start);
  store<u32>(out, length, 4);
  store<u32>(out, kind, 8);
  out += PIECE_SIZE;
}

function putSealed(start: u32, end: u32): void {
  if (end != start) put(start, end - start, Piece.Sealed);
}

function fail(scope: Scope, error: ScopeError): void {
  if (scope.error != 0) return;
  scope.error = u8(error);
  scope.errorOffset = scope.segmentStart;
}

/** Takes the tokens of a chunk (the `length` bytes at `input` that the scan consumed); answers how many pieces. */
export function scopeTokens(scope: Scope, input: usize, length: u32, tokens: usize, count: u32, pieces: usize): u32 {
  const cursor = cursorOf(scope);
  const chunk = scope.offset;
  out = pieces;
  if (scope.running) scope.runStart = chunk;
  let data: u32 = 0; // where the data of the present component goes on, in the chunk
  for (const end = tokens + (usize(count) << 2); tokens < end && scope.error == 0; tokens += 4) {
    const token = load<u32>(tokens);
    const at = token >> TOKEN_SHIFT;
    const kind: i32 = token & TOKEN_MASK;
    if (kind == Token.Segment) {
      startSegment(cursor);
      scope.segmentStart = chunk + at;
      scope.inSegment = 1;
      scope.deciding = 1;
      scope.heldLength = 0;
      scope.field = 0;
      scope.hasPlaces = 0;
    } else if (kind == Token.Object) {
      if (scope.phase == Phase.Message) fail(scope, ScopeError.MessageNotEnded);
    } else if (kind != Token.ObjectEnd) {
      takeComponentData(scope, cursor, input, data, at);
      if (kind != Token.Release) {
        if (scope.deciding) decide(scope, cursor, kind, chunk + at);
        endComponent(scope, cursor, kind, chunk + at);
        if (kind == Token.Terminator) endSegment(scope, chunk + at);
      }
    }
    data = kind == Token.Segment ? at : at + 1;
  }
  if (scope.inSegment && data < length) takeComponentData(scope, cursor, input, data, length);
  // A tag of more than three letters means nothing: no need to wait for its separator.
  if (scope.deciding && cursor.tagLength > 3) decide(scope, cursor, Token.Data, chunk + length);
  if (scope.deciding) hold(scope, input, length);
  else if (scope.running) putSealed(scope.runStart, chunk + length);
  scope.offset = chunk + length;
  return scope.error != 0 ? 0 : u32(out - pieces) / PIECE_SIZE;
}

/** Whether the document may end here. */
export function endScope(scope: Scope): ScopeError {
  if (scope.error != 0) return <ScopeError>scope.error;
  if (scope.phase == Phase.Before) return ScopeError.NoMessage;
  return scope.phase == Phase.Message ? ScopeError.MessageNotEnded : ScopeError.None;
}

// The chunk ends within a segment whose part is not known: what ran before it is sealed, its own bytes are kept.
function hold(scope: Scope, input: usize, length: u32): void {
  const begun = i32(scope.segmentStart - scope.offset);
  if (scope.running && begun > 0) putSealed(scope.runStart, scope.segmentStart);
  if (scope.rule == RULE_DATA) return;
  const from: u32 = begun > 0 ? begun : 0;
  const size = length - from;
  if (scope.heldLength + size <= HELD)
    memory.copy(heldHalf(scope, scope.heldSide) + scope.heldLength, input + from, size);
  else if (scope.phase == Phase.Message) fail(scope, ScopeError.HeaderTooLong);
  scope.heldLength = min(scope.heldLength + size, HELD);
}

function takeComponentData(scope: Scope, cursor: SegmentCursor, input: usize, from: u32, to: u32): void {
  if (from == to) return;
  takeData(cursor, input + from, to - from);
  if (cursor.element == 0) return;
  const start = scope.offset + from;
  const zeroed = isZeroed(scope);
  const inData = scope.rule == RULE_DATA && scope.phase == Phase.Message && !scope.closed;
  if (inData && !zeroed) put(start, to - from, Piece.Sealed);
  if (scope.field != 0) put(start, to - from, Piece.Field | (scope.field << 8) | (u32(isSealed(scope)) << 16));
}

function isSealed(scope: Scope): bool {
  return scope.rule == RULE_DATA ? scope.phase == Phase.Message && !scope.closed : scope.running != 0;
}

function isZeroed(scope: Scope): bool {
  return scope.sealSegment != 0 && isSealField(scope.field) && (scope.sealsSeen & sealBit(scope.field)) == 0;
}

function isSealField(field: u32): bool {
  return field == FIELD_DOCUMENT_SEAL || field == FIELD_ISSUER_SEAL;
}

function sealBit(field: u32): u8 {
  return field == FIELD_DOCUMENT_SEAL ? 1 : 2;
}

// A component ends at a separator: the field and the seal field in it end too.
function endComponent(scope: Scope, cursor: SegmentCursor, kind: i32, at: u32): void {
  if (scope.field != 0) {
    if (isZeroed(scope)) {
      put(scope.componentStart, at - scope.componentStart, Piece.Zero);
      scope.sealsSeen |= sealBit(scope.field);
    }
    const flags: u32 = Piece.FieldEnd | (scope.field << 8) | (u32(isSealed(scope)) << 16);
    put(scope.componentStart, at - scope.componentStart, flags);
  }
  if (scope.tag == UNH && cursor.element == 2 && cursor.component == 0) readMessageType(scope, cursor);
  nextComponent(cursor, kind);
  scope.componentStart = at + 1;
  scope.field = scope.hasPlaces && kind != Token.Terminator ? fieldHere(scope, cursor) : 0;
}

// Seal fields count in the first segment that has them, or behind the seal's own UST.
function fieldHere(scope: Scope, cursor: SegmentCursor): u32 {
  const field = fieldAt(
    scope.profile, scope.type0, scope.type1, scope.tag, cursor.qualifier, cursor.element, cursor.component,
  );
  if (!isSealField(field)) return field;
  return scope.rule == RULE_DATA ? (scope.sealSegment ? field : 0) : scope.ownTrailer ? field : 0;
}

function readMessageType(scope: Scope, cursor: SegmentCursor): void {
  if (cursor.length > 6) return;
  scope.type0 = bswap<u32>(u32(cursor.prefix0));
  scope.type1 = cursor.length > 4 ? u32(bswap<u16>(u16(cursor.prefix0 >> 32))) : 0;
}

function endSegment(scope: Scope, at: u32): void {
  if (scope.sealSegment) {
    // A seal field that the segment does not have counts as an empty one.
    if ((scope.sealsSeen & sealBit(FIELD_DOCUMENT_SEAL)) == 0) put(at, 0, Piece.Zero);
    if ((scope.sealsSeen & sealBit(FIELD_ISSUER_SEAL)) == 0) put(at, 0, Piece.Zero);
    scope.sealsSeen = 3;
    scope.sealSegment = 0;
  }
  if (scope.stopsHere) close(scope, at + 1);
  if (scope.tag == UNT && scope.phase == Phase.Message) endMessage(scope, at);
  scope.inSegment = 0;
}

function endMessage(scope: Scope, at: u32): void {
  if (scope.rule == RULE_SECURITY) {
    if (scope.code == Code.Unknown || (scope.code == Code.Agreed && !scope.closed))
      fail(scope, ScopeError.NoSecurityHeader);
    else if (!scope.closed) fail(scope, ScopeError.NoSecurityTrailer);
  }
  put(at, 0, Piece.MessageEnd);
  scope.phase = u8(Phase.After);
}

// Order matters: the held bytes come before the rest of the segment.
function open(scope: Scope): void {
  if (scope.heldLength > 0) {
    put(scope.segmentStart, scope.heldLength, Piece.Held);
    scope.heldLength = 0;
    scope.heldOut = scope.heldSide;
    scope.heldSide ^= 1;
    scope.runStart = scope.offset;
  } else scope.runStart = scope.segmentStart;
  scope.running = 1;
}

function close(scope: Scope, end: u32): void {
  if (scope.running && i32(end - scope.offset) > 0) putSealed(scope.runStart, end);
  scope.running = 0;
  scope.stopsHere = 0;
  scope.closed = 1;
}

// Leaves a segment out; what follows may be sealed again.
function pause(scope: Scope): void {
  const closed = scope.closed;
  close(scope, scope.segmentStart);
  scope.closed = closed;
}

// The first separator behind a tag, or behind the component that tells what the segment means.
function decide(scope: Scope, cursor: SegmentCursor, kind: i32, at: u32): void {
  const tag = cursor.tagLength > 3 && cursor.tag != UNA ? NO_CODE : cursor.tag;
  if (scope.rule == RULE_SECURITY && scope.phase == Phase.Message && kind != Token.Terminator) {
    // 0534 is the second element of USH and the first of UST, 0541 the third of USH.
    const waits = tag == USH && scope.code == Code.Unknown ? cursor.element < 3 : tag == UST && cursor.element < 1;
    if (waits) {
      if (tag == USH && cursor.element == 2 && cursor.component == 0) copyComponent(cursor, changetype<usize>(scope));
      return;
    }
    if ((tag == USH || tag == UST) && at - scope.segmentStart > HELD) return fail(scope, ScopeError.HeaderTooLong);
  }
  scope.deciding = 0;
  scope.tag = tag;
  scope.hasPlaces = u8(tagHasPlaces(tag, scope.profile));
  if (tag == UNH) startMessage(scope);
  else if (scope.phase == Phase.Message) decideInMessage(scope, cursor, tag);
  // Still sealed, and it began in an earlier chunk.
  if (scope.running && scope.heldLength > 0) open(scope);
  scope.heldLength = 0;
}

function startMessage(scope: Scope): void {
  if (scope.phase == Phase.Message) return fail(scope, ScopeError.MessageNotEnded);
  if (scope.phase == Phase.After && !scope.every) return fail(scope, ScopeError.SecondMessage);
  put(scope.segmentStart, 0, Piece.MessageStart);
  scope.phase = u8(Phase.Message);
  scope.code = u8(Code.Unknown);
  scope.closed = 0;
  scope.sealsSeen = 0;
  scope.ownTrailer = 0;
  scope.type0 = 0;
  scope.type1 = 0;
  if (scope.rule != RULE_DATA) open(scope);
}

function decideInMessage(scope: Scope, cursor: SegmentCursor, tag: u32): void {
  if (tag == UNA || tag == UNB || tag == UNZ || tag == UNG || tag == UNE || tag == UNO)
    return fail(scope, ScopeError.MessageNotEnded);
  if (scope.rule == RULE_SECURITY) return decideSecurity(scope, cursor, tag);
  if (scope.rule != RULE_DATA) {
    if (tag == UNT) scope.stopsHere = 1;
  } else if (tag == UNT) scope.closed = 1;
  else if (scope.hasPlaces && scope.sealsSeen == 0 && hasSeals(scope, tag)) scope.sealSegment = 1;
}

function hasSeals(scope: Scope, tag: u32): bool {
  return fieldAt(scope.profile, scope.type0, scope.type1, tag, 0, 1, 0) == FIELD_DOCUMENT_SEAL;
}

function decideSecurity(scope: Scope, cursor: SegmentCursor, tag: u32): void {
  scope.ownTrailer = u8(scope.ownTrailer && tag == USR);
  if (tag == USH && scope.code == Code.Unknown) return readCode(scope, cursor);
  const ends = tag == UST && isOwn(scope, cursor);
  if (ends) scope.ownTrailer = 1;
  if (scope.closed || scope.code == Code.Unknown) return;
  if (scope.code == Code.HeaderAndBody) {
    if (tag == UST || tag == UNT) {
      if (scope.running) pause(scope);
      if (tag == UST) scope.closed = 1;
    } else if (tag == USH) {
      if (scope.running) pause(scope);
    } else if (tag != USA && tag != USC && tag != USR && !scope.running) open(scope);
  } else if (scope.code == Code.HeaderToTrailer) {
    if (ends) close(scope, scope.segmentStart);
  } else if (scope.code == Code.Agreed) {
    if (tag == scope.agreedStart && !scope.running) open(scope);
    else if (tag == scope.agreedStop && scope.running) {
      if (scope.agreedStopIncluded) scope.stopsHere = 1;
      else close(scope, scope.segmentStart);
    }
  } else if (tag == UNT) scope.stopsHere = 1;
}

// USH of the seal: from here, from UNH, or from an agreed point.
function readCode(scope: Scope, cursor: SegmentCursor): void {
  const code = cursor.element == 3 && cursor.component == 0 ? componentCode(cursor) : 0;
  if (code == 0x33 || code == 0x36) scope.code = u8(code - 0x30);
  else if (code == 0x31 || code == 0x32) {
    scope.code = u8(code - 0x30);
    put(scope.segmentStart, 0, Piece.Restart);
    scope.running = 0;
    open(scope);
  } else if (code == 0x5a5a5a) {
    scope.code = u8(Code.Agreed);
    if (scope.agreedStart == UNH) return;
    put(scope.segmentStart, 0, Piece.Restart);
    scope.running = 0;
    if (scope.agreedStart == USH) open(scope);
  } else fail(scope, ScopeError.UnsupportedCode);
}

function isOwn(scope: Scope, cursor: SegmentCursor): bool {
  if (cursor.element != 1 || cursor.component != 0 || cursor.length > PREFIX) return false;
  const own = changetype<usize>(scope);
  const prefix = changetype<usize>(cursor) + offsetof<SegmentCursor>('prefix0');
  for (let i: u32 = 0; i < PREFIX; ++i) {
    const byte: u8 = i < cursor.length ? load<u8>(prefix + i) : 0;
    if (byte != load<u8>(own + i)) return false;
  }
  return true;
}
