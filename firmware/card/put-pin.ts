// PUT DATA 0121: first PIN, number of tries, flags; makes the data key. Only while the card is being personalised; the
// holder must change this PIN before anything else. Called by the dispatcher.
import {
  CardFlag, LIMIT_TRIES_MAXIMUM, LIMIT_TRIES_MINIMUM, Sw,
} from '../../protocol/generated/firmware/apdu';
import { Random, randomBytes } from '../shared/random';
import { readNumber } from '../shared/big-endian';
import { begin, commit, put, putNumber, Rec, remove } from './memory';
import { PIN_RECORD, pinRecord, pinRecordAt, SALT } from './pin-record';
import { pinMaySet, stretchBegin, stretchStep, WORKING, wrapDataKey } from './pin-unlock';
import { dataKey, pinA } from './secrets';
import { forgetPin, setDataKeyThere } from './session';

const STRETCH_MAXIMUM: u32 = 10_000_000;

export function putPinBegin(data: usize): u32 {
  const flags: u32 = load<u8>(data);
  const tries: u32 = load<u8>(data, 1);
  const count = readNumber(data + 2);
  memory.copy(pinA, data + 6, 8);
  if ((flags & ~(CardFlag.AllowReader | CardFlag.Classic)) != 0) return Sw.WrongData;
  if (tries < LIMIT_TRIES_MINIMUM || tries > LIMIT_TRIES_MAXIMUM) return Sw.WrongData;
  if (count == 0 || count > STRETCH_MAXIMUM || !pinMaySet(pinA)) return Sw.WrongData;
  forgetPin();
  memory.fill(pinRecordAt(), 0, PIN_RECORD);
  const record = pinRecord();
  record.flags = <u8>flags;
  record.triesMaximum = <u8>tries;
  record.stretchCount = count;
  if (randomBytes(pinRecordAt() + SALT, 16) != Random.OK) return Sw.EntropyFailure;
  if (randomBytes(dataKey, 32) != Random.OK) return Sw.EntropyFailure;
  stretchBegin(pinA);
  return WORKING;
}

export function putPinStep(): u32 {
  if (!stretchStep()) return WORKING;
  wrapDataKey();
  begin();
  put(Rec.Pin, pinRecordAt(), PIN_RECORD, 1);
  putNumber(Rec.Tries, 0);
  putNumber(Rec.SettledTries, 0);
  // What was wrapped under an earlier data key can never be opened again.
  remove(Rec.SealCurrent);
  remove(Rec.SealNext);
  remove(Rec.Response);
  const result = commit();
  if (result == Sw.Ok) setDataKeyThere();
  else forgetPin();
  return result;
}
