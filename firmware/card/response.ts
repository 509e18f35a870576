// INTERNAL AUTHENTICATE with the response key: the one-time response to a challenge (seal document, section 9.4).
// Called by the dispatcher.
import { CardMethod, KeyRef, Sw } from '../../protocol/generated/firmware/apdu';
import { compress18to6 } from '../shared/compress';
import { areDigits } from '../shared/digits';
import { open1Final, open1Init, open1Update, SealLabel } from '../shared/open-1';
import { addByte, addNumber, addRoom, clearAnswer } from './answer';
import { putCounters, readCounters } from './counters';
import { checkValidity, keyHeader, openSlot, validityByte } from './key-slot';
import { begin, commit } from './memory';
import { ocraSixDigits } from './ocra-default';
import { keyA, keyB, scratch } from './secrets';

export function response(challenge: usize): u32 {
  if (!areDigits(challenge, 6)) return Sw.WrongData;
  const opened = openSlot(KeyRef.Response, keyA);
  if (opened != Sw.Ok) return opened;
  const valid = checkValidity();
  if (valid != Sw.Ok) return valid;
  const counters = readCounters();
  counters.response++;
  const header = keyHeader();
  addByte(header.method);
  addByte(header.generation);
  addByte(validityByte());
  addNumber(counters.response);
  const digits6 = addRoom(6);
  if (header.method == CardMethod.Ocra) ocraSixDigits(keyA, challenge, digits6);
  else {
    open1Init(scratch, keyA, SealLabel.Response);
    open1Update(scratch, challenge, 6);
    open1Final(scratch, keyB);
    compress18to6(keyB, digits6);
  }
  begin();
  putCounters();
  const result = commit();
  if (result != Sw.Ok) clearAnswer();
  return result;
}
