// SettingsCode, CodeChecking and CodeWrong: the device code is asked before the settings open.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { CODE_LEAST, CODE_MOST, Code, codeBeginCheck, codeWait } from '../device-code';
import { drawText } from '../display/sentence';
import { drawEntryHidden, entryBack, entryBegin, entryDigit, entryLength } from '../keypad/entry';
import { soundWarning } from '../keypad/sound';
import { notice, rest } from '../talk';
import { setTimer, Timer } from '../timers';
import { drawSentence } from './notice';
import { drawWaiting, turn } from './waiting';

/** The state that asks for the code, or the wait after wrong tries. */
export function askCode(): State {
  return codeWait() > 0 ? State.CodeWrong : State.SettingsCode;
}

export function enterAskCode(state: State): void {
  if (state == State.SettingsCode) entryBegin(CODE_MOST);
  else if (state == State.CodeChecking) turn();
  else {
    soundWarning();
    setTimer(Timer.Screen, 1000);
  }
}

export function drawAskCode(state: State): void {
  if (state == State.CodeChecking) return drawWaiting(Text.SettingsTitle, Text.PleaseWait, false);
  if (state == State.SettingsCode) {
    drawSentence(Text.SettingsTitle, Text.SettingsCode, Text.HintEntry, 0, 4);
    drawEntryHidden(5);
  } else {
    drawSentence(Text.SettingsTitle, Text.CodeWrong, Text.HintOkCancel, 0, 5);
    drawText(0, 6, Text.Seconds, codeWait());
  }
}

export function onAskCode(state: State, on: On, argument: u32): State {
  switch (on) {
    case On.Digit:
      entryDigit(argument);
      return state;
    case On.Back:
      entryBack();
      return state;
    case On.Cancel:
      return State.DeviceMenu;
    case On.Idle:
      return rest();
    case On.Ok:
      return state == State.CodeWrong ? askCode() : check();
    case On.Done:
      if (<Code>argument == Code.Right) return State.SettingsMenu;
      if (<Code>argument == Code.Wrong) return State.CodeWrong;
      return notice(Text.SettingsTitle, Text.StoreFull, State.DeviceMenu);
    case On.Tick:
      if (state == State.CodeChecking) turn();
      else if (codeWait() > 0) setTimer(Timer.Screen, 1000);
      return state;
    default:
      return state;
  }
}

function check(): State {
  if (entryLength() < CODE_LEAST) return notice(Text.SettingsTitle, Text.CodeTooShort, State.SettingsCode);
  return codeBeginCheck() ? State.CodeChecking : notice(Text.SettingsTitle, Text.StoreFull, State.SettingsCode);
}
