// CHANGE REFERENCE DATA (ISO/IEC 7816-4, 11.5.7): the holder sets a new PIN with the old one; the first act with a new
// card. The data key stays the same and is wrapped anew; old or new PIN holds, whenever power goes. Called by the
// dispatcher.
import { CardState, Channel, Sw } from '../../protocol/generated/firmware/apdu';
import { equalBytes } from '../shared/constant-time';
import { Random, randomBytes, randomReady } from '../shared/random';
import { begin, commit, put, putLife, Rec } from './memory';
import { loadPinRecord, PIN_RECORD, pinRecordAt, SALT } from './pin-record';
import {
  countTry, isDataKeyRight, pinDigits, pinMaySet, putTriesBack, settleWrongTry, stretchBegin, stretchStep,
  unwrapDataKey, WORKING, wrapDataKey,
} from './pin-unlock';
import { pinA, pinB } from './secrets';
import { forgetPin, setVerified } from './session';

let unlocked: bool = false;

export function changeBegin(data: usize): u32 {
  memory.copy(pinA, data, 8);
  memory.copy(pinB, data + 8, 8);
  if (pinDigits(pinA) == 0 || !pinMaySet(pinB) || equalBytes(pinA, pinB, 8) != 0) return Sw.WrongData;
  // Before the try is counted: a broken source of noise must block nobody.
  if (randomReady() != Random.OK) return Sw.EntropyFailure;
  unlocked = false;
  forgetPin();
  const counted = countTry();
  if (counted != WORKING) return counted;
  if (!loadPinRecord()) return Sw.Internal;
  stretchBegin(pinA);
  return WORKING;
}

export function changeStep(channel: Channel): u32 {
  if (!stretchStep()) return WORKING;
  const result = unlocked ? saveNew(channel) : unlock();
  if (result != WORKING && result != Sw.Ok) forgetPin();
  return result;
}

/** The old PIN has been stretched; goes on with the new one under a new salt. */
function unlock(): u32 {
  if (!unwrapDataKey()) return settleWrongTry();
  if (randomBytes(pinRecordAt() + SALT, 16) != Random.OK) return Sw.EntropyFailure;
  unlocked = true;
  stretchBegin(pinB);
  return WORKING;
}

function saveNew(channel: Channel): u32 {
  // Wrapping anything else would lose every key of the card.
  if (isDataKeyRight() == 0) return Sw.Internal;
  wrapDataKey();
  begin();
  put(Rec.Pin, pinRecordAt(), PIN_RECORD, 1);
  putTriesBack();
  putLife(CardState.Active);
  const result = commit();
  if (result == Sw.Ok) setVerified(channel);
  return result;
}
