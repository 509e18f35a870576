// OldPin, NewPin, NewPinAgain, PinChanging: the holder takes another PIN.
import { StatusAt } from '../../../protocol/generated/firmware/apdu';
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { CardResult, sessionChange } from '../card/session';
import { statusByte } from '../card/status';
import { equalBytes } from '../../shared/constant-time';
import { drawEntryHidden, entryBack, entryBegin, entryDigit, entryLength, entryPin } from '../keypad/entry';
import { newPin, oldPin, plain, wipePins } from '../secrets';
import { interrupt, pinNotice, rest, talk } from '../talk';
import { refuseCard } from './card-opening';
import { drawSentence } from './notice';
import { drawWaiting, turn } from './waiting';

const PIN_MOST: u32 = 8;

export function enterPinChange(state: State): void {
  if (state != State.PinChanging) return entryBegin(PIN_MOST);
  turn();
  sessionChange();
  wipePins();
}

export function drawPinChange(state: State): void {
  if (state == State.PinChanging) return drawWaiting(Text.NewPinTitle, Text.CardWorks, true);
  const least = statusByte(StatusAt.PinMinimum);
  if (state == State.OldPin) drawSentence(Text.PinTitle, Text.OldPin, Text.HintEntry, 0, 4);
  else if (state == State.NewPin) drawSentence(Text.NewPinTitle, Text.NewPin, Text.HintEntry, least, 4);
  else drawSentence(Text.NewPinTitle, Text.NewPinAgain, Text.HintEntry, 0, 4);
  drawEntryHidden(5);
}

export function onPinChange(state: State, on: On, argument: u32): State {
  switch (on) {
    case On.Digit:
      entryDigit(argument);
      return state;
    case On.Back:
      entryBack();
      return state;
    case On.Tick:
      turn();
      return state;
    case On.Idle:
      return rest();
    case On.CardOut:
      return State.CardPulled;
    case On.Card:
      return changed(<CardResult>argument);
    case On.Cancel:
      return cancelled(state);
    default:
      return confirmed(state);
  }
}

function cancelled(state: State): State {
  if (state == State.PinChanging || (state == State.NewPin && talk.pinForced)) return interrupt();
  if (state == State.NewPinAgain) return State.NewPin;
  wipePins();
  return State.ClerkMenu;
}

function confirmed(state: State): State {
  const least = statusByte(StatusAt.PinMinimum);
  if (entryLength() < least) {
    const again = state == State.OldPin ? State.OldPin : State.NewPin;
    return pinNotice(state == State.OldPin ? Text.PinTitle : Text.NewPinTitle, Text.PinTooShort, again, least);
  }
  if (state == State.OldPin) {
    talk.pinForced = false;
    entryPin(oldPin);
    return State.NewPin;
  }
  if (state == State.NewPin) {
    entryPin(newPin);
    if (equalBytes(newPin, oldPin, PIN_MOST)) return pinNotice(Text.NewPinTitle, Text.PinSame, State.NewPin);
    return State.NewPinAgain;
  }
  entryPin(plain);
  if (equalBytes(newPin, plain, PIN_MOST)) return State.PinChanging;
  return pinNotice(Text.NewPinTitle, Text.PinDiffers, State.NewPin);
}

function changed(result: CardResult): State {
  if (result == CardResult.WrongPin) return State.PinWrong;
  if (result == CardResult.Refused) return pinNotice(Text.NewPinTitle, Text.DutyRefused, State.NoCard);
  if (result != CardResult.Ok) return refuseCard(result);
  return pinNotice(Text.NewPinTitle, Text.PinChanged, State.NoCard);
}
