// GET DATA 0101: everything about the card that is no secret, without PIN. Called by the dispatcher.
import { Channel, KeyRef, LIMIT_ISSUER_FAILURES, LIMIT_SERIAL, Sw } from '../../protocol/generated/firmware/apdu';
import { counterRead } from '../shared/store-counter';
import { storeLength } from '../shared/store';
import { addByte, addBytes, addNumber } from './answer';
import { readCounters } from './counters';
import { addHolderText, HolderText } from './holder';
import { keyHeader, loadSlot } from './key-slot';
import { readRecord, Rec } from './memory';
import {
  blockReason, cardFlags, cardState, loadPinRecord, pinMinimum, pinRecord, triesLeft, wasInterrupted,
} from './pin-record';
import { record } from './secrets';
import { isVerified } from './session';

const VERSION: u32 = 1;
const IDENTITY: u32 = 48;

export function getStatus(channel: Channel): u32 {
  loadPinRecord();
  const most: u32 = pinRecord().triesMaximum;
  addByte(VERSION);
  addByte(cardState());
  addByte(triesLeft());
  addByte(most);
  addByte(wasInterrupted() ? 1 : 0);
  addByte(cardFlags());
  addByte(blockReason());
  addByte(isVerified(channel) ? 1 : 0);
  addByte(pinMinimum());
  addByte(issuerTriesLeft());
  addByte((storeLength(Rec.RsaSignature) > 0 ? 1 : 0) | (storeLength(Rec.RsaEncryption) > 0 ? 2 : 0));
  addByte(channel);
  const counters = readCounters();
  addNumber(counters.latestTime);
  addNumber(counters.seal);
  addNumber(counters.response);
  addNumber(counters.signature);
  addNumber(counters.delivery);
  if (!readRecord(Rec.Identity, record, IDENTITY)) memory.fill(record, 0, IDENTITY);
  addBytes(record, LIMIT_SERIAL);
  addKey(KeyRef.SealCurrent);
  addKey(KeyRef.SealNext);
  addKey(KeyRef.Response);
  addHolderText(HolderText.IssuerId);
  addHolderText(HolderText.Name);
  addHolderText(HolderText.Contact);
  return Sw.Ok;
}

export function issuerTriesLeft(): u32 {
  const used = counterRead(Rec.IssuerTries);
  return used < 0 || <u32>used >= LIMIT_ISSUER_FAILURES ? 0 : LIMIT_ISSUER_FAILURES - used;
}

function addKey(reference: u32): void {
  const there = loadSlot(reference);
  const header = keyHeader();
  addByte(there ? header.method : 0);
  addByte(there ? header.generation : 0);
  addByte(0);
  addByte(0);
  addNumber(there ? header.validFrom : 0);
  addNumber(there ? header.validTo : 0);
}
