// NoCard, CardPulled and Locked: nothing goes on.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { clockRead, developmentKey, separateChip } from '../board';
import { drawCentred, drawHint, drawTitle } from '../display/sentence';
import { hostAsks } from '../documents/asking';
import { soundWarning } from '../keypad/sound';
import { talk } from '../talk';
import { drawSentence } from './notice';

export function enterNoCard(state: State): void {
  if (state == State.CardPulled) soundWarning();
}

export function drawNoCard(state: State): void {
  if (state == State.CardPulled) return drawSentence(Text.InsertTitle, Text.CardPulled, Text.HintOk);
  if (state == State.Locked)
    return drawSentence(hostAsks() ? Text.HostAsks : Text.LockedTitle, talk.restText, Text.HintOk);
  drawTitle(Text.InsertTitle);
  drawCentred(2, Text.InsertCard);
  if (hostAsks()) drawCentred(3, Text.HostAsksLine);
  if (clockRead() == 0) drawCentred(4, Text.ClockUnset);
  if (!separateChip()) drawCentred(5, Text.SoftCard);
  if (developmentKey()) drawCentred(6, Text.Development);
  drawHint(Text.HintMenu);
}

export function onNoCard(state: State, on: On): State {
  switch (on) {
    case On.CardIn:
      return State.CardOpening;
    case On.CardOut:
      return state == State.CardPulled ? state : State.NoCard;
    case On.Menu:
      return State.DeviceMenu;
    default:
      if (state == State.Locked) return State.CardOpening;
      return state == State.CardPulled ? State.NoCard : State.DeviceMenu;
  }
}
