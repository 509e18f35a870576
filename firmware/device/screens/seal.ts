// SealEntry, SealConfirm, SealWaiting, SealShown: a document seal goes in, an issuer seal comes out.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { CardResult, sessionSeal } from '../card/session';
import { keypadMaySeal, keypadSealed } from '../documents/sealing';
import { entryFull } from '../keypad/entry';
import { interrupt, dutyNotice, rest, talk } from '../talk';
import {
  answered, asked, drawAnswer, drawSixDigits, enterAnswer, enterSixDigits, onAnswer, takeSixDigits, typeSixDigits,
} from './six-digits';
import { drawWaiting, turn } from './waiting';

export function enterSeal(state: State): void {
  if (state == State.SealEntry) enterSixDigits();
  else if (state == State.SealShown) enterAnswer();
  else if (state == State.SealWaiting) {
    takeSixDigits();
    turn();
    sessionSeal(asked);
  }
}

export function drawSeal(state: State): void {
  if (state == State.SealEntry) drawSixDigits(Text.SealTitle, Text.SealType, Text.HintEntry);
  else if (state == State.SealConfirm) drawSixDigits(Text.SealTitle, Text.SealConfirm, Text.HintYesNo);
  else if (state == State.SealShown) drawAnswer(Text.IssuerTitle, Text.IssuerShown);
  else drawWaiting(Text.SealTitle, Text.CardWorks, true);
}

export function onSeal(state: State, on: On, argument: u32): State {
  if (state == State.SealShown) return onAnswer(state, on);
  switch (on) {
    case On.Digit:
    case On.Back:
      if (state == State.SealConfirm) return again();
      typeSixDigits(on, argument);
      return state;
    case On.Ok:
      if (state == State.SealConfirm) return begin();
      if (entryFull()) return State.SealConfirm;
      talk.keepEntry = true;
      return dutyNotice(Text.SealTitle, Text.SixDigits, State.SealEntry);
    case On.Tick:
      turn();
      return state;
    case On.Card:
      return sealed(<CardResult>argument);
    case On.Cancel:
      return state == State.SealWaiting ? interrupt() : State.ClerkMenu;
    case On.Idle:
      return rest();
    default: // On.CardOut
      return State.CardPulled;
  }
}

/** A full journal takes no row, and a seal without its row never leaves. */
function begin(): State {
  return keypadMaySeal() ? State.SealWaiting : dutyNotice(Text.SealTitle, Text.JournalFull, State.NoCard);
}

function sealed(result: CardResult): State {
  if (result == CardResult.Ok && !keypadSealed(asked)) return dutyNotice(Text.SealTitle, Text.StoreFull, State.NoCard);
  return answered(result, Text.SealTitle, State.SealShown);
}

function again(): State {
  talk.keepEntry = true;
  return State.SealEntry;
}
