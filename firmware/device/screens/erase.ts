// EraseAsk and Erasing: everything the device keeps is erased, sector by sector; then it starts anew.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { soundWarning } from '../keypad/sound';
import { rest } from '../talk';
import { drawSentence } from './notice';
import { drawWaiting, turn } from './waiting';

const CONFIRMING_DIGIT: u32 = 7;

export function enterErase(state: State): void {
  if (state == State.Erasing) turn();
  else soundWarning();
}

export function drawErase(state: State): void {
  if (state == State.EraseAsk) drawSentence(Text.EraseTitle, Text.EraseAsk, Text.HintErase);
  else drawWaiting(Text.EraseTitle, Text.EraseRuns, false);
}

export function onErase(state: State, on: On, argument: u32): State {
  if (on == On.Idle) return rest();
  if (on == On.Tick) turn();
  if (on == On.Cancel) return State.SettingsMenu;
  return on == On.Digit && argument == CONFIRMING_DIGIT ? State.Erasing : state;
}
