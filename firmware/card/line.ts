// The card's loop: bytes from the line to commands, commands in small steps, answers back; idle work for the flash.
// Called by index.ts.
import { Sw } from '../../protocol/generated/firmware/apdu';
import { atrWrite } from '../shared/atr';
import { setWideProducts } from '../shared/montgomery';
import { PPS_ANSWER, PPS_ANSWER_LENGTH, Pps, ppsByte, ppsStart } from '../shared/pps';
import { storeForget, storeIdle, storeRoom } from '../shared/store';
import { T1_SEND, t1BlockSendLength } from '../shared/t1-block';
import {
  T1Card, t1CardAnswer, t1CardByte, t1CardCommandLength, t1CardExtend, t1CardInit, t1CardMayExtend, t1CardTick,
} from '../shared/t1-card';
import { answerLength, clearAnswer } from './answer';
import { halt, milliseconds, transmit, wideProducts } from './board';
import { inRecord, outerExpected, runCommand, startCommand } from './dispatch';
import { sealRecord } from './envelope';
import { ageChallenge } from './get-challenge';
import { endAnswer, forgetWaiting } from './get-response';
import { openMemory } from './memory';
import { restartNoise, seedNoise, takeNoise } from './noise';
import { WORKING } from './pin-unlock';
import { answer, command, COMMAND_MAX, layOutSecrets, wipeCommandSecrets } from './secrets';
import { closeSession, forgetLooseKey } from './session';

/**
 * More than CWI 5 of the answer to reset at 9600 baud (4 ms) and an erase of flash (45 ms), during which the board
 * hands nothing over; less than a terminal waits for a block.
 */
const CHARACTER_WAIT_MS: u32 = 80;
/** Time is asked for after so long: a quarter of the block waiting time (1.6 s with BWI 4). */
const EXTEND_AFTER_MS: u32 = 400;
/** What the largest transaction (an RSA key) writes, and one sector more. */
const ROOM: u32 = 3000;

const enum Work {
  Nothing = 0,
  /** A command has come. */
  Arrived = 1,
  /** It needs more steps. */
  Running = 2,
}

let work: Work = Work.Nothing;
let opened: bool = false;
let lastByteAt: u32 = 0;
const atr: usize = memory.data(36, 4);

export function startLine(): void {
  if (layOutSecrets() == 0) halt(1);
  setWideProducts(wideProducts());
  opened = false;
  restartNoise();
  resetLine();
}

/** After power-on and at every warm reset: everything is forgotten, the answer to reset goes out. */
export function resetLine(): void {
  work = Work.Nothing;
  closeSession();
  ageChallenge();
  wipeCommandSecrets();
  clearAnswer();
  forgetWaiting();
  ppsStart();
  t1CardInit(command, COMMAND_MAX, false, CHARACTER_WAIT_MS);
  transmit(atr, atrWrite(atr));
}

export function receiveByte(byte: u32): void {
  const now = milliseconds();
  const selection = ppsByte(byte, now - lastByteAt > CHARACTER_WAIT_MS);
  lastByteAt = now;
  if (selection == Pps.Agreed) transmit(PPS_ANSWER, PPS_ANSWER_LENGTH);
  if (selection == Pps.None) act(t1CardByte(byte, lastByteAt));
}

function act(what: T1Card): void {
  if (what == T1Card.Command) work = Work.Arrived;
  if (what == T1Card.Cleared) {
    work = Work.Nothing;
    forgetLooseKey();
    wipeCommandSecrets();
    clearAnswer();
    forgetWaiting();
  }
  if (what == T1Card.Transmit || what == T1Card.Cleared) transmit(T1_SEND, t1BlockSendLength());
}

/** At most 10 ms of work; true while more waits. */
export function stepLine(): bool {
  if (!opened) {
    openMemory();
    opened = true;
    return true;
  }
  if (seedNoise()) return true;
  const now = milliseconds();
  act(t1CardTick(now));
  if (work == Work.Nothing) return idle();
  if (t1CardMayExtend() && now - lastByteAt > EXTEND_AFTER_MS) {
    lastByteAt = now;
    act(t1CardExtend(1));
  }
  // A command begins when there is room for all that it may write: then nothing needs an erase half-way.
  if (work == Work.Arrived && storeRoom() < ROOM && idle()) return true;
  const sw = work == Work.Arrived ? startCommand(command, t1CardCommandLength()) : runCommand();
  work = Work.Running;
  if (sw != WORKING) finish(sw);
  return true;
}

/** One piece of the flash's idle work, which moves secrets too. */
function idle(): bool {
  const more = storeIdle() != 0;
  storeForget();
  return more;
}

function finish(sw: u32): void {
  work = Work.Nothing;
  if (sw != Sw.Ok) clearAnswer();
  if (inRecord) {
    sealRecord(sw);
    sw = Sw.Ok;
  }
  endAnswer(sw, outerExpected);
  wipeCommandSecrets();
  takeNoise();
  act(t1CardAnswer(answer, answerLength));
}
