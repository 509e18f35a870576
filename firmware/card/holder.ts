// The holder's texts: issuer id, name, contact; each with its length in front. Called by PUT DATA, seals and status.
import { LIMIT_CONTACT, LIMIT_HOLDER_NAME, LIMIT_ISSUER_ID } from '../../protocol/generated/firmware/apdu';
import { storeRead } from '../shared/store';
import { addByte, addBytes } from './answer';
import { put, Rec } from './memory';

const HOLDER_MAX: u32 = 140;
const texts: usize = memory.data(140, 4);
const merged: usize = memory.data(140, 4);

export const enum HolderText {
  IssuerId = 0,
  Name = 1,
  Contact = 2,
}

/** Where a text begins (its length byte). */
function textAt(all: usize, which: HolderText): usize {
  for (let i: u32 = 0; i < <u32>which; i++) all += 1 + <u32>load<u8>(all);
  return all;
}

function loadTexts(): void {
  if (storeRead(Rec.Holder, texts, HOLDER_MAX) < 3) memory.fill(texts, 0, 3);
}

/** Adds the text with its length to the answer; empty on a card without a holder. */
export function addHolderText(which: HolderText): void {
  loadTexts();
  const at = textAt(texts, which);
  const length: u32 = load<u8>(at);
  addByte(length);
  addBytes(at + 1, length);
}

export function hasHolder(): bool {
  loadTexts();
  return load<u8>(texts) != 0;
}

/** One text of at most `most` printable characters of ISO 8859-1 at `at`, within `room` bytes; bytes taken, or 0. */
function checkText(at: usize, room: u32, least: u32, most: u32): u32 {
  if (room == 0) return 0;
  const length: u32 = load<u8>(at);
  if (length < least || length > most || length + 1 > room) return 0;
  for (let i: u32 = 1; i <= length; i++) if ((<u32>load<u8>(at + i) & 0x7f) < 0x20) return 0;
  return length + 1;
}

/** All three texts, nothing after them. An issuer id and a name must be there. */
export function checkHolder(at: usize, length: u32): bool {
  const id = checkText(at, length, 1, LIMIT_ISSUER_ID);
  if (id == 0) return false;
  const name = checkText(at + id, length - id, 1, LIMIT_HOLDER_NAME);
  return name != 0 && checkContact(at + id + name, length - id - name);
}

export function checkContact(at: usize, length: u32): bool {
  const contact = checkText(at, length, 0, LIMIT_CONTACT);
  return contact != 0 && contact == length;
}

export function putHolder(at: usize, length: u32): void {
  put(Rec.Holder, at, length, 0);
}

/** Adds the holder with another contact to the transaction. */
export function putContactText(at: usize, length: u32): void {
  loadTexts();
  const kept = <u32>(textAt(texts, HolderText.Contact) - texts);
  memory.copy(merged, texts, kept);
  memory.copy(merged + kept, at, length);
  put(Rec.Holder, merged, kept + length, 0);
}
