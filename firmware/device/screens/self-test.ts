// Start and SelfTest: known answers, one a step.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { codeExists } from '../device-code';
import { home, notice, talk } from '../talk';
import { drawWaiting, turn } from './waiting';

export function enterSelfTest(): void {
  talk.test = 0;
  turn();
}

export function drawSelfTest(): void {
  drawWaiting(Text.SelfTestTitle, Text.SelfTestRuns, false);
}

export function onSelfTest(state: State, on: On): State {
  if (on == On.Tick) turn();
  if (on != On.Done) return state;
  if (state == State.SelfTest) return notice(Text.SelfTestTitle, Text.SelfTestPassed, State.DeviceMenu);
  talk.firstRun = !codeExists();
  return talk.firstRun ? State.FirstLanguage : home();
}
