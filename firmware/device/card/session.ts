// The conversation with a card: opening (reset, SELECT, status, mutual proof), then one duty at a time through the
// channel. Called by the machine, which gets one CardResult for each job. Nothing here waits: each answer starts the
// next command.
import {
  AID, AID_LENGTH, CardState, Ins, KeyRef, LIMIT_CHALLENGE, Role, StatusAt, Sw,
} from '../../../protocol/generated/firmware/apdu';
import { readNumber, readShort } from '../../shared/big-endian';
import { wipe } from '../../shared/constant-time';
import { randomBytes, Random } from '../../shared/random';
import { Store, storeRead } from '../../shared/store';
import { clockRead } from '../board';
import { newPin, oldPin, plain, terminalKey, wipeSession } from '../secrets';
import { StoreKey } from '../settings';
import { channelBegin, channelOpen, channelProve, channelSeal } from './channel';
import { slotAnswer, slotAnswerLength, slotClose, SlotNews, slotOpen, slotSend } from './slot';
import {
  CardKey, cardState, KeyValidity, keyValidity, serialBytes, setCounter, setTriesLeft, statusByte, statusForget,
  statusTake,
} from './status';

/** How a job ended. */
export const enum CardResult {
  None = 0,
  Ok = 1,
  /** No answer at all. */
  Silent = 2,
  /** Not a seal card. */
  Foreign = 3,
  /** Not personalised yet. */
  Empty = 4,
  Blocked = 5,
  /** The card and this device do not share a terminal key. */
  Stranger = 6,
  /** This device has no terminal key. */
  NoTerminalKey = 7,
  WrongPin = 8,
  Expired = 9,
  NotYet = 10,
  NoKey = 11,
  /** The card refused the duty; it goes on. */
  Refused = 12,
  /** The exchange broke; the card must start afresh. */
  Fault = 13,
}

const enum Phase {
  Off = 0,
  Resetting = 1,
  Selecting = 2,
  PlainStatus = 3,
  Challenge = 4,
  Proof = 5,
  /** Through the channel. */
  Status = 6,
  Ready = 7,
  Verifying = 8,
  Changing = 9,
  Sealing = 10,
  Responding = 11,
  /** Duties whose answer goes to cardReply as it is. */
  Signing = 12,
  ReadingKey = 13,
  Generating = 14,
  Deciphering = 15,
  Delivering = 16,
}

const HEADER: u32 = 5;
const EXTENDED: u32 = 7;
const APDU_MAX: u32 = 352;
const apdu: usize = memory.data(352, 4);

@unmanaged
class Session {
  phase: Phase;
  /** Result that waits for the machine. */
  result: CardResult;
  /** Silent cards get a second reset. */
  attempts: u32;
}
const session = changetype<Session>(memory.data(12, 4));

/** Where things lie in cardReply after a seal. */
export const enum CardReply {
  Method = 0,
  Generation = 1,
  Validity = 2,
  Counter = 3,
  Digits18 = 7,
  Digits6 = 25,
  /** A length byte, then the issuer id. */
  Issuer = 31,
}

/** What the card answered to the last duty of a host, or to the last seal. */
export const cardReply: usize = memory.data(256, 4);
const REPLY_MAX: u32 = 256;
let replyLength: u32 = 0;

export function cardReplyLength(): u32 {
  return replyLength;
}
/** Forgets it: it may be what was deciphered. */
export function cardReplyForget(): void {
  wipe(cardReply, REPLY_MAX);
  replyLength = 0;
}

/** Six digits of the last seal or response, as values 0 to 9. */
export const answerDigits: usize = memory.data(8, 4);

/** The result of the last job, once. */
export function sessionTake(): CardResult {
  const result = session.result;
  session.result = CardResult.None;
  return result;
}

/** True once the PIN is verified and the card still there. */
export function sessionVerified(): bool {
  return session.phase >= Phase.Ready && statusByte(StatusAt.Verified) == 1 && cardState() == CardState.Active;
}

/** Starts the card and proves the terminal key. */
export function sessionOpen(): void {
  sessionClose();
  session.attempts = 1;
  session.phase = Phase.Resetting;
  slotOpen();
}

/** Takes the card's power: it forgets the PIN, and we forget it. */
export function sessionClose(): void {
  slotClose();
  session.phase = Phase.Off;
  session.result = CardResult.None;
  wipeSession();
  wipe(apdu, APDU_MAX);
  cardReplyForget();
  statusForget();
}

/** Presents the PIN in oldPin. */
export function sessionVerify(): void {
  memory.copy(plain + HEADER, oldPin, 8);
  secure(Phase.Verifying, Ins.Verify, 0, KeyRef.Pin, 8, false);
}

/** Changes the PIN from oldPin to newPin. */
export function sessionChange(): void {
  memory.copy(plain + HEADER, oldPin, 8);
  memory.copy(plain + HEADER + 8, newPin, 8);
  secure(Phase.Changing, Ins.ChangeReferenceData, 0, KeyRef.Pin, 16, false);
}

/** Seals the six ASCII digits. Each press of OK is a request of its own, so its hash is random. */
export function sessionSeal(digits: usize): void {
  if (randomBytes(requestHash, 32) != Random.OK) return end(CardResult.Fault);
  sessionSealRequest(requestHash, digits);
}
const requestHash: usize = memory.data(32, 4);

/** Seals the six ASCII digits for the request of this hash: the same hash gets the same answer. */
export function sessionSealRequest(hash: usize, digits: usize): void {
  memory.copy(plain + HEADER, hash, 32);
  memory.copy(plain + HEADER + 32, digits, 6);
  secure(Phase.Sealing, Ins.Seal, 0, sealKey(), 38, true);
}

/** Signs a SHA-256 digest with the signature key: 256 bytes come to cardReply. */
export function sessionSign(digest: usize): void {
  memory.copy(plain + HEADER, digest, 32);
  secure(Phase.Signing, Ins.ComputeSignature, 0x9e, 0x9a, 32, true);
}

/** The modulus of an RSA key pair comes to cardReply, of a new one if `generate`. */
export function sessionModulus(reference: u32, generate: bool): void {
  const phase = generate ? Phase.Generating : Phase.ReadingKey;
  secure(phase, Ins.GenerateKeyPair, generate ? 0 : 0x81, reference, 0, true);
}

/** Deciphers an RSA block of 256 bytes; the plain bytes come to cardReply. */
export function sessionDecipher(block: usize): void {
  store<u8>(plain + EXTENDED, 0);
  memory.copy(plain + EXTENDED + 1, block, 256);
  secure(Phase.Deciphering, Ins.Decipher, 0x80, 0x86, 257, true);
}

/** Hands a package of keys from the issuer to the card. */
export function sessionDeliver(bytes: usize, length: u32): void {
  memory.copy(plain + (length > 255 ? EXTENDED : HEADER), bytes, length);
  secure(Phase.Delivering, Ins.PutKey, 1, 0x30, length, false);
}

/** Answers the six ASCII digits. */
export function sessionRespond(digits: usize): void {
  memory.copy(plain + HEADER, digits, 6);
  secure(Phase.Responding, Ins.Response, 0, KeyRef.Response, 6, true);
}

/** The key that is valid now; in the overlap the present one. Without a valid one the card itself says why. */
function sealKey(): u32 {
  const time = clockRead();
  const current = keyValidity(CardKey.SealCurrent, time);
  const next = keyValidity(CardKey.SealNext, time);
  if (current == KeyValidity.Valid || current == KeyValidity.Unknown) return KeyRef.SealCurrent;
  return next == KeyValidity.Valid || current == KeyValidity.Absent ? KeyRef.SealNext : KeyRef.SealCurrent;
}

/** News of the slot: the next command, or the end of the job. */
export function sessionNews(news: SlotNews): void {
  if (news == SlotNews.None || session.phase == Phase.Off) return;
  if (news == SlotNews.Mute) return mute();
  if (news == SlotNews.Unknown) return end(CardResult.Foreign);
  if (news == SlotNews.Ready) return select();
  const length = slotAnswerLength();
  if (length < 2) return end(CardResult.Fault);
  const sw: u32 = readShort(slotAnswer + length - 2);
  if (session.phase >= Phase.Status) inChannel(sw, length - 2);
  else inClear(sw, length - 2);
  wipe(slotAnswer, length);
}

function mute(): void {
  if (session.phase == Phase.Resetting && session.attempts > 0) {
    session.attempts--;
    return slotOpen();
  }
  end(session.phase == Phase.Resetting ? CardResult.Silent : CardResult.Fault);
}

/** Ends the job; whatever leaves the card unusable also takes its power. */
function end(result: CardResult): void {
  if (goesOn(result)) session.phase = Phase.Ready;
  else {
    slotClose();
    session.phase = Phase.Off;
    wipeSession();
  }
  session.result = result;
}

/** After these the session stands, and the next duty may follow. */
function goesOn(result: CardResult): bool {
  if (result == CardResult.Ok || result == CardResult.WrongPin) return true;
  return result >= CardResult.Expired && result <= CardResult.Refused;
}

function select(): void {
  memory.copy(apdu + HEADER, AID, AID_LENGTH);
  clear(Phase.Selecting, Ins.Select, 4, 0x0c, AID_LENGTH, false);
}

function inClear(sw: u32, length: u32): void {
  switch (session.phase) {
    case Phase.Selecting:
      if (sw != Sw.Ok) return end(CardResult.Foreign);
      return clear(Phase.PlainStatus, Ins.GetStatus, 1, 1, 0, true);
    case Phase.PlainStatus:
      if (sw != Sw.Ok || !statusTake(slotAnswer, length)) return end(CardResult.Foreign);
      if (cardState() == CardState.Blank || cardState() == CardState.Issued) return end(CardResult.Empty);
      if (storeRead(StoreKey.TerminalKey, terminalKey, 32) != 32) return end(CardResult.NoTerminalKey);
      return clear(Phase.Challenge, Ins.GetChallenge, 0, 0, 0, true);
    case Phase.Challenge:
      if (sw != Sw.Ok || length != LIMIT_CHALLENGE) return end(CardResult.Fault);
      if (!channelProve(slotAnswer, serialBytes(), clockRead(), apdu + HEADER)) return end(CardResult.Fault);
      return clear(Phase.Proof, Ins.MutualAuthenticate, 0, Role.Terminal, 52, true);
    default: // Phase.Proof
      if (sw == Sw.MemoryFailure || sw == Sw.MemoryFull) return end(CardResult.Fault);
      if (sw != Sw.Ok || length != 32 || !channelBegin(slotAnswer)) return end(CardResult.Stranger);
      askStatus();
  }
}

/** The status once more, now proved to come from this card. */
function askStatus(): void {
  secure(Phase.Status, Ins.GetStatus, 1, 1, 0, true);
}

function inChannel(outerSw: u32, length: u32): void {
  const size = outerSw == Sw.Ok ? channelOpen(slotAnswer, length) : -1;
  if (size < 2) return end(CardResult.Fault);
  const sw: u32 = readShort(plain + size - 2);
  act(sw, <u32>size - 2);
  wipe(plain, size);
}

function act(sw: u32, length: u32): void {
  switch (session.phase) {
    case Phase.Status:
      if (sw != Sw.Ok || !statusTake(plain, length)) return end(CardResult.Fault);
      return end(cardState() == CardState.Blocked ? CardResult.Blocked : CardResult.Ok);
    case Phase.Verifying:
    case Phase.Changing:
      if (sw == Sw.Ok) return askStatus();
      if ((sw & 0xfff0) == Sw.WrongPin) {
        setTriesLeft(sw & 15);
        return end((sw & 15) == 0 ? CardResult.Blocked : CardResult.WrongPin);
      }
      if (sw == Sw.PinBlocked) return end(CardResult.Blocked);
      return end(sw == Sw.WrongData ? CardResult.Refused : CardResult.Fault);
    case Phase.Sealing:
      if (sw != Sw.Ok) return end(refusal(sw));
      if (length < 32) return end(CardResult.Fault);
      keepReply(length);
      setCounter(StatusAt.SealCounter, readNumber(plain + 3));
      return answer(plain + 25);
    case Phase.Signing:
    case Phase.ReadingKey:
    case Phase.Generating:
      if (sw == Sw.Ok && length != 256) return end(CardResult.Fault);
      keepReply(length);
      return end(sw == Sw.Ok ? CardResult.Ok : refusal(sw));
    case Phase.Deciphering:
    case Phase.Delivering:
      keepReply(length);
      return end(sw == Sw.Ok ? CardResult.Ok : refusal(sw));
    default: // Phase.Responding
      if (sw != Sw.Ok) return end(refusal(sw));
      if (length != 13) return end(CardResult.Fault);
      setCounter(StatusAt.ResponseCounter, readNumber(plain + 3));
      answer(plain + 7);
  }
}

function keepReply(length: u32): void {
  replyLength = min<u32>(length, REPLY_MAX);
  memory.copy(cardReply, plain, replyLength);
}

function answer(digits: usize): void {
  for (let i: u32 = 0; i < 6; i++) {
    const digit: u32 = <u32>load<u8>(digits + i) - 0x30;
    if (digit > 9) return end(CardResult.Fault);
    store<u8>(answerDigits + i, <u8>digit);
  }
  end(CardResult.Ok);
}

function refusal(sw: u32): CardResult {
  if (sw == Sw.KeyExpired) return CardResult.Expired;
  if (sw == Sw.KeyNotYetValid) return CardResult.NotYet;
  return sw == Sw.KeyNotFound ? CardResult.NoKey : CardResult.Refused;
}

/**
 * Writes a command header at `at`, where the data lies behind it already; returns the length of the command.
 * ISO/IEC 7816-3, 12.1.2 and 12.1.3: without data the fifth byte is Le; with data Le follows it; in a `wide` command,
 * for more than 255 bytes of data or 256 of answer, both lengths are extended.
 */
function header(at: usize, ins: u32, p1: u32, p2: u32, length: u32, answers: bool, wide: bool): u32 {
  store<u8>(at, 0);
  store<u8>(at, <u8>ins, 1);
  store<u8>(at, <u8>p1, 2);
  store<u8>(at, <u8>p2, 3);
  if (wide) {
    store<u8>(at, 0, 4);
    store<u8>(at, <u8>(length >> 8), 5);
    store<u8>(at, <u8>length, 6);
  } else store<u8>(at, <u8>length, 4);
  if (length == 0) return HEADER;
  const size = (wide ? EXTENDED : HEADER) + length;
  if (!answers) return size;
  store<u8>(at + size, 0);
  if (wide) store<u8>(at + size, 0, 1);
  return size + (wide ? 2 : 1);
}

function clear(phase: Phase, ins: u32, p1: u32, p2: u32, length: u32, answers: bool): void {
  session.phase = phase;
  slotSend(apdu, header(apdu, ins, p1, p2, length, answers, false));
}

/** Sends the command whose data lies behind the header in `plain` through the channel. */
function secure(phase: Phase, ins: u32, p1: u32, p2: u32, length: u32, answers: bool): void {
  if (session.phase < Phase.Proof) return end(CardResult.Fault);
  session.phase = phase;
  const size = header(plain, ins, p1, p2, length, answers, length > 255);
  // 256 bytes of answer, their status word and the tag are more than a short length asks for.
  const wide = phase >= Phase.Signing;
  const record = channelSeal(size, apdu + (wide ? EXTENDED : HEADER));
  slotSend(apdu, header(apdu, Ins.Envelope, 0, 0, record, true, wide));
}
