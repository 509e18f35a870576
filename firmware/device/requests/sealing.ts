// Requests that end in a seal, a signature or a deciphered block, and the device journal: which file answers which.
// Called
// by link/requests.ts.
import { State } from '../../../protocol/generated/firmware/states';
import { Message, WireError } from '../../../protocol/generated/firmware/wire';
import { batch, batchClear, BatchPhase } from '../documents/batch';
import { granted as grantLasts } from '../documents/grant';
import { IntakeMode, intakeMode, intakeStop } from '../documents/intake';
import { newestTime, ROWS, rowsWaiting } from '../documents/rows';
import { giveUp } from '../documents/sealing';
import { requestHost } from '../link/requests';
import { talk } from '../talk';
import { journal, journalAcknowledge } from './journal';
import { csr, decipher, decipherGrant, keyPackage } from './pki';
import { sealApprove, sealBegin, sealData, sealDocument, sealResult } from './seal';
import { updateAnnounced, updateBytes, updateEnds, updateLeft } from './update';

/** True while a batch of this session takes documents, or the clerk reads one that must come again. */
export function collecting(): bool {
  if (batch.host != requestHost) return false;
  if (batch.phase == BatchPhase.Collecting || batch.phase == BatchPhase.Done) return true;
  if (batch.phase == BatchPhase.Asking) return intakeMode() == IntakeMode.Details;
  return batch.phase == BatchPhase.Approved && batch.joined != 0;
}

/** True while the clerk's grant for deciphering lasts. */
export function granted(): bool {
  return grantLasts();
}

/** The handler of every request that link/requests.ts has none for. */
export function sealing(number: Message, tag: u32): u32 {
  switch (number) {
    case Message.SealBegin:
      return sealBegin();
    case Message.SealDocument:
      return sealDocument();
    case Message.SealData:
      return sealData();
    case Message.SealApprove:
      return sealApprove(tag);
    case Message.SealResult:
      return sealResult();
    case Message.Journal:
      return journal();
    case Message.JournalAcknowledge:
      return journalAcknowledge();
    case Message.Csr:
      return csr(tag);
    case Message.DecipherGrant:
      return decipherGrant(tag);
    case Message.Decipher:
      return decipher(tag);
    case Message.KeyPackage:
      return keyPackage(tag);
    case Message.UpdateBegin:
      return updateAnnounced(tag);
    case Message.UpdateData:
      return updateBytes();
    case Message.UpdateFinish:
      return updateEnds(tag);
    default:
      return WireError.UnknownMessage;
  }
}

/** The host wants its open batch ended: of an approved one the document that the card works on is finished. */
export function sealingCancel(): void {
  if (batch.phase == BatchPhase.None || batch.host != requestHost) return;
  intakeStop();
  batch.joined = 0;
  if (batch.phase != BatchPhase.Approved) batchClear();
  else if (talk.state == State.ReviewSealing) batch.stopping = 1;
  else giveUp();
}

/** The session ended: an open batch that was not approved is forgotten. */
export function sealingLeft(): void {
  intakeStop();
  batch.joined = 0;
  if (batch.phase != BatchPhase.Approved) batchClear();
  updateLeft();
}

/** Rows of the device journal that wait for an export. */
export function journalRows(): u32 {
  return rowsWaiting();
}

/** Rows that fit. */
export function journalCapacity(): u32 {
  return ROWS;
}

/** Time of the newest row, seconds since 1970 UTC: the clock is never set before it. */
export function newestRow(): u32 {
  return newestTime();
}
