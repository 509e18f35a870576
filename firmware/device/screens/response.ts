// ResponseEntry, ResponseConfirm, ResponseWaiting, ResponseShown: a login number goes in, a response comes out.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { CardResult, sessionRespond } from '../card/session';
import { entryFull } from '../keypad/entry';
import { interrupt, dutyNotice, rest, talk } from '../talk';
import {
  answered, asked, drawAnswer, drawSixDigits, enterAnswer, enterSixDigits, onAnswer, takeSixDigits, typeSixDigits,
} from './six-digits';
import { drawWaiting, turn } from './waiting';

export function enterResponse(state: State): void {
  if (state == State.ResponseEntry) enterSixDigits();
  else if (state == State.ResponseShown) enterAnswer();
  else if (state == State.ResponseWaiting) {
    takeSixDigits();
    turn();
    sessionRespond(asked);
  }
}

export function drawResponse(state: State): void {
  if (state == State.ResponseEntry) drawSixDigits(Text.ResponseTitle, Text.ResponseType, Text.HintEntry);
  else if (state == State.ResponseConfirm) drawSixDigits(Text.ResponseTitle, Text.ResponseConfirm, Text.HintYesNo);
  else if (state == State.ResponseShown) drawAnswer(Text.AnswerTitle, Text.AnswerShown);
  else drawWaiting(Text.ResponseTitle, Text.CardWorks, true);
}

export function onResponse(state: State, on: On, argument: u32): State {
  if (state == State.ResponseShown) return onAnswer(state, on);
  switch (on) {
    case On.Digit:
    case On.Back:
      if (state == State.ResponseConfirm) return again();
      typeSixDigits(on, argument);
      return state;
    case On.Ok:
      if (state == State.ResponseConfirm) return State.ResponseWaiting;
      if (entryFull()) return State.ResponseConfirm;
      talk.keepEntry = true;
      return dutyNotice(Text.ResponseTitle, Text.SixDigits, State.ResponseEntry);
    case On.Tick:
      turn();
      return state;
    case On.Card:
      return answered(<CardResult>argument, Text.ResponseTitle, State.ResponseShown);
    case On.Cancel:
      return state == State.ResponseWaiting ? interrupt() : State.ClerkMenu;
    case On.Idle:
      return rest();
    default: // On.CardOut
      return State.CardPulled;
  }
}

function again(): State {
  talk.keepEntry = true;
  return State.ResponseEntry;
}
