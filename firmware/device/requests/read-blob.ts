// read-blob: bytes of the last long answer.
import { ReadBlob, ReadBlobAnswer, WireError } from '../../../protocol/generated/firmware/wire';
import { clearFields, fieldNumber, setString } from '../../shared/wire-codec';
import { blobBytes, blobLength } from '../link/blob';
import { ANSWER } from '../link/requests';

/** What the field holds at most. */
const MOST: u32 = 2200;

export function readBlob(): u32 {
  const offset = fieldNumber(ReadBlob.Offset);
  const length = fieldNumber(ReadBlob.Length);
  if (blobBytes() == 0 || offset > blobLength()) return WireError.RequestUnknown;
  clearFields();
  setString(ReadBlobAnswer.Data, blobBytes() + offset, min<u32>(min<u32>(length, MOST), blobLength() - offset));
  return ANSWER;
}
