// The conversation: takes events, asks the table of states whether they are allowed, lets the screen decide, checks
// what it decided, and draws. Called by index.ts. The table is data (protocol/tables/states.ts), the screens are one
// file each.
import { On, State, transitionOffsets, transitions } from '../../protocol/generated/firmware/states';
import { milliseconds } from './board';
import { CardResult, sessionClose, sessionTake } from './card/session';
import { clearFrame, flushFrame } from './display/framebuffer';
import { finishTitle } from './display/sentence';
import { soundKey, soundRefused } from './keypad/sound';
import { drawScreen, enterScreen, onScreen } from './screens/screens';
import { wipeSecrets } from './secrets';
import { settings } from './settings';
import { Stop, stop } from './stop';
import { talk } from './talk';
import { clearTimer, setTimer, Timer } from './timers';

const MINUTE: u32 = 60_000;
/** After a host has brought up a screen, keys are refused for so long: nobody presses for what was not there yet. */
const ASK_QUIET_MS: u32 = 500;
let asked: bool = false;
let askedAt: u32 = 0;

/** The row of the table for this state and event, or 0: refused. A row: event, how many next states, those states. */
function rowOf(state: State, on: On): usize {
  const table = transitionOffsets + (<usize>state << 1);
  const end = transitions + load<u16>(table, 2);
  for (let row = transitions + load<u16>(table); row < end; row += 2 + <usize>load<u8>(row, 1))
    if (load<u8>(row) == <u8>on) return row;
  return 0;
}

function rowAllows(row: usize, next: State): bool {
  const count: usize = load<u8>(row, 1);
  for (let i: usize = 0; i < count; i++) if (load<u8>(row + i, 2) == <u8>next) return true;
  return false;
}

function isKey(on: On): bool {
  return on <= On.Menu;
}

/** Goes into a state without an event: at power-on. */
export function begin(state: State): void {
  enter(state);
  draw();
}

/** One event of the conversation. Refused events change nothing. */
export function happen(on: On, argument: u32): void {
  const row: usize = isKey(on) && tooEarly() ? <usize>0 : rowOf(talk.state, on);
  if (isKey(on)) row ? soundKey() : soundRefused();
  if (on == On.CardIn) talk.cardPresent = true;
  if (on == On.CardOut) {
    talk.cardPresent = false;
    sessionClose();
  }
  if (!row) return;
  const before = talk.state;
  const next = on == On.Ask ? <State>argument : onScreen(before, on, argument);
  if (!rowAllows(row, next)) return stop(Stop.State);
  if (next != before) enter(next);
  else if (isKey(on)) watchIdle();
  draw();
  // A job may end at once, when the session is not what it should be.
  news();
}

function tooEarly(): bool {
  if (asked && milliseconds() - askedAt >= ASK_QUIET_MS) asked = false;
  return asked;
}

/** True where a host may bring up this state now. */
export function mayAsk(state: State): bool {
  const row = rowOf(talk.state, On.Ask);
  return row != 0 && rowAllows(row, state);
}

/** Brings up a state for a host; the caller has asked mayAsk. */
export function ask(state: State): void {
  asked = true;
  askedAt = milliseconds();
  happen(On.Ask, state);
}

/** Hands the result of a card job to the screen that waits for it. */
export function news(): void {
  const result = sessionTake();
  if (result != CardResult.None) happen(On.Card, result);
}

function enter(state: State): void {
  clearTimer(Timer.Screen);
  if (isRest(state)) {
    sessionClose();
    wipeSecrets();
  }
  talk.state = state;
  enterScreen(state);
  watchIdle();
}

/** States in which no card is in use and no digit stays typed. */
function isRest(state: State): bool {
  return state == State.NoCard || state == State.CardPulled || state == State.Locked;
}

/** The idle time runs where the table knows it; not during the first start. */
function watchIdle(): void {
  if (rowOf(talk.state, On.Idle) && !talk.firstRun) setTimer(Timer.Idle, settings.timeout * MINUTE);
  else clearTimer(Timer.Idle);
}

/** Draws the state again: its language has changed. */
export function redraw(): void {
  draw();
}

function draw(): void {
  clearFrame();
  drawScreen(talk.state);
  finishTitle();
  flushFrame();
}
