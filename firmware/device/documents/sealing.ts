// From approved documents to rows, across the two stores (SPEC "Sealing"): approval and documents in one transaction,
// then for each document the card command with the request's hash, then the row. Wherever power goes, the next start
// knows which step is missing, and doing it again gives the same seal. Called by the seal requests, the review screens
// and at start.
import { WireError } from '../../../protocol/generated/firmware/wire';
import { isUtf8 } from '../../shared/cbor';
import { compress18to6 } from '../../shared/compress';
import { equalBytes } from '../../shared/constant-time';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../../shared/sha256';
import {
  Store, storeAbort, storeBegin, storeCommit, storeDelete, storeIdle, storePut, storeRead,
} from '../../shared/store';
import { clockRead } from '../board';
import { CardReply, cardReply, cardReplyLength, sessionSealRequest, sessionSign } from '../card/session';
import { serialBytes, serialLength } from '../card/status';
import { HOST_RECORD, hostForget, hostKey, hostRaise, hostRecord, hostSequence, NO_HOST } from '../link/hosts';
import { StoreKey } from '../settings';
import {
  batch, batchClear, batchOwn, BatchPhase, INTENT, INTENT_DIGEST, INTENT_EVIDENCE, INTENT_PROFILE, INTENT_PURPOSE,
  INTENT_SEAL, intentOf,
} from './batch';
import { signedAttributes } from './cms';
import {
  chainRow, findRow, keyOfCounter, newestCounter, row, ROW_DIGEST, ROW_DOCUMENT_SEAL, ROW_EVIDENCE, ROW_HOST,
  ROW_ISSUER, ROW_ISSUER_SEAL, ROW_SERIAL, ROW_SIZE, rowBlob, rowBytes, rowsFree, rowStored, scanRows,
} from './rows';

export const enum Purpose {
  Seal = 0,
  Sign = 1,
  Cms = 2,
}

/** What was approved and is not all sealed yet. */
@unmanaged
class Approval {
  sequence: u64;
  time: u32;
  bytes: u32;
  host: u8;
  count: u8;
  known: u8;
  serialLength: u8;
  unused: u32;
  serial0: u64;
  serial1: u64;
}
const APPROVAL: u32 = 40;
const SERIAL: usize = 24;
const approval = changetype<Approval>(memory.data(40, 8));
/** Documents in one record of the store, which takes 1104 bytes. */
const PACKED: u32 = 13;
const SIGNATURE: u32 = 256;
const TRIES: u32 = 64;
const sha: usize = memory.data(SHA256_CTX, 8);
const hash: usize = memory.data(32, 4);
const digest: usize = memory.data(32, 4);
const scratch: usize = memory.data(8, 8);
const digits: usize = memory.data(8, 4);

/** At start, after the store: reads rows, and an approval that waits; true once done. */
export function sealingLoad(): bool {
  if (!scanRows()) return false;
  batchClear();
  if (storeRead(StoreKey.Approval, changetype<usize>(approval), APPROVAL) != APPROVAL) return true;
  batch.sequence = approval.sequence;
  batch.host = approval.host;
  batch.count = approval.count;
  batch.ready = approval.count;
  batch.known = approval.known;
  batch.bytes = approval.bytes;
  for (let first: u32 = batch.known, record: u32 = 0; first < batch.count; first += PACKED, record++)
    storeRead(StoreKey.FirstIntent + record, intentOf(first), packed(first));
  batch.phase = BatchPhase.Approved;
  while (batch.sealed < batchOwn() && findSealed(batch.host, batch.sequence + current())) batch.sealed++;
  return true;
}

/** Bytes of the record that begins with this document. */
function packed(first: u32): u32 {
  return min<u32>(batch.count - first, PACKED) * INTENT;
}

/** True if the card in the slot is the one that approved. */
export function approvedByThisCard(): bool {
  return (
    serialLength() == <u32>approval.serialLength &&
    equalBytes(changetype<usize>(approval) + SERIAL, serialBytes(), approval.serialLength) != 0
  );
}

/** SHA-256 of a host's key stands in rows in its place. */
function hashHost(host: u32): void {
  sha256Init(sha);
  sha256Update(sha, hostKey(host), 32);
  sha256Final(sha, hash);
}

/** Reads the row of this host's sequence number. A host that got another's place in the list does not see its rows. */
export function findSealed(host: u32, sequence: u64): bool {
  if (!findRow(host, sequence)) return false;
  hashHost(host);
  return equalBytes(rowBytes() + ROW_HOST, hash, 8) != 0;
}

/** Highest number of this host that was sealed. Within a batch its record in flash lags behind the rows. */
export function highestSealed(host: u32): u64 {
  const stored = hostSequence(host);
  if (batch.phase != BatchPhase.Approved || batch.host != host || batch.sealed == 0) return stored;
  return max<u64>(stored, batch.sequence + batch.known + batch.sealed - 1);
}

/** The clerk has pressed the key: from here on the batch is finished without asking again. False if flash refused. */
export function approve(): bool {
  memory.fill(changetype<usize>(approval), 0, APPROVAL);
  batch.sealed = 0;
  approval.sequence = batch.sequence;
  approval.time = clockRead();
  approval.host = <u8>batch.host;
  approval.count = <u8>batch.count;
  approval.known = <u8>batch.known;
  approval.bytes = batch.bytes;
  approval.serialLength = <u8>serialLength();
  memory.copy(changetype<usize>(approval) + SERIAL, serialBytes(), serialLength());
  for (let i: u32 = 0; i < TRIES; i++) {
    const result = storeApproval();
    if (result == Store.OK) {
      batch.phase = BatchPhase.Approved;
      return true;
    }
    storeAbort();
    if (result != Store.BUSY) return false;
    storeIdle();
  }
  return false;
}

function storeApproval(): i32 {
  let result = storeBegin();
  for (let first: u32 = batch.known, record: u32 = 0; first < batch.count && result == Store.OK; record++) {
    result = storePut(StoreKey.FirstIntent + record, intentOf(first), packed(first), 0);
    first += PACKED;
  }
  if (result == Store.OK) result = storePut(StoreKey.Approval, changetype<usize>(approval), APPROVAL, 0);
  return result == Store.OK ? storeCommit() : result;
}

/** What was approved and not sealed is given up; what was sealed stays. */
export function giveUp(): void {
  if (batch.phase == BatchPhase.Approved) finish();
  batchClear();
}

/** The approval ends, and the host's record says how far it came: in one transaction. */
function finish(): bool {
  const highest = highestSealed(batch.host);
  return commit(false, true, highest);
}

/** The host was removed: nothing more is sealed for it. */
export function hostGone(host: u32): void {
  if (batch.phase != BatchPhase.None && batch.host == host) giveUp();
}

/** Document whose turn it is. */
function current(): u32 {
  return batch.known + batch.sealed;
}

/** Hands the next document to the card. */
export function sealNext(): void {
  const intent = intentOf(current());
  const purpose = load<u8>(intent + INTENT_PURPOSE);
  if (purpose == Purpose.Seal) {
    compress18to6(intent + INTENT_SEAL, digits);
    requestHash(intent);
    return sessionSealRequest(hash, digits);
  }
  if (purpose == Purpose.Sign) return sessionSign(intent + INTENT_EVIDENCE);
  sha256Init(sha);
  sha256Update(sha, rowBlob() + SIGNATURE, attributes(intent));
  sha256Final(sha, digest);
  sessionSign(digest);
}

/** Writes the signed attributes of a CMS signature to their place in the row; answers their length. */
function attributes(intent: usize): u32 {
  return signedAttributes(intent + INTENT_EVIDENCE, approval.time, rowBlob() + SIGNATURE);
}

/** SHA-256(key of the host | sequence | digest) names the request to the card. */
function requestHash(intent: usize): void {
  store<u64>(scratch, bswap<u64>(batch.sequence + current()));
  sha256Init(sha);
  sha256Update(sha, hostKey(batch.host), 32);
  sha256Update(sha, scratch, 8);
  sha256Update(sha, intent + INTENT_DIGEST, 32);
  sha256Final(sha, hash);
}

/** True where one more row fits beside those of what is approved already. */
export function keypadMaySeal(): bool {
  const waiting: u32 = batch.phase == BatchPhase.Approved ? batchOwn() - batch.sealed : 0;
  return rowsFree() > waiting;
}

/** What sealTaken came to. */
export const enum Sealed {
  More = 0,
  Last = 1,
  /** The memory did not take the row: no seal leaves without it. */
  Failed = 2,
}

/** The card has answered: its answer becomes the row. */
export function sealTaken(): Sealed {
  const intent = intentOf(current());
  const purpose = load<u8>(intent + INTENT_PURPOSE);
  beginRow();
  row.sequence = batch.sequence + current();
  row.purpose = purpose;
  row.profile = load<u8>(intent + INTENT_PROFILE);
  row.host = <u8>batch.host;
  row.documentLength = 18;
  hashHost(batch.host);
  memory.copy(rowBytes() + ROW_HOST, hash, 8);
  memory.copy(rowBytes() + ROW_DIGEST, intent + INTENT_DIGEST, 32);
  memory.copy(rowBytes() + ROW_EVIDENCE, intent + INTENT_EVIDENCE, 32);
  memory.copy(rowBytes() + ROW_DOCUMENT_SEAL, intent + INTENT_SEAL, 18);
  if (purpose == Purpose.Seal) takeSeal();
  else takeSignature(purpose == Purpose.Cms ? attributes(intent) : 0);
  chainRow();
  const last = batch.stopping != 0 || batch.sealed + 1 == batchOwn();
  if (!commit(true, last, row.sequence)) return Sealed.Failed;
  batch.sealed++;
  if (!last) return Sealed.More;
  batch.phase = BatchPhase.Done;
  return Sealed.Last;
}

function beginRow(): void {
  memory.fill(rowBytes(), 0, ROW_SIZE);
  row.counter = newestCounter() + 1;
  row.time = clockRead();
  row.serialLength = <u8>serialLength();
  memory.copy(rowBytes() + ROW_SERIAL, serialBytes(), serialLength());
}

function takeSeal(): void {
  const bytes = rowBytes();
  row.method = load<u8>(cardReply, CardReply.Method);
  row.generation = load<u8>(cardReply, CardReply.Generation);
  row.validity = load<u8>(cardReply, CardReply.Validity);
  for (let i: usize = 0; i < 4; i++) row.cardCounter = (row.cardCounter << 8) | <u32>load<u8>(cardReply + i, 3);
  // A method without the stage of 18 digits gives blanks there: then the six digits are the seal.
  const short = load<u8>(cardReply, CardReply.Digits18) == 0x20;
  row.sealLength = short ? 6 : 18;
  memory.copy(
    bytes + ROW_ISSUER_SEAL, cardReply + (short ? CardReply.Digits6 : CardReply.Digits18), row.sealLength,
  );
  const length: u32 = load<u8>(cardReply, CardReply.Issuer);
  const issuer = cardReply + CardReply.Issuer + 1;
  if (length > 17 || <u32>CardReply.Issuer + 1 + length > cardReplyLength() || !isUtf8(issuer, length)) return;
  row.issuerLength = <u8>length;
  memory.copy(bytes + ROW_ISSUER, issuer, length);
}

/** The attributes lie behind the signature already. */
function takeSignature(attributesLength: u32): void {
  memory.copy(rowBlob(), cardReply, SIGNATURE);
  row.blobLength = <u16>(SIGNATURE + attributesLength);
}

/** A seal at the keypad gets its row too, before it is shown. */
export function keypadSealed(documentSeal: usize): bool {
  beginRow();
  row.host = <u8>NO_HOST;
  row.documentLength = 6;
  memory.copy(rowBytes() + ROW_DOCUMENT_SEAL, documentSeal, 6);
  takeSeal();
  chainRow();
  return commit(true, false, 0);
}

/** Row, the host's sequence number and the end of the approval belong together: all or nothing. */
function commit(withRow: bool, last: bool, sequence: u64): bool {
  const host = batch.host;
  const raise = last && hostRecord(host) != 0;
  if (raise) hostRaise(host, sequence);
  for (let i: u32 = 0; i < TRIES; i++) {
    let result = storeBegin();
    if (result == Store.OK && withRow)
      result = storePut(keyOfCounter(row.counter), rowBytes(), ROW_SIZE + row.blobLength, 0);
    if (result == Store.OK && raise) result = storePut(StoreKey.FirstHost + host, hostRecord(host), HOST_RECORD, 0);
    if (result == Store.OK && last) result = storeDelete(StoreKey.Approval);
    if (result == Store.OK) result = storeCommit();
    if (result == Store.OK) {
      if (withRow) rowStored();
      return true;
    }
    storeAbort();
    if (result != Store.BUSY) break;
    storeIdle();
  }
  if (raise) hostForget();
  return false;
}

/** Why a document of this digest may not come under this number of the batch; 0 if it may. */
export function mayStand(index: u32, announced: usize): WireError {
  if (index < batch.known) {
    if (!findSealed(batch.host, batch.sequence + index)) return WireError.RequestExpired;
    return equalBytes(rowBytes() + ROW_DIGEST, announced, 32) != 0 ? 0 : WireError.RequestReused;
  }
  if (!batch.joined) return 0;
  return equalBytes(intentOf(index) + INTENT_DIGEST, announced, 32) != 0 ? 0 : WireError.RequestReused;
}
