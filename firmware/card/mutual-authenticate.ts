// MUTUAL AUTHENTICATE (ISO/IEC 7816-4, 11.5.5): a terminal or the issuer proves its key, then the card proves the same
// key; both get the keys of the channel. Layouts stand in the APDU table. Called by the dispatcher.
import {
  Channel, INFO_SESSION, INFO_SESSION_LENGTH, LIMIT_SERIAL, Role, Sw,
} from '../../protocol/generated/firmware/apdu';
import { equalBytes } from '../shared/constant-time';
import { hmacSha256 } from '../shared/hmac';
import { Store } from '../shared/store';
import { counterRaise, counterWrite } from '../shared/store-counter';
import { addBytes } from './answer';
import { readNumber } from '../shared/big-endian';
import { putCounters, readCounters } from './counters';
import { derive } from './derive';
import { challenge, isChallengeUsable } from './get-challenge';
import { issuerTriesLeft } from './get-status';
import { begin, commit, readRecord, Rec } from './memory';
import { keyA, keyB, record, scratch, sessionKeys } from './secrets';
import { closeSession, openSession } from './session';

/** "terminal", "issuer", "card" */
const terminalLabel: usize = memory.data<u8>([0x74, 0x65, 0x72, 0x6d, 0x69, 0x6e, 0x61, 0x6c]);
const issuerLabel: usize = memory.data<u8>([0x69, 0x73, 0x73, 0x75, 0x65, 0x72]);
const cardLabel: usize = memory.data<u8>([0x63, 0x61, 0x72, 0x64]);
/** label 8 at most, P2 1, cardRandom 16, terminalRandom 16, serial 16, time 4 */
const proved: usize = memory.data(64, 8);
const info: usize = memory.data(20, 4);

export function mutualAuthenticate(role: u32, data: usize): u32 {
  closeSession();
  if (!isChallengeUsable()) return Sw.Conditions;
  if (!readRecord(Rec.Identity, record, 48)) return Sw.MemoryFailure;
  if (role == Role.Issuer) {
    if (issuerTriesLeft() == 0) return Sw.IssuerLocked;
    memory.copy(keyA, record + LIMIT_SERIAL, 32);
    // Order matters: the try is counted before the proof is looked at.
    if (counterRaise(Rec.IssuerTries) != Store.OK) return Sw.MemoryFailure;
  } else if (!readRecord(Rec.TerminalKey, keyA, 32)) return Sw.KeyNotFound;
  if (role == Role.Issuer) layOut(issuerLabel, 6, 0, data);
  else layOut(terminalLabel, 8, 0, data);
  hmacSha256(scratch, keyA, 32, proved, provedLength, keyB);
  if (equalBytes(keyB, data + 20, 32) == 0) return Sw.AuthenticationFailed;
  if (role == Role.Issuer && counterWrite(Rec.IssuerTries, 0) != Store.OK) return Sw.MemoryFailure;
  const time = role == Role.Terminal ? readNumber(data + 16) : 0;
  if (!keepTime(time)) return Sw.MemoryFailure;
  openChannel(role, data, time);
  return Sw.Ok;
}

let provedLength: u32 = 0;

/** Lays out what a proof covers; the card's own has its role (P2) after the label. */
function layOut(label: usize, length: u32, role: u32, data: usize): void {
  memory.copy(proved, label, length);
  let at = length;
  if (role != 0) store<u8>(proved + at++, <u8>role);
  memory.copy(proved + at, challenge, 16);
  memory.copy(proved + at + 16, data, 16);
  memory.copy(proved + at + 32, record, LIMIT_SERIAL);
  memory.copy(proved + at + 48, data + 16, 4);
  provedLength = at + 52;
}

/** The latest time that the card has seen never goes back. */
function keepTime(time: u32): bool {
  const counters = readCounters();
  if (time <= counters.latestTime) return true;
  counters.latestTime = time;
  begin();
  putCounters();
  return commit() == Sw.Ok;
}

function openChannel(role: u32, data: usize, time: u32): void {
  layOut(cardLabel, 4, role, data);
  hmacSha256(scratch, keyA, 32, proved, provedLength, keyB);
  addBytes(keyB, 32);
  memory.copy(info, INFO_SESSION, INFO_SESSION_LENGTH);
  store<u8>(info + INFO_SESSION_LENGTH, <u8>role);
  // The two randoms stand side by side behind label and role.
  derive(keyA, proved + 5, 32, info, INFO_SESSION_LENGTH + 1, sessionKeys, 64);
  openSession(role == Role.Terminal ? Channel.Terminal : Channel.Issuer, time);
}
