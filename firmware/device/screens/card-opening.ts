// CardOpening and CardRefused: the card is started, or cannot be used; then the screen says why and what to do.
import { StatusAt } from '../../../protocol/generated/firmware/apdu';
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { CardResult, sessionOpen } from '../card/session';
import { statusByte, textBytes, textLength, triesLeft } from '../card/status';
import { dataPages, drawDataPage } from '../display/data-pages';
import { drawHint, drawTitle } from '../display/sentence';
import { soundWarning } from '../keypad/sound';
import { interrupt, talk } from '../talk';
import { drawSentence } from './notice';
import { drawWaiting, turn } from './waiting';

/** Which of the card's texts says whom to contact. */
const CONTACT: u32 = 2;

export function enterCardOpening(state: State): void {
  if (state == State.CardOpening) {
    sessionOpen();
    turn();
  } else {
    talk.chosen = 0;
    soundWarning();
  }
}

export function drawCardOpening(state: State): void {
  if (state == State.CardOpening) return drawWaiting(Text.CardTitle, Text.CardWorks, true);
  const contact: bool = talk.problem == CardResult.Blocked && textLength(CONTACT) > 0;
  if (talk.chosen == 0) return drawSentence(Text.CardTitle, reason(), contact ? Text.HintContact : Text.HintTakeOut);
  drawTitle(Text.ContactTitle);
  if (!drawDataPage(textBytes(CONTACT), textLength(CONTACT), talk.chosen - 1, 1, 6)) drawHint(Text.HintTakeOut);
}

function reason(): Text {
  switch (talk.problem) {
    case CardResult.Silent:
      return Text.CardSilent;
    case CardResult.Foreign:
      return Text.CardForeign;
    case CardResult.Empty:
      return Text.CardEmpty;
    case CardResult.Blocked:
      return Text.CardBlocked;
    case CardResult.Stranger:
      return Text.CardStranger;
    case CardResult.NoTerminalKey:
      return Text.TerminalMissing;
    default:
      return Text.CardFault;
  }
}

/** Keeps why the card cannot be used. */
export function refuseCard(result: CardResult): State {
  talk.problem = result;
  return State.CardRefused;
}

/** The PIN, with a warning before the last try. */
export function pinState(): State {
  return triesLeft() == 1 ? State.LastTry : State.PinEntry;
}

export function onCardOpening(state: State, on: On, argument: u32): State {
  switch (on) {
    case On.Card:
      if (argument != CardResult.Ok) return refuseCard(<CardResult>argument);
      return statusByte(StatusAt.Interrupted) ? State.TryInterrupted : pinState();
    case On.Cancel:
      return interrupt();
    case On.CardOut:
      return state == State.CardRefused ? State.NoCard : State.CardPulled;
    case On.Menu:
      return State.DeviceMenu;
    case On.Tick:
      turn();
      return state;
    case On.Down:
      if (talk.problem == CardResult.Blocked && talk.chosen < contactPages()) talk.chosen++;
      return state;
    case On.Up:
      if (talk.chosen > 0) talk.chosen--;
      return state;
    default:
      return state;
  }
}

function contactPages(): u32 {
  return textLength(CONTACT) == 0 ? 0 : dataPages(textBytes(CONTACT), textLength(CONTACT), 6);
}
