// The card slot: power, answer to reset, T=1 exchanges. Called by session.ts; the machine passes bytes and the timer
// on.
import {
  Atr, atrBlockWaitMs, atrByte, atrCharacterWaitMs, atrInformationMax, atrStart, atrUsesCrc,
} from '../../shared/atr';
import { T1_SEND, t1BlockSendLength } from '../../shared/t1-block';
import {
  T1Terminal, t1TerminalAnswerLength, t1TerminalBusy, t1TerminalByte, t1TerminalDeadline, t1TerminalForget,
  t1TerminalInit, t1TerminalSend, t1TerminalTick,
} from '../../shared/t1-terminal';
import { cardPower, cardTransmit, milliseconds } from '../board';
import { clearTimer, setTimer, Timer } from '../timers';

/** What has happened in the slot. */
export const enum SlotNews {
  None = 0,
  /** The card has answered to reset and waits for a command. */
  Ready = 1,
  /** The answer to a command lies in slotAnswer. */
  Answer = 2,
  /** No answer to reset came, or the exchange is lost. */
  Mute = 3,
  /** The answer to reset is not one of T=1. */
  Unknown = 4,
}

const enum Phase {
  Off = 0,
  /** Power is off for a moment, so that the card starts afresh. */
  Resting = 1,
  Resetting = 2,
  Ready = 3,
}

/** ISO/IEC 7816-3: at least 10 ms without power; the answer begins within 40,000 clocks; 9600 etu between its bytes. */
const REST_MS: u32 = 20;
const RESET_MS: u32 = 1200;
/** The slot's clock is 3.571 MHz and an etu 372 clocks. */
const CLOCK_KHZ: u32 = 3571;
const ETU_US: u32 = 104;
const BYTE_MS: u32 = 2;
/** A board hands bytes over late: in portions of half a queue, after a step, after an erase of its flash. */
const LATE_MS: u32 = 75;

export const ANSWER_MAX: u32 = 320;
export const slotAnswer: usize = memory.data(320, 4);

@unmanaged
class Slot {
  phase: Phase;
}
const slot = changetype<Slot>(memory.data(4, 4));

/** Starts the card afresh; SlotNews.Ready follows. */
export function slotOpen(): void {
  slotClose();
  slot.phase = Phase.Resting;
  setTimer(Timer.Card, REST_MS);
}

/** Takes the card's power and forgets the exchange. */
export function slotClose(): void {
  cardPower(0);
  clearTimer(Timer.Card);
  t1TerminalForget();
  slot.phase = Phase.Off;
}

/** Sends a command APDU, which must stay where it is until SlotNews.Answer. */
export function slotSend(apdu: usize, length: u32): void {
  act(t1TerminalSend(apdu, length, milliseconds()));
}

export function slotAnswerLength(): u32 {
  return t1TerminalAnswerLength();
}

/** A byte came from the card. */
export function slotByte(byte: u32): SlotNews {
  if (slot.phase == Phase.Ready) {
    const done = t1TerminalByte(byte, milliseconds());
    if (done != T1Terminal.Nothing) return act(done);
    if (t1TerminalBusy()) watch();
    return SlotNews.None;
  }
  if (slot.phase != Phase.Resetting) return SlotNews.None;
  const state = atrByte(byte);
  if (state == Atr.More) return SlotNews.None;
  if (state == Atr.Bad) return lost(SlotNews.Unknown);
  clearTimer(Timer.Card);
  slot.phase = Phase.Ready;
  t1TerminalInit(
    slotAnswer, ANSWER_MAX, atrInformationMax(), atrUsesCrc(), atrBlockWaitMs(ETU_US, CLOCK_KHZ),
    atrCharacterWaitMs(ETU_US) + LATE_MS, BYTE_MS,
  );
  return SlotNews.Ready;
}

/** The card's timer has run out. */
export function slotTime(): SlotNews {
  if (slot.phase == Phase.Ready) {
    const done = t1TerminalTick(milliseconds());
    if (done != T1Terminal.Nothing) return act(done);
    watch();
    return SlotNews.None;
  }
  if (slot.phase == Phase.Resetting) return lost(SlotNews.Mute);
  if (slot.phase != Phase.Resting) return SlotNews.None;
  slot.phase = Phase.Resetting;
  atrStart();
  setTimer(Timer.Card, RESET_MS);
  cardPower(1);
  return SlotNews.None;
}

function act(done: T1Terminal): SlotNews {
  if (done == T1Terminal.Answer) {
    clearTimer(Timer.Card);
    return SlotNews.Answer;
  }
  if (done == T1Terminal.Failed) return lost(SlotNews.Mute);
  if (done == T1Terminal.Transmit || done == T1Terminal.Extended) {
    cardTransmit(T1_SEND, t1BlockSendLength());
    watch();
  }
  return SlotNews.None;
}

/** Watches for a card that stays silent, or stops in the middle of a block. */
function watch(): void {
  const left = <i32>(t1TerminalDeadline() - milliseconds());
  setTimer(Timer.Card, left > 0 ? <u32>left : 1);
}

function lost(news: SlotNews): SlotNews {
  slotClose();
  return news;
}
