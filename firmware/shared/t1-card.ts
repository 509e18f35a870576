// The card's end of T=1 (ISO/IEC 7816-3, 11.6): bytes in, whole command APDUs out, answers back. Called by
// card/line.ts. The terminal speaks first and the two take turns; rule numbers are those of 11.6.3. The caller passes
// the time.
import {
  T1_INF_MAX,
  T1Pcb,
  t1BlockByte,
  t1BlockDrop,
  t1BlockForget,
  t1BlockForgetSent,
  t1BlockInit,
  t1BlockLate,
  t1BlockMake,
  t1BlockMakeShort,
  t1Information,
  t1Length,
  t1Pcb,
} from './t1-block';

/** What the caller must do after a call: Transmit and Cleared mean that a block waits in T1_SEND. */
export const enum T1Card {
  Nothing = 0,
  Transmit = 1,
  /** A whole command lies in the buffer; t1CardCommandLength() bytes, or more than the capacity if it was too long. */
  Command = 2,
  /** The terminal gave up what was under way: drop it, then transmit. */
  Cleared = 3,
}

const enum Phase {
  Receiving = 0,
  Working = 1,
  Extending = 2,
}

const enum Sent {
  Nothing = 0,
  I = 1,
  R = 2,
  S = 3,
}

let phase: Phase = Phase.Receiving;
let lastSent: Sent = Sent.Nothing;
let characterWait: u32 = 0;
let informationMax: u32 = 32;
let sendSequence: u32 = 0;
let nextSequence: u32 = 0;
let expectSequence: u32 = 0;
let command: usize = 0;
let capacity: u32 = 0;
let commandLength: u32 = 0;
let answer: usize = 0;
let answerLength: u32 = 0;
let answerAt: u32 = 0;
let chunk: u32 = 0;
let answerWaits: bool = false;

/** Starts anew after a reset. `buffer` takes commands of up to `bytes` bytes. */
export function t1CardInit(buffer: usize, bytes: u32, crc: bool, characterWaitMs: u32): void {
  command = buffer;
  capacity = bytes;
  characterWait = characterWaitMs;
  t1BlockInit(crc);
  t1BlockForgetSent();
  restart();
}

function restart(): void {
  phase = Phase.Receiving;
  lastSent = Sent.Nothing;
  informationMax = 32; // 11.4.2: the terminal's size until it says otherwise
  sendSequence = 0;
  nextSequence = 0;
  expectSequence = 0;
  commandLength = 0;
  endAnswer();
}

function endAnswer(): void {
  answerLength = 0;
  answerAt = 0;
  chunk = 0;
  answerWaits = false;
}

export function t1CardCommandLength(): u32 {
  return commandLength;
}

export function t1CardByte(byte: u32, now: u32): T1Card {
  if (t1BlockLate(now, characterWait)) t1BlockDrop();
  if (!t1BlockByte(byte, now)) return T1Card.Nothing;
  const pcb = t1Pcb();
  if ((pcb & 0x80) == 0) return onI(pcb);
  if ((pcb & 0x40) == 0) return onR(pcb);
  return onS(pcb);
}

/** Complains about an invalid block once the line is silent (11.4.3); call now and then while nothing comes. */
export function t1CardTick(now: u32): T1Card {
  if (!t1BlockLate(now, characterWait)) return T1Card.Nothing;
  t1BlockDrop();
  return phase == Phase.Working ? T1Card.Nothing : complain();
}

/** Rules 7.1 to 7.3: after a request of our own repeat it, else ask for the block that was expected. */
function complain(): T1Card {
  if (phase == Phase.Extending) return T1Card.Transmit;
  return sendR(T1Pcb.ROtherError);
}

function sendR(error: u32): T1Card {
  t1BlockMakeShort(T1Pcb.R | (expectSequence != 0 ? T1Pcb.RSequence : 0) | error, -1);
  lastSent = Sent.R;
  return T1Card.Transmit;
}

function onI(pcb: u32): T1Card {
  if (phase == Phase.Working) return T1Card.Nothing;
  if (phase == Phase.Extending || (pcb & 0x1f) != 0) return complain();
  const sequence: u32 = (pcb & T1Pcb.ISequence) != 0 ? 1 : 0;
  // Rule 2.2: an I-block while we still chain would skip the rest of our answer.
  if (sequence != expectSequence || answerAt + chunk < answerLength) return complain();
  if (answerLength != 0) {
    endAnswer();
    commandLength = 0;
  }
  expectSequence ^= 1;
  const length = t1Length();
  if (commandLength + length <= capacity) memory.copy(command + commandLength, t1Information(), length);
  commandLength = min(commandLength + length, capacity + 1);
  if ((pcb & T1Pcb.IMore) != 0) return sendR(0);
  phase = Phase.Working;
  t1BlockForget();
  t1BlockForgetSent();
  return T1Card.Command;
}

function onR(pcb: u32): T1Card {
  if (phase == Phase.Working) return T1Card.Nothing;
  if (phase == Phase.Extending) return T1Card.Transmit; // rule 7.3
  const wanted: u32 = (pcb & T1Pcb.RSequence) != 0 ? 1 : 0;
  if (answerLength == 0) return lastSent == Sent.Nothing ? sendR(0) : T1Card.Transmit; // rule 7.2
  if (wanted == sendSequence) return sendChunk(); // rule 7.1: once more
  if (answerAt + chunk == answerLength) return sendR(0); // our answer arrived, the next command did not
  answerAt += chunk; // rule 2.2: acknowledged
  sendSequence ^= 1;
  return sendChunk();
}

function onS(pcb: u32): T1Card {
  const length = t1Length();
  const value: u32 = load<u8>(t1Information());
  if (pcb == T1Pcb.ResynchRequest && length == 0) {
    restart();
    t1BlockForget();
    return sendS(T1Pcb.ResynchResponse, -1, T1Card.Cleared);
  }
  if (phase == Phase.Working) return T1Card.Nothing;
  if (phase == Phase.Extending) {
    if (pcb != T1Pcb.WtxResponse || length != 1) return T1Card.Transmit; // rule 7.3
    phase = Phase.Working;
    if (!answerWaits) return T1Card.Nothing;
    answerWaits = false;
    return beginAnswer();
  }
  if (pcb == T1Pcb.IfsRequest && length == 1 && value >= 1 && value <= T1_INF_MAX) {
    informationMax = value;
    return sendS(T1Pcb.IfsResponse, value, T1Card.Transmit);
  }
  if (pcb == T1Pcb.AbortRequest && length == 0) {
    commandLength = 0;
    endAnswer();
    return sendS(T1Pcb.AbortResponse, -1, T1Card.Cleared);
  }
  return complain();
}

function sendS(pcb: u32, value: i32, result: T1Card): T1Card {
  t1BlockMakeShort(pcb, value);
  lastSent = Sent.S;
  return result;
}

/** Asks for `multiplier` more block waiting times (rule 3); no answer goes out before the terminal has agreed. */
export function t1CardExtend(multiplier: u32): T1Card {
  if (phase != Phase.Working) return T1Card.Nothing;
  phase = Phase.Extending;
  return sendS(T1Pcb.WtxRequest, multiplier, T1Card.Transmit);
}

/** True while a command is being worked on and a waiting-time extension may be asked for. */
export function t1CardMayExtend(): bool {
  return phase == Phase.Working;
}

/** Sends the answer to the command; `at` must stay as it is until the next command has come. */
export function t1CardAnswer(at: usize, length: u32): T1Card {
  answer = at;
  answerLength = length;
  answerAt = 0;
  commandLength = 0;
  if (phase == Phase.Extending) {
    answerWaits = true;
    return T1Card.Nothing;
  }
  return beginAnswer();
}

function beginAnswer(): T1Card {
  phase = Phase.Receiving;
  // Our N(S) counts blocks we have sent: the one before was acknowledged by the command that came.
  sendSequence = nextSequence;
  return sendChunk();
}

function sendChunk(): T1Card {
  chunk = min(informationMax, answerLength - answerAt);
  const more: u32 = answerAt + chunk < answerLength ? T1Pcb.IMore : 0;
  t1BlockMake((sendSequence != 0 ? T1Pcb.ISequence : 0) | more, answer + answerAt, chunk);
  nextSequence = sendSequence ^ 1;
  lastSent = Sent.I;
  return T1Card.Transmit;
}
