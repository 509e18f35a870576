// ClockEntry and ClockConfirm: date and time are typed, then shown beside the old ones.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { clockRead, clockWrite } from '../board';
import { Moment, toSeconds } from '../calendar';
import { drawDateTime } from '../display/date';
import { drawText } from '../display/sentence';
import { drawCode } from '../display/text';
import { drawEntryPart, entryBack, entryBegin, entryDigit, entryFull, entryNumber } from '../keypad/entry';
import { notice, rest, talk } from '../talk';
import { drawSentence } from './notice';

/** YYYY MM DD hh mm. */
const DIGITS: u32 = 12;
const moment = changetype<Moment>(memory.data(20, 4));

export function enterClock(state: State): void {
  if (state == State.ClockEntry) entryBegin(DIGITS);
}

export function drawClock(state: State): void {
  if (state == State.ClockEntry) {
    drawSentence(Text.ClockTitle, Text.ClockType, Text.HintEntry, 0, 4);
    drawPlaces(5);
    return;
  }
  drawOldAndNew();
}

/** Also for a time that a host proposes. */
export function drawOldAndNew(): void {
  drawSentence(Text.ClockTitle, Text.ClockSure, Text.HintYesNo, 0, 1);
  drawText(0, 2, Text.ClockOld);
  if (clockRead() == 0) drawText(2, 3, Text.ClockUnset);
  else drawDateTime(2, 3, clockRead());
  drawText(0, 4, Text.ClockNew);
  drawDateTime(2, 5, talk.newTime);
}

/** ____-__-__ __:__ */
function drawPlaces(row: u32): void {
  let column = drawEntryPart(2, row, 0, 4);
  drawCode(column++, row, 0x2d);
  column = drawEntryPart(column, row, 4, 2);
  drawCode(column++, row, 0x2d);
  column = drawEntryPart(column, row, 6, 2) + 1;
  column = drawEntryPart(column, row, 8, 2);
  drawCode(column++, row, 0x3a);
  drawEntryPart(column, row, 10, 2);
}

export function onClock(state: State, on: On, argument: u32): State {
  switch (on) {
    case On.Digit:
      entryDigit(argument);
      return state;
    case On.Back:
      if (state == State.ClockConfirm) return State.ClockEntry;
      entryBack();
      return state;
    case On.Cancel:
      return state == State.ClockConfirm ? State.ClockEntry : done();
    case On.Idle:
      return rest();
    case On.Ok:
      return state == State.ClockEntry ? typedTime() : confirmed();
    default:
      return state;
  }
}

function done(): State {
  return talk.firstRun ? State.TerminalAsk : State.SettingsMenu;
}

function typedTime(): State {
  moment.year = entryNumber(0, 4);
  moment.month = entryNumber(4, 2);
  moment.day = entryNumber(6, 2);
  moment.hour = entryNumber(8, 2);
  moment.minute = entryNumber(10, 2);
  talk.newTime = entryFull() ? toSeconds(moment) : 0;
  return talk.newTime == 0 ? notice(Text.ClockTitle, Text.ClockWrong, State.ClockEntry) : State.ClockConfirm;
}

function confirmed(): State {
  clockWrite(talk.newTime);
  if (clockRead() == 0) return notice(Text.ClockTitle, Text.ClockFails, done());
  return talk.firstRun ? State.TerminalAsk : notice(Text.ClockTitle, Text.Saved, State.SettingsMenu);
}
