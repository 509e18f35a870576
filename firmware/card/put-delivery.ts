// PUT DATA 0130: keys delivered in the field, sealed by the issuer for this card; the holder's PIN must be verified,
// and the device asks for a key press. All items hold, or none. Called by the dispatcher.
//
//   counter 4 | items, encrypted | tag 16;  an item: tag 1 | length 1 | value, as the data of that PUT DATA command
import {
  CardFlag, DeliveryItem, INFO_DELIVERY, INFO_DELIVERY_LENGTH, KeyRef, LIMIT_KEY_DIGITS, LIMIT_SERIAL, Sw,
} from '../../protocol/generated/firmware/apdu';
import { aeadOpen } from '../shared/chacha20-poly1305';
import { equalBytes } from '../shared/constant-time';
import { storeAbort } from '../shared/store';
import { readNumber, writeNumber } from '../shared/big-endian';
import { putCounters, readCounters } from './counters';
import { derive } from './derive';
import { checkContact, putContactText } from './holder';
import { checkKeyData, checkKeysDiffer, loadSlot, putSlot, SLOT, slotBytes } from './key-slot';
import { begin, commit, put, readRecord, Rec } from './memory';
import { cardFlags } from './pin-record';
import { keyA, record, scratch } from './secrets';
import { TERMINAL_KEY } from './put-terminal-key';

const COUNTER: u32 = 4;
const TAG: u32 = 16;
const IDENTITY: u32 = 48;
/** Where the items lie once opened; the identity stands before them. */
const ITEMS: u32 = 64;
const nonce: usize = memory.data(12, 4);

export function putDelivery(data: usize, length: u32): u32 {
  const counter = readNumber(data);
  const counters = readCounters();
  if (counter <= counters.delivery) return Sw.PackageStale;
  if (!readRecord(Rec.Identity, record, IDENTITY)) return Sw.MemoryFailure;
  derive(record + LIMIT_SERIAL, record, LIMIT_SERIAL, INFO_DELIVERY, INFO_DELIVERY_LENGTH, keyA, 32);
  writeNumber(nonce + 8, counter);
  const items = record + ITEMS;
  const itemsLength = length - COUNTER - TAG;
  memory.copy(items, data + COUNTER, itemsLength);
  const tag = data + COUNTER + itemsLength;
  const opened = aeadOpen(scratch, keyA, nonce, record, LIMIT_SERIAL, items, itemsLength, tag, items);
  if (opened == 0) return Sw.AuthenticationFailed;
  const form = checkItems(items, itemsLength);
  if (form != Sw.Ok) return form;
  begin();
  const wrapped = putItems(items, itemsLength);
  if (wrapped != Sw.Ok) {
    storeAbort();
    return wrapped;
  }
  readCounters().delivery = counter;
  putCounters();
  return commit();
}

/** Every item is looked at before any is taken; new keys must also differ from each other, but on a classic card. */
function checkItems(items: usize, length: u32): u32 {
  let sealKey: usize = 0;
  let responseKey: usize = 0;
  let seen: u32 = 0;
  for (let at: u32 = 0; at < length; at += 2 + <u32>load<u8>(items + at, 1)) {
    if (at + 2 > length || at + 2 + <u32>load<u8>(items + at, 1) > length) return Sw.WrongData;
    const value = items + at + 2;
    const form = checkItem(load<u8>(items + at), value, load<u8>(items + at, 1));
    if (form != Sw.Ok) return form;
    let kind: u32 = load<u8>(items + at);
    if (kind == DeliveryItem.Key) {
      if (load<u8>(value) == KeyRef.Response) {
        responseKey = value;
        kind = 0x25;
      } else sealKey = value;
    }
    if ((seen & ((<u32>1) << (kind & 7))) != 0) return Sw.WrongData; // one item of a kind
    seen |= (<u32>1) << (kind & 7);
  }
  if (seen == 0) return Sw.WrongData;
  if (sealKey == 0 || responseKey == 0 || (cardFlags() & CardFlag.Classic) != 0) return Sw.Ok;
  return equalBytes(sealKey + 11, responseKey + 11, LIMIT_KEY_DIGITS) != 0 ? Sw.KeysEqual : Sw.Ok;
}

function checkItem(kind: u32, value: usize, length: u32): u32 {
  if (kind == DeliveryItem.TerminalKey) return length == TERMINAL_KEY ? Sw.Ok : Sw.WrongData;
  if (kind == DeliveryItem.Contact) return checkContact(value, length) ? Sw.Ok : Sw.WrongData;
  if (kind != DeliveryItem.Key || length < 11) return Sw.WrongData;
  const form = checkKeyData(value, length);
  if (form != Sw.Ok) return form;
  // The key in use is never overwritten: a new seal key comes as the next one.
  if (load<u8>(value) == KeyRef.SealCurrent) return Sw.WrongData;
  return checkKeysDiffer(value);
}

function putItems(items: usize, length: u32): u32 {
  for (let at: u32 = 0; at < length; at += 2 + <u32>load<u8>(items + at, 1)) {
    const kind: u32 = load<u8>(items + at);
    const value = items + at + 2;
    if (kind == DeliveryItem.TerminalKey) put(Rec.TerminalKey, value, TERMINAL_KEY, 1);
    else if (kind == DeliveryItem.Contact) putContactText(value, load<u8>(items + at, 1));
    else {
      // A key that waits as the next one becomes the current one.
      if (load<u8>(value) == KeyRef.SealNext && loadSlot(KeyRef.SealNext)) put(Rec.SealCurrent, slotBytes(), SLOT, 1);
      const wrapped = putSlot(load<u8>(value), value);
      if (wrapped != Sw.Ok) return wrapped;
    }
  }
  return Sw.Ok;
}
