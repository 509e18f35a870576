// What the card said about itself last (GET DATA status). Filled by session.ts, read by the screens.
import { CardFlag, CardState, CardMethod, StatusAt } from '../../../protocol/generated/firmware/apdu';

export const STATUS_MAX: u32 = 240;
const raw: usize = memory.data(240, 4);
const length: usize = memory.data(4, 4);

/** Bytes of one key in the list: method, generation, unused, validFrom, validTo. */
const KEY_ROW: u32 = 12;

/** Keys of the card, in the order of the list. */
export const enum CardKey {
  SealCurrent = 0,
  SealNext = 1,
  Response = 2,
}

export const enum KeyValidity {
  Absent = 0,
  Unknown = 1,
  Future = 2,
  Valid = 3,
  Expired = 4,
}

/** Takes a status answer; false if it is not one. */
export function statusTake(from: usize, n: u32): bool {
  if (n < <u32>StatusAt.Texts + 3 || n > STATUS_MAX || load<u8>(from, StatusAt.Version) != 1) return false;
  let at: u32 = StatusAt.Texts;
  for (let text = 0; text < 3; text++) {
    if (at >= n) return false;
    at += 1 + <u32>load<u8>(from + at);
  }
  if (at > n) return false;
  memory.copy(raw, from, n);
  store<u32>(length, n);
  return true;
}

/** Forgets the card. */
export function statusForget(): void {
  memory.fill(raw, 0, STATUS_MAX);
  store<u32>(length, 0);
}

export function statusByte(at: StatusAt): u32 {
  return load<u8>(raw + <usize>at);
}

export function statusNumber(at: StatusAt): u32 {
  return bswap<u32>(load<u32>(raw + <usize>at));
}

export function cardState(): CardState {
  return <CardState>statusByte(StatusAt.State);
}

export function triesLeft(): u32 {
  return statusByte(StatusAt.TriesLeft);
}

/** After a wrong PIN the card says how many tries are left. */
export function setTriesLeft(tries: u32): void {
  store<u8>(raw, <u8>tries, StatusAt.TriesLeft);
}

export function setCounter(at: StatusAt, value: u32): void {
  store<u32>(raw + <usize>at, bswap<u32>(value));
}

export function cardFlag(flag: CardFlag): bool {
  return (statusByte(StatusAt.Flags) & <u32>flag) != 0;
}

export function serialBytes(): usize {
  return raw + StatusAt.Serial;
}

/** The serial is ASCII with zero bytes at its end. */
export function serialLength(): u32 {
  let n: u32 = 16;
  while (n > 0 && load<u8>(raw + StatusAt.Serial + n - 1) == 0) n--;
  return n;
}

/** The three texts: 0 issuer id, 1 holder, 2 whom to contact. */
export function textBytes(which: u32): usize {
  let at = raw + StatusAt.Texts;
  for (let i: u32 = 0; i < which; i++) at += 1 + <usize>load<u8>(at);
  return at + 1;
}

export function textLength(which: u32): u32 {
  return load<u32>(length) == 0 ? 0 : <u32>load<u8>(textBytes(which) - 1);
}

function keyRow(key: CardKey): usize {
  return raw + StatusAt.Keys + <usize>key * KEY_ROW;
}

export function keyMethod(key: CardKey): CardMethod {
  return <CardMethod>load<u8>(keyRow(key));
}

export function keyGeneration(key: CardKey): u32 {
  return load<u8>(keyRow(key), 1);
}

export function keyFrom(key: CardKey): u32 {
  return bswap<u32>(load<u32>(keyRow(key), 4));
}

export function keyTo(key: CardKey): u32 {
  return bswap<u32>(load<u32>(keyRow(key), 8));
}

/** `time` is what the clock says, 0 if it is not set. */
export function keyValidity(key: CardKey, time: u32): KeyValidity {
  if (load<u8>(keyRow(key)) == 0) return KeyValidity.Absent;
  if (time == 0) return KeyValidity.Unknown;
  if (time < keyFrom(key)) return KeyValidity.Future;
  return time > keyTo(key) ? KeyValidity.Expired : KeyValidity.Valid;
}
