// INTERNAL AUTHENTICATE with a seal key: the issuer seal of a document seal (seal document, section 2). Called by the
// dispatcher. Two requests never get two answers: counter and answer are stored in one transaction, under the hash of
// the request.
import { Sw } from '../../protocol/generated/firmware/apdu';
import { equalBytes } from '../shared/constant-time';
import { areDigits } from '../shared/digits';
import { OPEN1_DIGITS, SealLabel } from '../shared/open-1';
import { storeRead } from '../shared/store';
import { addByte, addBytes, addNumber, addRoom, answerLength, clearAnswer } from './answer';
import { putCounters, readCounters } from './counters';
import { addHolderText, HolderText } from './holder';
import { checkValidity, keyHeader, openSlot, validityByte } from './key-slot';
import { begin, commit, put, Rec } from './memory';
import { sixDigits } from './methods';
import { answer, keyA, record } from './secrets';

const HASH: u32 = 32;
const DIGITS: u32 = 6;
const STORED_ANSWER: u32 = 40;
const STORED_MAX: u32 = 96;

export function seal(reference: u32, data: usize): u32 {
  const digits = data + HASH;
  if (!areDigits(digits, DIGITS)) return Sw.WrongData;
  const stored = storeRead(Rec.LastSeal, record, STORED_MAX);
  if (stored > <i32>STORED_ANSWER && equalBytes(record, data, HASH) != 0) return again(digits, stored);
  const opened = openSlot(reference, keyA);
  if (opened != Sw.Ok) return opened;
  const valid = checkValidity();
  if (valid != Sw.Ok) return valid;
  const counters = readCounters();
  counters.seal++;
  if (!compose(digits, counters.seal)) {
    clearAnswer();
    return Sw.Internal;
  }
  memory.copy(record, data, HASH + DIGITS);
  memory.fill(record + HASH + DIGITS, 0, 2);
  memory.copy(record + STORED_ANSWER, answer, answerLength);
  begin();
  putCounters();
  put(Rec.LastSeal, record, STORED_ANSWER + answerLength, 0);
  const result = commit();
  if (result != Sw.Ok) clearAnswer();
  return result;
}

/** The same request once more: the answer of the first time. */
function again(digits: usize, stored: i32): u32 {
  if (equalBytes(record + HASH, digits, DIGITS) == 0) return Sw.RequestReused;
  addBytes(record + STORED_ANSWER, <u32>stored - STORED_ANSWER);
  return Sw.Ok;
}

/** False if the method failed. */
function compose(digits: usize, counter: u32): bool {
  const header = keyHeader();
  addByte(header.method);
  addByte(header.generation);
  addByte(validityByte());
  addNumber(counter);
  const digits18 = addRoom(OPEN1_DIGITS);
  const digits6 = addRoom(DIGITS);
  addHolderText(HolderText.IssuerId);
  return sixDigits(header.method, SealLabel.Issuer, keyA, digits, digits18, digits6);
}
