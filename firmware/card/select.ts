// SELECT by application identifier (ISO/IEC 7816-4, 11.2.2). Found or not, it closes the channel and forgets the PIN:
// this is how a terminal deselects. Called by the dispatcher.
import { AID, AID_LENGTH, Sw } from '../../protocol/generated/firmware/apdu';
import { equalBytes } from '../shared/constant-time';
import { addByte, addBytes } from './answer';
import { closeSession, selectFilePlace } from './session';
import { APPLICATION } from './files';

const NO_ANSWER: u32 = 0x0c;

export function select(p2: u32, data: usize, length: u32): u32 {
  closeSession();
  if (length > AID_LENGTH || equalBytes(AID, data, length) == 0) return Sw.NotFound; // a shortened AID selects too
  selectFilePlace(APPLICATION);
  if (p2 == NO_ANSWER) return Sw.Ok;
  addByte(0x6f);
  addByte(2 + AID_LENGTH);
  addByte(0x84);
  addByte(AID_LENGTH);
  addBytes(AID, AID_LENGTH);
  return Sw.Ok;
}
