// The terminal's end of T=1 (ISO/IEC 7816-3, 11.6): a command APDU goes out in blocks, its answer comes back whole.
// Called by the device's card slot. Rule numbers are those of 11.6.3. The caller passes bytes and the time in ms.
import {
  T1_INF_MAX,
  T1Pcb,
  t1BlockBegun,
  t1BlockByte,
  t1BlockDrop,
  t1BlockForget,
  t1BlockForgetSent,
  t1BlockInit,
  t1BlockLastByteAt,
  t1BlockLate,
  t1BlockMake,
  t1BlockMakeShort,
  t1BlockSendLength,
  t1Information,
  t1Length,
  t1Pcb,
} from './t1-block';

/** What the caller must do after a call. */
export const enum T1Terminal {
  Nothing = 0,
  /** A block waits in T1_SEND. */
  Transmit = 1,
  /** As Transmit; the card has asked for more time, so it is alive and working. */
  Extended = 2,
  /** The answer lies in the buffer: t1TerminalAnswerLength() bytes. */
  Answer = 3,
  /** The exchange is lost; t1TerminalFailure() says why. */
  Failed = 4,
}

export const enum T1Failure {
  None = 0,
  /** Nothing usable came although asked three times and resynchronised three times: reset the card. */
  Mute = 1,
  /** Both ends start anew; the command may or may not have been carried out: it may be sent again. */
  Resynchronised = 2,
  /** The caller cancelled and the card has dropped the command. */
  Cancelled = 3,
  /** The answer is longer than the buffer: reset the card. */
  TooLong = 4,
}

const enum Phase {
  Idle = 0,
  /** S(IFS request) is out; the command follows. */
  Sizing = 1,
  /** An I-block is out. */
  Sending = 2,
  /** R-blocks of ours fetch the rest of the answer. */
  Fetching = 3,
  Resynchronising = 4,
}

const RETRIES: u32 = 3;

let phase: Phase = Phase.Idle;
let failure: T1Failure = T1Failure.None;
let blockWait: u32 = 0;
let characterWait: u32 = 0;
let byteTime: u32 = 0;
let deadline: u32 = 0;
let cardInformationMax: u32 = 32;
let sized: bool = false;
let sendSequence: u32 = 0;
let expectSequence: u32 = 0;
let errors: u32 = 0;
let cancelled: bool = false;
let command: usize = 0;
let commandLength: u32 = 0;
let commandAt: u32 = 0;
let chunk: u32 = 0;
let answer: usize = 0;
let capacity: u32 = 0;
let answerLength: u32 = 0;

/**
 * Starts anew after an answer to reset. `ifsc`, `crc` and the waiting times come from it; `byteMs` is how long one byte
 * takes on the line, rounded up. Answers of up to `bytes` bytes go to `buffer`.
 */
export function t1TerminalInit(
  buffer: usize,
  bytes: u32,
  ifsc: u32,
  crc: bool,
  blockWaitMs: u32,
  characterWaitMs: u32,
  byteMs: u32,
): void {
  answer = buffer;
  capacity = bytes;
  cardInformationMax = ifsc;
  blockWait = blockWaitMs;
  characterWait = characterWaitMs;
  byteTime = byteMs;
  t1BlockInit(crc);
  t1BlockForgetSent();
  phase = Phase.Idle;
  restart();
}

function restart(): void {
  sized = false;
  sendSequence = 0;
  expectSequence = 0;
  errors = 0;
  cancelled = false;
}

export function t1TerminalFailure(): T1Failure {
  return failure;
}

export function t1TerminalAnswerLength(): u32 {
  return answerLength;
}

/** True while a command is under way. */
export function t1TerminalBusy(): bool {
  return phase != Phase.Idle;
}

/** When t1TerminalTick must be called at the latest, if nothing comes before. */
export function t1TerminalDeadline(): u32 {
  return t1BlockBegun() ? t1BlockLastByteAt() + characterWait + 1 : deadline;
}

/** Sends a command; `at` must stay as it is until its answer or failure. */
export function t1TerminalSend(at: usize, length: u32, now: u32): T1Terminal {
  command = at;
  commandLength = length;
  commandAt = 0;
  answerLength = 0;
  errors = 0;
  cancelled = false;
  failure = T1Failure.None;
  t1BlockForget();
  if (sized) return sendChunk(now);
  phase = Phase.Sizing;
  t1BlockMakeShort(T1Pcb.IfsRequest, T1_INF_MAX);
  return transmit(now);
}

/**
 * Drops the command at the card's next request for time; ends in Failed with Cancelled, or in an answer that was
 * quicker.
 */
export function t1TerminalCancel(): void {
  cancelled = phase != Phase.Idle;
}

/** Forgets the exchange and every byte of it; the caller takes the card's power or resets it. */
export function t1TerminalForget(): void {
  phase = Phase.Idle;
  t1BlockForget();
  t1BlockForgetSent();
}

function transmit(now: u32): T1Terminal {
  deadline = now + blockWait + byteTime * t1BlockSendLength();
  return T1Terminal.Transmit;
}

function sendChunk(now: u32): T1Terminal {
  phase = Phase.Sending;
  chunk = min(cardInformationMax, commandLength - commandAt);
  const more: u32 = commandAt + chunk < commandLength ? T1Pcb.IMore : 0;
  t1BlockMake((sendSequence != 0 ? T1Pcb.ISequence : 0) | more, command + commandAt, chunk);
  return transmit(now);
}

function sendR(error: u32, now: u32): T1Terminal {
  t1BlockMakeShort(T1Pcb.R | (expectSequence != 0 ? T1Pcb.RSequence : 0) | error, -1);
  return transmit(now);
}

export function t1TerminalByte(byte: u32, now: u32): T1Terminal {
  if (phase == Phase.Idle) return T1Terminal.Nothing;
  if (t1BlockLate(now, characterWait)) t1BlockDrop();
  if (!t1BlockByte(byte, now)) return T1Terminal.Nothing;
  const pcb = t1Pcb();
  if (phase == Phase.Resynchronising) return onResynch(pcb, now);
  if ((pcb & 0x80) == 0) return onI(pcb, now);
  if ((pcb & 0x40) == 0) return onR(pcb, now);
  return onS(pcb, now);
}

export function t1TerminalTick(now: u32): T1Terminal {
  if (phase == Phase.Idle || <i32>(now - t1TerminalDeadline()) < 0) return T1Terminal.Nothing;
  t1BlockDrop();
  return bad(now);
}

/** Rules 7.1 to 7.5: three more attempts, then a resynchronisation. */
function bad(now: u32): T1Terminal {
  errors++;
  if (phase == Phase.Resynchronising) return errors > RETRIES ? fail(T1Failure.Mute) : transmit(now);
  if (errors > RETRIES) return resynchronise(now);
  if (phase == Phase.Sizing) return transmit(now); // rule 7.3: the request once more
  return sendR(T1Pcb.ROtherError, now);
}

function resynchronise(now: u32): T1Terminal {
  phase = Phase.Resynchronising;
  errors = 0;
  t1BlockMakeShort(T1Pcb.ResynchRequest, -1);
  return transmit(now);
}

function onResynch(pcb: u32, now: u32): T1Terminal {
  if (pcb != T1Pcb.ResynchResponse || t1Length() != 0) return bad(now);
  const reason = cancelled ? T1Failure.Cancelled : T1Failure.Resynchronised;
  restart();
  return fail(reason);
}

function fail(reason: T1Failure): T1Terminal {
  failure = reason;
  t1TerminalForget();
  return T1Terminal.Failed;
}

function onI(pcb: u32, now: u32): T1Terminal {
  const sequence: u32 = (pcb & T1Pcb.ISequence) != 0 ? 1 : 0;
  const unsent = phase == Phase.Sending && commandAt + chunk < commandLength;
  if (phase == Phase.Sizing || unsent || sequence != expectSequence || (pcb & 0x1f) != 0) {
    return bad(now);
  }
  const length = t1Length();
  if (answerLength + length > capacity) return fail(T1Failure.TooLong);
  memory.copy(answer + answerLength, t1Information(), length);
  answerLength += length;
  errors = 0;
  expectSequence ^= 1;
  if (phase == Phase.Sending) sendSequence ^= 1; // rule 2.1: the answer acknowledges the command
  if ((pcb & T1Pcb.IMore) != 0) {
    phase = Phase.Fetching;
    return sendR(0, now);
  }
  t1TerminalForget();
  return T1Terminal.Answer;
}

function onR(pcb: u32, now: u32): T1Terminal {
  if (phase == Phase.Sizing) return bad(now);
  if (phase == Phase.Fetching) return repeatAfter(now, false); // rule 7.2: our R once more
  const wanted: u32 = (pcb & T1Pcb.RSequence) != 0 ? 1 : 0;
  if (wanted == sendSequence) return repeatAfter(now, true);
  if (commandAt + chunk == commandLength) return bad(now); // acknowledged, but the answer is missing
  errors = 0;
  commandAt += chunk;
  sendSequence ^= 1;
  return sendChunk(now);
}

function repeatAfter(now: u32, chunkAgain: bool): T1Terminal {
  errors++;
  if (errors > RETRIES) return resynchronise(now);
  return chunkAgain ? sendChunk(now) : sendR(0, now);
}

function onS(pcb: u32, now: u32): T1Terminal {
  const length = t1Length();
  const value: u32 = load<u8>(t1Information());
  if (phase == Phase.Sizing) {
    if (pcb != T1Pcb.IfsResponse || length != 1 || value != T1_INF_MAX) return bad(now);
    sized = true;
    errors = 0;
    return sendChunk(now);
  }
  if (pcb == T1Pcb.WtxRequest && length == 1 && value != 0) {
    if (cancelled) return resynchronise(now);
    t1BlockMakeShort(T1Pcb.WtxResponse, value);
    transmit(now);
    deadline += blockWait * (value - 1);
    return T1Terminal.Extended;
  }
  if (pcb == T1Pcb.IfsRequest && length == 1 && value >= 1 && value <= T1_INF_MAX) {
    cardInformationMax = value;
    t1BlockMakeShort(T1Pcb.IfsResponse, value);
    return transmit(now);
  }
  if (pcb == T1Pcb.AbortRequest && length == 0) {
    // The card gives its answer up (rule 9); nothing else could follow than a lost exchange.
    return resynchronise(now);
  }
  return bad(now);
}
