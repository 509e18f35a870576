// Exports of device.wasm (board.ts says what each is): events of the board become events of the conversation, and
// steps do the work that takes longer.
import { On, State } from '../../protocol/generated/firmware/states';
import { WireError } from '../../protocol/generated/firmware/wire';
import { formatWasCut } from '../shared/store-sectors';
import { Store, storeFormatStep, storeIdle, storeInit } from '../shared/store';
import { Event, Key, restart, stopCause, usbAttach } from './board';
import { slotByte, slotTime } from './card/slot';
import { sessionNews } from './card/session';
import { Code, codeInit, codeStep } from './device-code';
import { keyEdge, keyPressed, NO_KEY } from './keypad/debounce';
import { begin, happen, news } from './machine';
import { noiseStep } from './noise';
import { updateWork } from './requests/update';
import { selfTestStep } from './self-test';
import { deviceKeysStep, KeyStep } from './link/device-keys';
import { linkEvent, linkStep } from './link/link';
import { endSession } from './link/owner';
import { waitStop } from './link/wait';
import { askingStep } from './documents/asking';
import { sealingLoad } from './documents/sealing';
import { INDEX_ENTRIES, loadSettings, SECTORS, storeMemory } from './settings';
import { Stop, stop } from './stop';
import { talk } from './talk';
import { arm, Timer, timerDue } from './timers';
import { usbControl, usbReset } from './usb/usb';

/** 1 while the link may have work; it takes turns with the conversation, so that one step stays short. */
let linkWork: u32 = 0;
let linkTurn: bool = false;

export function start(): void {
  const cause = stopCause();
  if (cause != 0) return stop(cause);
  let found = storeInit(0, SECTORS, storeMemory, INDEX_ENTRIES);
  // The first start of all makes the memory, in one step.
  if (found == Store.EMPTY) found = storeFormatStep();
  if (found == Store.FAILED) return stop(Stop.Format);
  // A format that was cut is finished: its owner wanted it. Any other damage is nothing to erase over.
  if (found == Store.DAMAGED && !formatWasCut()) return stop(Stop.Memory);
  if (found == Store.OK) ready();
  begin(found == Store.DAMAGED ? State.Erasing : State.Start);
}

/** The memory can be read. */
function ready(): void {
  loadSettings();
  codeInit();
}

export function event(kind: u32, argument: u32): void {
  take(kind, argument);
  askingStep();
}

function take(kind: u32, argument: u32): void {
  switch (kind) {
    case Event.KeyDown:
      return keyEdge(<Key>argument, true);
    case Event.KeyUp:
      return keyEdge(<Key>argument, false);
    case Event.CardInserted:
      return happen(On.CardIn, 0);
    case Event.CardRemoved:
      return happen(On.CardOut, 0);
    case Event.CardByte:
      sessionNews(slotByte(argument));
      return news();
    case Event.Alarm:
      return time();
    case Event.UsbReset:
      return usbReset();
    case Event.UsbRequest:
      return usbControl();
    default:
      linkEvent(<Event>kind, argument);
      linkWork = 1;
  }
}

function pressed(key: Key): void {
  if (key <= Key.Digit9) happen(On.Digit, key);
  else happen(<On>(<u32>On.Ok + (<u32>key - <u32>Key.Ok)), 0);
}

function time(): void {
  if (timerDue(Timer.Keys))
    for (let key = keyPressed(); key != NO_KEY; key = keyPressed()) pressed(<Key>key);
  if (timerDue(Timer.Card)) {
    sessionNews(slotTime());
    news();
  }
  if (timerDue(Timer.Screen)) happen(On.Tick, 0);
  if (timerDue(Timer.Idle)) happen(On.Idle, 0);
  if (timerDue(Timer.Handshake)) endSession();
  if (timerDue(Timer.Request)) waitStop(WireError.TimedOut);
  if (timerDue(Timer.HalfFrame)) linkWork = 1;
  arm();
}

/** Returns 1 while more work waits. */
export function step(): u32 {
  linkTurn = linkWork == 1 && !linkTurn;
  if (!linkTurn) return work() | updateWork() | linkWork;
  linkWork = linkStep();
  askingStep();
  return 1;
}

function work(): u32 {
  switch (talk.state) {
    case State.Start:
      return begun() ? test() : 1;
    case State.SelfTest:
      return test();
    case State.CodeStoring:
    case State.CodeChecking: {
      const outcome = codeStep();
      if (outcome == Code.Working) return 1;
      happen(On.Done, outcome);
      return 0;
    }
    case State.Erasing:
      return erase();
    case State.NoCard:
    case State.Locked:
    case State.ClerkMenu:
    case State.Review:
      return storeIdle();
    default:
      return 0;
  }
}

/** True once there is noise, a key pair for sessions, and the journal is read. */
function begun(): bool {
  if (!noiseStep()) return false;
  const keys = deviceKeysStep();
  if (keys == KeyStep.Failed) stop(Stop.Keys);
  return keys == KeyStep.Ready && sealingLoad();
}

function test(): u32 {
  if (selfTestStep(talk.test++)) return 1;
  happen(On.Done, 0);
  usbAttach();
  linkWork = 1;
  return 1;
}

function erase(): u32 {
  const done = storeFormatStep();
  if (done == Store.MORE) return 1;
  if (done != Store.OK) stop(Stop.Format);
  restart();
  return 0;
}
