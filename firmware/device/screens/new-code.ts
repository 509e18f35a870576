// CodeNew, CodeAgain and CodeStoring: the device code is chosen, typed twice, stretched and stored.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { equalBytes, wipe } from '../../shared/constant-time';
import { CODE_LEAST, CODE_MOST, Code, codeBeginStore } from '../device-code';
import { drawEntryHidden, entryBack, entryBegin, entryDigit, entryLength } from '../keypad/entry';
import { newPin, typed } from '../secrets';
import { saveSettings } from '../settings';
import { notice, rest, talk } from '../talk';
import { drawSentence } from './notice';
import { drawWaiting, turn } from './waiting';

export function enterNewCode(state: State): void {
  if (state != State.CodeStoring) return entryBegin(CODE_MOST);
  turn();
}

export function drawNewCode(state: State): void {
  if (state == State.CodeStoring) return drawWaiting(Text.CodeTitle, Text.PleaseWait, false);
  drawSentence(Text.CodeTitle, state == State.CodeNew ? Text.CodeChoose : Text.CodeAgain, Text.HintEntry, 0, 4);
  drawEntryHidden(5);
}

export function onNewCode(state: State, on: On, argument: u32): State {
  switch (on) {
    case On.Digit:
      entryDigit(argument);
      return state;
    case On.Back:
      entryBack();
      return state;
    case On.Cancel:
      if (state == State.CodeAgain) return State.CodeNew;
      return talk.firstRun ? State.FirstLanguage : State.SettingsMenu;
    case On.Ok:
      return state == State.CodeNew ? chosen() : repeated();
    case On.Done:
      return stored(<Code>argument);
    case On.Idle:
      return rest();
    case On.Tick:
      turn();
      return state;
    default:
      return state;
  }
}

function chosen(): State {
  if (entryLength() < CODE_LEAST) return notice(Text.CodeTitle, Text.CodeTooShort, State.CodeNew);
  // The first typing is kept beside the second: 8 digits, FF where there are fewer.
  memory.fill(newPin, 0xff, CODE_MOST);
  memory.copy(newPin, typed, entryLength());
  return State.CodeAgain;
}

function repeated(): State {
  memory.fill(typed + entryLength(), 0xff, CODE_MOST - entryLength());
  const same = equalBytes(newPin, typed, CODE_MOST) != 0;
  wipe(newPin, CODE_MOST);
  if (!same) return notice(Text.CodeTitle, Text.CodeDiffers, State.CodeNew);
  if (!codeBeginStore()) return notice(Text.CodeTitle, Text.StoreFull, State.CodeNew);
  return State.CodeStoring;
}

function stored(outcome: Code): State {
  if (outcome != Code.Right || !saveSettings()) return notice(Text.CodeTitle, Text.StoreFull, State.CodeNew);
  if (talk.firstRun) return State.ClockEntry;
  return notice(Text.CodeTitle, Text.Saved, State.SettingsMenu);
}
