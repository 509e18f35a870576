// seal-begin, seal-document, seal-data, seal-approve, seal-result: SPEC "Sealing".
import { On, State } from '../../../protocol/generated/firmware/states';
import {
  BATCH_MAXIMUM, Message, SealApprove, SealApproveAnswer, SealBegin, SealBeginAnswer, SealData, SealDataAnswer,
  SealDocument, SealResult, SealResultAnswer, WireError,
} from '../../../protocol/generated/firmware/wire';
import { clearFields, fieldNumber, fieldPointer, fieldValue, setNumber, setString } from '../../shared/wire-codec';
import { Asked, askClerk, askedFor, mayAskClerk } from '../documents/asking';
import { batch, batchClear, batchOwn, BatchPhase } from '../documents/batch';
import {
  intakeBegin, intakeError, intakeIndex, IntakeMode, intakeMode, intakeReceived, intakeStop, intakeTake, Taken,
} from '../documents/intake';
import {
  row, ROW_DOCUMENT_SEAL, ROW_EVIDENCE, ROW_ISSUER, ROW_ISSUER_SEAL, ROW_SERIAL, rowBlob, rowBytes, rowsFree,
} from '../documents/rows';
import { findSealed, highestSealed, mayStand } from '../documents/sealing';
import { blobOffer, blobRoom } from '../link/blob';
import { ANSWER, requestHost } from '../link/requests';
import { waitOpen } from '../link/wait';
import { happen } from '../machine';
import { talk } from '../talk';

export function sealBegin(): u32 {
  const sequence = fieldValue(SealBegin.Sequence);
  const count = fieldNumber(SealBegin.Count);
  if (count == 0 || sequence == 0 || sequence + count < sequence) return WireError.BadField;
  if (count > BATCH_MAXIMUM) return WireError.TooLarge;
  if (waitOpen()) return WireError.Locked;
  if (batch.phase == BatchPhase.Approved) return join(sequence, count);
  let known: u32 = 0;
  while (known < count && findSealed(requestHost, sequence + known)) known++;
  if (known < count && sequence + known <= highestSealed(requestHost)) return WireError.RequestExpired;
  if (rowsFree() < count - known) return WireError.JournalFull;
  intakeStop();
  batchClear();
  batch.phase = BatchPhase.Collecting;
  batch.host = requestHost;
  batch.sequence = sequence;
  batch.count = count;
  batch.known = known;
  return begun(known);
}

/** A batch that the clerk has approved goes on; its host may wait for it again, under the same numbers. */
function join(sequence: u64, count: u32): u32 {
  if (batch.host != requestHost) return WireError.Busy;
  if (batch.sequence != sequence || batch.count != count) return WireError.Locked;
  batch.joined = 1;
  return begun(batch.known + batch.sealed);
}

function begun(known: u32): u32 {
  clearFields();
  setNumber(SealBeginAnswer.Known, known);
  return ANSWER;
}

export function sealDocument(): u32 {
  const index = fieldNumber(SealDocument.Index);
  const digest = fieldPointer(SealDocument.Digest);
  if (index >= batch.count) return WireError.BadField;
  const stands = mayStand(index, digest);
  if (stands != 0) return stands;
  // What is sealed or approved already needs no bytes.
  if (index < batch.known || batch.joined) return received(fieldNumber(SealDocument.Length));
  if (batch.phase != BatchPhase.Collecting || index != max<u32>(batch.ready, batch.known)) return WireError.WrongState;
  const length = fieldNumber(SealDocument.Length);
  const error = intakeBegin(
    IntakeMode.Announce, index, fieldNumber(SealDocument.Purpose), fieldNumber(SealDocument.Profile), length, digest, 0,
  );
  if (error != 0) return error;
  return take(fieldPointer(SealDocument.Data), fieldNumber(SealDocument.Data));
}

export function sealData(): u32 {
  const index = fieldNumber(SealData.Index);
  const length = fieldNumber(SealData.Data);
  if (index >= batch.count) return WireError.BadField;
  if (index < batch.known || batch.joined) return received(fieldNumber(SealData.Offset) + length);
  if (intakeMode() == IntakeMode.Idle || index != intakeIndex()) return WireError.WrongState;
  if (fieldNumber(SealData.Offset) != intakeReceived()) return WireError.BadField;
  return take(fieldPointer(SealData.Data), length);
}

/** Bytes of the present document. */
function take(from: usize, length: u32): u32 {
  const reading = intakeMode() == IntakeMode.Details;
  const index = intakeIndex();
  const taken = intakeTake(from, length);
  if (reading) {
    if (taken != Taken.More) happen(On.Done, taken == Taken.Whole ? 1 : 0);
  } else if (taken == Taken.Whole) {
    batch.ready = index + 1;
    batch.bytes += intakeReceived();
  }
  return taken == Taken.Fault ? intakeError : received(intakeReceived());
}

function received(bytes: u32): u32 {
  clearFields();
  setNumber(SealDataAnswer.Received, bytes);
  return ANSWER;
}

export function sealApprove(tag: u32): u32 {
  const asks = mayAskClerk(Asked.Documents);
  if (asks != 0) return asks;
  if (batch.phase == BatchPhase.Collecting && max<u32>(batch.ready, batch.known) < batch.count)
    return WireError.WrongState;
  if (batch.phase == BatchPhase.Done || batchOwn() == 0) return sealedAlready();
  if (batch.phase == BatchPhase.Collecting) {
    if (rowsFree() < batchOwn()) return WireError.JournalFull;
    batch.phase = BatchPhase.Asking;
  }
  return askClerk(Asked.Documents, Message.SealApprove, tag, fieldNumber(SealApprove.BudgetMs));
}

function sealedAlready(): u32 {
  clearFields();
  setNumber(SealApproveAnswer.Sealed, batch.count);
  batchClear();
  return ANSWER;
}

export function sealResult(): u32 {
  const sequence = fieldValue(SealResult.Sequence);
  if (!findSealed(requestHost, sequence))
    return sequence <= highestSealed(requestHost) ? WireError.RequestExpired : WireError.RequestUnknown;
  const bytes = rowBytes();
  clearFields();
  setNumber(SealResultAnswer.Method, row.method);
  setNumber(SealResultAnswer.Profile, row.profile);
  setString(SealResultAnswer.Digest, bytes + ROW_EVIDENCE, 32);
  setString(SealResultAnswer.DocumentSeal, bytes + ROW_DOCUMENT_SEAL, row.documentLength);
  setString(SealResultAnswer.IssuerSeal, bytes + ROW_ISSUER_SEAL, row.sealLength);
  setString(SealResultAnswer.Issuer, bytes + ROW_ISSUER, row.issuerLength);
  setNumber(SealResultAnswer.Generation, row.generation);
  setNumber(SealResultAnswer.Counter, row.counter);
  setNumber(SealResultAnswer.Time, row.time);
  setString(SealResultAnswer.CardId, bytes + ROW_SERIAL, row.serialLength);
  if (row.blobLength == 0) return ANSWER;
  // A certificate request is being built there.
  if (askedFor() == Asked.Csr && talk.state == State.ReviewSealing) return WireError.Busy;
  memory.copy(blobRoom, rowBlob(), row.blobLength);
  blobOffer(blobRoom, row.blobLength);
  setNumber(SealResultAnswer.Blob, row.blobLength);
  return ANSWER;
}
