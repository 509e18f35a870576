// INTERNAL AUTHENTICATE with the response key: the one-time response to a challenge (seal document, section 9.4).
// Called by the dispatcher.
import { CardFlag, KeyRef, Sw } from '../../protocol/generated/firmware/apdu';
import { areDigits } from '../shared/digits';
import { SealLabel } from '../shared/open-1';
import { addByte, addNumber, addRoom, clearAnswer } from './answer';
import { putCounters, readCounters } from './counters';
import { checkValidity, keyHeader, openSlot, validityByte } from './key-slot';
import { begin, commit } from './memory';
import { sixDigits } from './methods';
import { cardFlags } from './pin-record';
import { keyA, keyB } from './secrets';

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
  // A classic card has one function for both: the response is the issuer seal of the same six digits.
  const label = (cardFlags() & CardFlag.Classic) != 0 ? SealLabel.Issuer : SealLabel.Response;
  if (!sixDigits(header.method, label, keyA, challenge, keyB, digits6)) {
    clearAnswer();
    return Sw.Internal;
  }
  begin();
  putCounters();
  const result = commit();
  if (result != Sw.Ok) clearAnswer();
  return result;
}
