// ENVELOPE (ISO/IEC 7816-4, 11.8.2): a record of the channel with a whole command inside; the answer goes back the same
// way. A record that does not open closes the channel. Called by the dispatcher.
import { Channel, Role } from '../../protocol/generated/firmware/apdu';
import { AEAD_TAG, aeadOpen, aeadSeal } from '../shared/chacha20-poly1305';
import { addByte, addRoom, answerLength } from './answer';
import { writeNumber } from '../shared/big-endian';
import { answer, command, scratch, sessionKeys } from './secrets';
import { channelOpen, closeSession, countRecordIn, countRecordOut, recordsIn, recordsOut } from './session';

const FROM_CARD: usize = 32;
const nonce: usize = memory.data(12, 4);
const associated: usize = memory.data(4, 4);

function prepare(number: u32): void {
  // 2^32 records in one session are out of reach of a line with 115,200 bits a second.
  writeNumber(nonce + 8, number);
  store<u8>(associated, <u8>(channelOpen() == Channel.Terminal ? Role.Terminal : Role.Issuer));
}

/** Decrypts the record to the start of the command buffer; the length of the inner command, or 0. */
export function openRecord(data: usize, length: u32): u32 {
  const inner = length - AEAD_TAG;
  memory.copy(command, data, length);
  prepare(recordsIn);
  countRecordIn();
  const right = aeadOpen(
    scratch, sessionKeys, nonce, associated, 1, command, inner, command + inner, command,
  );
  if (right != 0) return inner;
  closeSession();
  return 0;
}

/** Encrypts answer and status word in place. */
export function sealRecord(sw: u32): void {
  addByte(sw >> 8);
  addByte(sw);
  const length = answerLength;
  const tag = addRoom(AEAD_TAG);
  prepare(recordsOut);
  countRecordOut();
  aeadSeal(scratch, sessionKeys + FROM_CARD, nonce, associated, 1, answer, length, answer, tag);
}
