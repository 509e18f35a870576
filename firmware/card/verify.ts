// VERIFY (ISO/IEC 7816-4, 11.5.6): opens the card with the PIN, or says how many tries are left. Called by the
// dispatcher.
import { Channel, Sw } from '../../protocol/generated/firmware/apdu';
import { begin, commit } from './memory';
import { loadPinRecord, triesLeft } from './pin-record';
import {
  countTry, pinDigits, putTriesBack, settleWrongTry, stretchBegin, stretchStep, unwrapDataKey, WORKING,
} from './pin-unlock';
import { pinA } from './secrets';
import { forgetPin, isVerified, setVerified } from './session';

export function verifyBegin(channel: Channel, data: usize, length: u32): u32 {
  if (length == 0) return isVerified(channel) ? Sw.Ok : Sw.WrongPin | triesLeft();
  memory.fill(pinA, 0xff, 8);
  memory.copy(pinA, data, length);
  if (pinDigits(pinA) == 0) return Sw.WrongData;
  forgetPin();
  const counted = countTry();
  if (counted != WORKING) return counted;
  if (!loadPinRecord()) return Sw.Internal;
  stretchBegin(pinA);
  return WORKING;
}

export function verifyStep(channel: Channel): u32 {
  if (!stretchStep()) return WORKING;
  if (!unwrapDataKey()) {
    forgetPin();
    return settleWrongTry();
  }
  begin();
  putTriesBack();
  const result = commit();
  if (result == Sw.Ok) setVerified(channel);
  else forgetPin();
  return result;
}
