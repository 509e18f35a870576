// TryInterrupted, LastTry, PinEntry, PinChecking, PinWrong, ClassicWarning, PinFirst: the holder proves to be the
// holder.
import { CardFlag, CardState, StatusAt } from '../../../protocol/generated/firmware/apdu';
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { CardResult, sessionVerify } from '../card/session';
import { cardFlag, cardState, statusByte, triesLeft } from '../card/status';
import { drawCentred, drawHint, drawText, drawTitle } from '../display/sentence';
import { drawEntryHidden, entryBack, entryBegin, entryDigit, entryLength, entryPin } from '../keypad/entry';
import { soundWarning } from '../keypad/sound';
import { oldPin, wipePins } from '../secrets';
import { interrupt, pinNotice, rest, talk } from '../talk';
import { pinState, refuseCard } from './card-opening';
import { drawSentence } from './notice';
import { drawWaiting, turn } from './waiting';

const PIN_MOST: u32 = 8;

export function enterPin(state: State): void {
  if (state == State.PinEntry) entryBegin(PIN_MOST);
  else if (state == State.PinChecking) {
    entryPin(oldPin);
    entryBegin(PIN_MOST);
    turn();
    sessionVerify();
  } else soundWarning();
}

export function drawPin(state: State): void {
  switch (state) {
    case State.PinEntry:
      drawTitle(Text.PinTitle);
      drawEntryHidden(3);
      drawText(0, 5, Text.PinTries, triesLeft());
      if (cardFlag(CardFlag.SoftCard)) drawCentred(6, Text.SoftCard);
      return drawHint(Text.HintEntry);
    case State.PinChecking:
      return drawWaiting(Text.PinTitle, Text.CardWorks, true);
    case State.TryInterrupted:
      return drawSentence(Text.PinTitle, Text.PinInterrupted, Text.HintOkCancel, triesLeft());
    case State.LastTry:
      return drawSentence(Text.PinTitle, Text.PinLastTry, Text.HintOkCancel);
    case State.PinWrong:
      return drawSentence(Text.PinTitle, Text.PinWrong, Text.HintOkCancel, triesLeft());
    case State.ClassicWarning:
      return drawSentence(Text.ClassicTitle, Text.Classic, Text.HintOkCancel);
    default:
      drawSentence(Text.NewPinTitle, Text.PinFirst, Text.HintOkCancel);
  }
}

export function onPin(state: State, on: On, argument: u32): State {
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
    case On.Cancel:
      return interrupt();
    case On.Idle:
      return rest();
    case On.CardOut:
      return State.CardPulled;
    case On.Card:
      return checked(<CardResult>argument);
    default:
      return confirmed(state);
  }
}

function confirmed(state: State): State {
  switch (state) {
    case State.PinEntry:
      if (entryLength() >= statusByte(StatusAt.PinMinimum)) return State.PinChecking;
      return pinNotice(Text.PinTitle, Text.PinTooShort, State.PinEntry, statusByte(StatusAt.PinMinimum));
    case State.LastTry:
      return State.PinEntry;
    case State.ClassicWarning:
      return verified();
    case State.PinFirst:
      return State.NewPin;
    default:
      return pinState();
  }
}

function checked(result: CardResult): State {
  if (result == CardResult.WrongPin) {
    wipePins();
    return State.PinWrong;
  }
  if (result != CardResult.Ok) return refuseCard(result);
  return cardFlag(CardFlag.Classic) ? State.ClassicWarning : verified();
}

/** The PIN was right. The typed one is kept only where the card demands another at once. */
function verified(): State {
  talk.pinForced = cardState() == CardState.MustChangePin;
  if (talk.pinForced) return State.PinFirst;
  wipePins();
  return State.ClerkMenu;
}
