// journal and journal-acknowledge: the device journal row by row. SPEC "Device journal".
import {
  Journal, JournalAcknowledge, JournalAcknowledgeAnswer, JournalAnswer, WireError,
} from '../../../protocol/generated/firmware/wire';
import { equalBytes } from '../../shared/constant-time';
import { clearFields, fieldNumber, fieldPointer, setNumber, setString } from '../../shared/wire-codec';
import {
  acknowledge, exported, exportRow, newestCounter, oldestCounter, readRow, row, ROW_CHAIN, rowBytes, rowsWaiting,
} from '../documents/rows';
import { ANSWER } from '../link/requests';

/** The row of this counter, or the first behind it. */
export function journal(): u32 {
  let counter = max<u32>(fieldNumber(Journal.Counter), oldestCounter());
  clearFields();
  setNumber(JournalAnswer.Counter, 0);
  for (; counter != 0 && counter <= newestCounter(); counter++) {
    if (!readRow(counter)) continue;
    setNumber(JournalAnswer.Counter, row.counter);
    setString(JournalAnswer.Row, exported, exportRow(exported));
    setString(JournalAnswer.Chain, rowBytes() + ROW_CHAIN, 32);
    break;
  }
  return ANSWER;
}

export function journalAcknowledge(): u32 {
  const counter = fieldNumber(JournalAcknowledge.Counter);
  if (counter == 0 || counter > newestCounter() || !readRow(counter)) return WireError.RequestUnknown;
  if (!equalBytes(rowBytes() + ROW_CHAIN, fieldPointer(JournalAcknowledge.Chain), 32)) return WireError.DigestMismatch;
  if (!acknowledge(counter)) return WireError.Internal;
  clearFields();
  setNumber(JournalAcknowledgeAnswer.Rows, rowsWaiting());
  return ANSWER;
}
