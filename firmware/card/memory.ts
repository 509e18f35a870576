// What the card keeps in flash: the keys of the store's records, and transactions that answer in status words.
// Called by the commands. Layout of each record stands beside its key; numbers are little-endian inside the card.
import { CardState, Sw } from '../../protocol/generated/firmware/apdu';
import { FlashMap } from '../../protocol/generated/firmware/flash';
import {
  Store, storeAbort, storeBegin, storeCommit, storeDelete, storeFormatStep, storeInit, storePut, storeRead, VALUE_MAX,
} from '../shared/store';
import { wipe } from '../shared/constant-time';
import { record } from './secrets';

export const SECTORS: u32 = <u32>FlashMap.CardBytes / <u32>FlashMap.Sector;
const INDEX_ENTRIES: u32 = 64;
const index: usize = memory.data(256, 4);

export const enum Rec {
  /** serial 16 | issuer key of this card 32 */
  Identity = 0x01,
  /** life 1: CardState Issued, MustChangePin or Active */
  Life = 0x02,
  /** flags 1 | most tries 1 | 0 2 | stretch count 4 | salt 16 | wrapped data key 32 | tag 16 | check value 16 */
  Pin = 0x03,
  /** Counter: tries since the last right PIN, and the same as it stood when the last try was finished. */
  Tries = 0x04,
  SettledTries = 0x05,
  /** Counter: wrong issuer proofs. */
  IssuerTries = 0x06,
  /** issuer id, holder name, contact: length 1 and bytes each */
  Holder = 0x07,
  /** terminal key of this card 32 */
  TerminalKey = 0x08,
  /** sealCounter 4 | responseCounter 4 | signatureCounter 4 | deliveryCounter 4 | latestTime 4 */
  Counters = 0x09,
  /** request hash 32 | document seal 6 | 0 2 | the answer */
  LastSeal = 0x0a,
  /** method 1 | generation 1 | 0 2 | validFrom 4 | validTo 4 | nonce 12 | wrapped digits 35 | tag 16; for 81, 82, 91 */
  SealCurrent = 0x10,
  SealNext = 0x11,
  Response = 0x12,
  /** nonce 12 | wrapped key 932 | tag 16; then the modulus 256 in clear under the key after next */
  RsaSignature = 0x20,
  RsaEncryption = 0x21,
  ModulusSignature = 0x22,
  ModulusEncryption = 0x23,
  /** Files: 0x100, four times the place in the table of files.ts, and the part. */
  File = 0x100,
}

/** Finds the store; an empty flash becomes a blank card, a damaged one is left as it is. */
export function openMemory(): void {
  let status = storeInit(0, SECTORS, index, INDEX_ENTRIES);
  // Only a flash of nothing but ones is formatted, and that takes one step.
  if (status == Store.EMPTY) status = storeFormatStep();
  sound = status == Store.OK && recordsSound();
}

/**
 * A record of the card's life, PIN, tries, counters or identity that has rotted must not pass for one never written.
 */
function recordsSound(): bool {
  for (let key: u32 = Rec.Identity; key <= <u32>Rec.LastSeal; key++) {
    const length = storeRead(key, record, VALUE_MAX);
    wipe(record, VALUE_MAX);
    if (length == Store.DAMAGED) return false;
  }
  return true;
}

let sound: bool = false;

/**
 * False if flash holds something that is no store, or a record of the card itself is damaged: then every command is
 * refused and nothing is changed.
 */
export function memorySound(): bool {
  return sound;
}

/** Copies a record of exactly `length` bytes; false if it is absent or damaged. */
export function readRecord(key: u32, pointer: usize, length: u32): bool {
  return storeRead(key, pointer, length) == <i32>length;
}

/** Result of the transaction under way. */
let result: i32 = 0;

export function begin(): void {
  result = storeBegin();
}

export function put(key: u32, pointer: usize, length: u32, secret: u32): void {
  if (result == Store.OK) result = storePut(key, pointer, length, secret);
}

export function remove(key: u32): void {
  if (result == Store.OK) result = storeDelete(key);
}

const number: usize = memory.data(4, 4);

/** Puts a counter or another number of four bytes. */
export function putNumber(key: u32, value: u32): void {
  store<u32>(number, value);
  put(key, number, 4, 0);
}

/** All of it or nothing; the answer to the terminal. */
export function commit(): u32 {
  if (result == Store.OK) result = storeCommit();
  else storeAbort();
  return statusOf(result);
}

export function statusOf(storeResult: i32): u32 {
  if (storeResult == Store.OK) return Sw.Ok;
  return storeResult == Store.FULL ? Sw.MemoryFull : Sw.MemoryFailure;
}

/** One record in a transaction of its own. */
export function save(key: u32, pointer: usize, length: u32, secret: u32): u32 {
  begin();
  put(key, pointer, length, secret);
  return commit();
}

const life: usize = memory.data(4, 4);

/** The stored life of the card; blocked is known to tries.ts. */
export function storedLife(): CardState {
  if (readRecord(Rec.Life, life, 1)) return <CardState>load<u8>(life);
  return CardState.Blank;
}

/** Adds the new life to the transaction. */
export function putLife(state: CardState): void {
  store<u8>(life, <u8>state);
  put(Rec.Life, life, 1, 0);
}
