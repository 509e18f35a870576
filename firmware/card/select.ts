// SELECT by application identifier (ISO/IEC 7816-4, 11.2.2). Found or not, it closes the channel and forgets the PIN:
// this is how a terminal deselects. Called by the dispatcher.
import {
  AID, AID_LENGTH, CardFlag, READER_AID, READER_AID_LENGTH, READER_INTERFACE, READER_INTERFACE_LENGTH, Sw,
} from '../../protocol/generated/firmware/apdu';
import { equalBytes } from '../shared/constant-time';
import { addByte, addBytes } from './answer';
import { closeSession, selectFilePlace } from './session';
import { APPLICATION } from './files';
import { cardFlags } from './pin-record';

const NO_ANSWER: u32 = 0x0c;

export function select(p2: u32, data: usize, length: u32): u32 {
  closeSession();
  const foreign = isReaderName(data, length);
  // A shortened AID selects too.
  if (!foreign && (length > AID_LENGTH || equalBytes(AID, data, length) == 0)) return Sw.NotFound;
  selectFilePlace(APPLICATION);
  if (p2 == NO_ANSWER) return Sw.Ok;
  if (foreign) {
    addBytes(READER_INTERFACE, READER_INTERFACE_LENGTH);
    return Sw.Ok;
  }
  addByte(0x6f);
  addByte(2 + AID_LENGTH);
  addByte(0x84);
  addByte(AID_LENGTH);
  addBytes(AID, AID_LENGTH);
  return Sw.Ok;
}

/** The name by which software for PC/SC finds the application, on a card that is for foreign readers. */
function isReaderName(data: usize, length: u32): bool {
  if (length != READER_AID_LENGTH || (cardFlags() & CardFlag.AllowReader) == 0) return false;
  return equalBytes(READER_AID, data, length) != 0;
}
