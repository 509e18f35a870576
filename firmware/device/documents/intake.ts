// Takes one document at a time as the host streams it: decides by the profile which bytes are sealed, computes document
// seal and evidence, keeps what the clerk must see. Nothing of the document itself is kept. Called by the
// seal-requests.
import { BATCH_MAXIMUM, MAX_DOCUMENT, WireError } from '../../../protocol/generated/firmware/wire';
import {
  FIELD_CUSTOMS_ID, FIELD_DESTINATION, FIELD_DOCUMENT_SEAL, FIELD_GOODS, FIELD_MESSAGE_TYPE, PROFILE_COUNT,
} from '../../../protocol/generated/firmware/profiles';
import { equalBytes } from '../../shared/constant-time';
import { endScan, scan, Scanner, SCANNER_SIZE, startScanner } from '../../shared/edifact-scanner';
import { OPEN1_CTX, open1Update } from '../../shared/open-1';
import { endScope, Piece, PIECE_SIZE, Scope, scopeTokens, SCOPE_SIZE, startScope } from '../../shared/scope';
import { DIGEST_SIZE, endDigest, feedPieces, startDigest } from '../../shared/scope-digest';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../../shared/sha256';
import { settings } from '../settings';
import {
  CUSTOMS_ID, INTENT_DIGEST, INTENT_EVIDENCE, INTENT_PROFILE, INTENT_PURPOSE, INTENT_SEAL, intentOf, Summary,
  summaryClear, summaryId, summaryOf,
} from './batch';
import { detailsBegin, detailsEnd, detailsPut, detailsUnseal } from './details';
import { Purpose } from './sealing';

/** What a stream is for. */
export const enum IntakeMode {
  Idle = 0,
  /** The document is announced: everything is computed. */
  Announce = 1,
  /** The clerk reads on: only the details are taken, and the digest is checked. */
  Details = 2,
}

const TOKENS: u32 = 12;
const tokens: usize = memory.data(4 * 12, 4);
/** PIECES_PER_TOKEN records for each token, and for the end of the chunk. */
const pieces: usize = memory.data(12 * 6 * 13, 4);
const scanner = changetype<Scanner>(memory.data(SCANNER_SIZE, 8));
const scope = changetype<Scope>(memory.data(SCOPE_SIZE, 8));
const digest: usize = memory.data(DIGEST_SIZE, 8);
/** The same over every byte. */
const everyByte: usize = memory.data(DIGEST_SIZE, 8);
/** SHA-256 of profile, purpose and document: what the host announced must come out. */
const whole: usize = memory.data(SHA256_CTX, 8);
const scratch: usize = memory.data(40, 4);
/** The open key of the seal document, chapter 8. */
const OPEN_KEY: usize = memory.data<u8>([
  49, 50, 51, 52, 53, 54, 55, 56, 57, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 48,
  49, 50, 51, 52, 53, 54, 55, 56, 57, 48,
  49, 50, 51, 52, 53,
]);

@unmanaged
class Intake {
  mode: IntakeMode;
  index: u32;
  length: u32;
  received: u32;
  /** 1: the bytes are not EDIFACT of the profile; allowed only as a document that cannot be shown. */
  opaque: u32;
  purpose: u32;
  /** 1: every byte counts, for a signature and for a document that cannot be shown. */
  whole: u32;
}
const intake = changetype<Intake>(memory.data(28, 4));
const result: usize = memory.data(32, 4);
const announced: usize = memory.data(32, 4);

/** What taking bytes came to; a WireError is answered as it is. */
export const enum Taken {
  More = 0,
  Whole = 1,
  Fault = 2,
}
export let intakeError: WireError = 0;

export function intakeMode(): IntakeMode {
  return intake.mode;
}
export function intakeIndex(): u32 {
  return intake.index;
}
export function intakeReceived(): u32 {
  return intake.received;
}
export function intakeStop(): void {
  intake.mode = IntakeMode.Idle;
}

/**
 * A document begins; answers 0 or why it cannot. `details` is the number of the first record the clerk wants to see.
 */
export function intakeBegin(
  mode: IntakeMode, index: u32, purpose: u32, profile: u32, length: u32, digestAnnounced: usize, details: u32,
): WireError {
  if (index >= BATCH_MAXIMUM) return WireError.TooLarge;
  if (length == 0) return WireError.BadDocument;
  if (length > MAX_DOCUMENT) return WireError.TooLarge;
  if (profile == 0 || profile > PROFILE_COUNT) return WireError.UnknownProfile;
  if (purpose > <u32>Purpose.Cms) return WireError.BadField;
  intake.mode = mode;
  intake.index = index;
  intake.length = length;
  intake.received = 0;
  intake.opaque = 0;
  intake.purpose = purpose;
  intake.whole = purpose != Purpose.Seal || settings.unseen != 0 ? 1 : 0;
  memory.copy(announced, digestAnnounced, 32);
  startScanner(scanner);
  startScope(scope, profile, false);
  startDigest(digest, OPEN_KEY);
  if (intake.whole) startDigest(everyByte, OPEN_KEY);
  detailsBegin(details);
  sha256Init(whole);
  store<u8>(scratch, <u8>profile);
  store<u8>(scratch, <u8>purpose, 1);
  sha256Update(whole, scratch, 2);
  if (mode == IntakeMode.Announce) {
    summaryClear(index);
    const summary = summaryOf(index);
    summary.length = length;
    summary.profile = <u8>profile;
    summary.purpose = <u8>purpose;
    store<u8>(intentOf(index) + INTENT_PURPOSE, <u8>purpose);
    store<u8>(intentOf(index) + INTENT_PROFILE, <u8>profile);
  }
  return 0;
}

/** The clerk reads on: the same document once more, its fields from record `details` on. */
export function intakeWants(index: u32, details: u32): void {
  const summary = summaryOf(index);
  const digestKept = intentOf(index) + INTENT_DIGEST;
  intakeBegin(IntakeMode.Details, index, summary.purpose, summary.profile, summary.length, digestKept, details);
}

/** The next bytes of the document. After Taken.Fault the document is gone and intakeError says why. */
export function intakeTake(from: usize, length: u32): Taken {
  if (length > intake.length - intake.received) return fault(WireError.BadDocument);
  sha256Update(whole, from, length);
  intake.received += length;
  if (intake.whole) {
    open1Update(everyByte, from, length);
    sha256Update(everyByte + OPEN1_CTX, from, length);
  }
  if (!intake.opaque) scanBytes(from, length);
  const refused = refusal();
  if (refused != 0) return fault(refused);
  if (intake.received < intake.length) return Taken.More;
  return end();
}

function scanBytes(from: usize, length: u32): void {
  let used: u32 = 0;
  while (used < length) {
    const chunk = scope.offset;
    const count = scan(scanner, from + used, length - used, tokens, TOKENS);
    const made = scopeTokens(scope, from + used, scanner.consumed, tokens, count, pieces);
    if (scope.error != 0) {
      intake.opaque = 1;
      return;
    }
    feedPieces(digest, scope, from + used, chunk, pieces, made);
    show(from + used, chunk, made);
    used += scanner.consumed;
  }
}

/** Hands fields to summary and details. */
function show(input: usize, chunk: u32, count: u32): void {
  const announcing = intake.mode == IntakeMode.Announce;
  const last = pieces + <usize>(count * PIECE_SIZE);
  for (let piece = pieces; piece < last; piece += PIECE_SIZE) {
    const word = load<u32>(piece, 8);
    const kind = word & 0xff;
    const field = (word >> 8) & 0xff;
    // A signature covers every byte.
    const sealed = word >> 16 != 0 || intake.purpose != Purpose.Seal;
    if (kind == Piece.Field) {
      const at = input + (load<u32>(piece) - chunk);
      detailsPut(field, sealed, at, load<u32>(piece, 4));
      if (announcing) summarise(field, sealed, at, load<u32>(piece, 4));
    } else if (kind == Piece.FieldEnd) {
      detailsEnd(field, sealed);
      if (announcing && field == FIELD_GOODS) summaryOf(intake.index).goods++;
    } else if (kind == Piece.Restart && intake.purpose == Purpose.Seal) {
      // The scope begins later than the first fields: they stay on the display, as not sealed.
      detailsUnseal();
      if (announcing) summaryOf(intake.index).unsealed = 1;
    }
  }
}

function summarise(field: u32, sealed: bool, from: usize, length: u32): void {
  const summary = summaryOf(intake.index);
  // Seal fields are no content: whether they are within the seal is the rule of the profile.
  if (!sealed && field < FIELD_DOCUMENT_SEAL) summary.unsealed = 1;
  if (field == FIELD_CUSTOMS_ID) {
    const part = min<u32>(length, CUSTOMS_ID - summary.idLength);
    memory.copy(summaryId(intake.index) + summary.idLength, from, part);
    summary.idLength += <u8>part;
    if (part < length) summary.idCut = 1;
  } else if (field == FIELD_MESSAGE_TYPE) {
    for (let i: u32 = 0; i < length && summary.typeLength < 6; i++)
      store<u8>(changetype<usize>(summary) + offsetof<Summary>('type0') + summary.typeLength++, load<u8>(from + i));
  } else if (field == FIELD_DESTINATION) {
    for (let i: u32 = 0; i < length && summary.destinationLength < 4; i++)
      store<u8>(
        changetype<usize>(summary) + offsetof<Summary>('destination') + summary.destinationLength++,
        load<u8>(from + i),
      );
  }
}

function end(): Taken {
  sha256Final(whole, result);
  if (!equalBytes(result, announced, 32)) return fault(WireError.DigestMismatch);
  if (!intake.opaque && (endScan(scanner) != 0 || endScope(scope) != 0)) intake.opaque = 1;
  const refused = refusal();
  if (refused != 0) return fault(refused);
  if (intake.mode == IntakeMode.Announce) {
    const intent = intentOf(intake.index);
    memory.copy(intent + INTENT_DIGEST, result, 32);
    const every = intake.opaque != 0 || intake.purpose != Purpose.Seal;
    endDigest(every ? everyByte : digest, intent + INTENT_SEAL, intent + INTENT_EVIDENCE);
    if (intake.opaque) summaryOf(intake.index).unshown = 1;
  }
  if (intake.opaque) detailsBegin(0);
  intake.mode = IntakeMode.Idle;
  return Taken.Whole;
}

/** Why a document that the profile does not fit is refused; 0 if it may be sealed unseen, as the keypad allows. */
function refusal(): WireError {
  if (!intake.opaque) return 0;
  // A message was begun, so it is EDIFACT that is broken: no internal format.
  if (scope.type0 != 0) return WireError.BadDocument;
  return settings.unseen ? 0 : WireError.CannotShow;
}

function fault(error: WireError): Taken {
  intake.mode = IntakeMode.Idle;
  intakeError = error;
  return Taken.Fault;
}
