// Six digits in groups of three: typed, shown once more, and the six that come back. Called by seal.ts and
// response.ts.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { answerDigits, CardResult, sessionClose } from '../card/session';
import { drawLarge } from '../display/large';
import { drawEntryLarge, entryAscii, entryBack, entryBegin, entryDigit } from '../keypad/entry';
import { soundReady } from '../keypad/sound';
import { home, dutyNotice, talk } from '../talk';
import { refuseCard } from './card-opening';
import { drawSentence } from './notice';

const PLACES: u32 = 6;
const GROUP: u32 = 3;
/** The digits that go to the card, ASCII. No secret: they stand on the screen. */
export const asked: usize = memory.data(8, 4);

export function enterSixDigits(): void {
  if (!talk.keepEntry) entryBegin(PLACES);
  talk.keepEntry = false;
}

/** Draws the digits being typed, or typed. */
export function drawSixDigits(title: Text, text: Text, hint: Text): void {
  drawSentence(title, text, hint, 0, 3);
  drawEntryLarge(GROUP);
}

export function enterAnswer(): void {
  soundReady();
}

export function drawAnswer(title: Text, text: Text): void {
  drawSentence(title, text, Text.HintAnyKey, 0, 3);
  drawLarge(4, answerDigits, PLACES, GROUP);
}

export function typeSixDigits(on: On, argument: u32): void {
  if (on == On.Digit) entryDigit(argument);
  else entryBack();
}

/** Takes the typed digits for the card. */
export function takeSixDigits(): void {
  entryAscii(asked);
}

/** The card answered, or says why not. */
export function answered(result: CardResult, title: Text, shown: State): State {
  switch (result) {
    case CardResult.Ok:
      return shown;
    case CardResult.Expired:
      return dutyNotice(title, Text.KeyExpired, State.NoCard);
    case CardResult.NotYet:
      return dutyNotice(title, Text.KeyNotYet, State.NoCard);
    case CardResult.NoKey:
      return dutyNotice(title, Text.KeyMissing, State.NoCard);
    case CardResult.Refused:
      return dutyNotice(title, Text.DutyRefused, State.NoCard);
    default:
      return refuseCard(result);
  }
}

/** The number stays until a key is pressed, also without its card; after the idle time the PIN is asked again. */
export function onAnswer(state: State, on: On): State {
  if (on == On.Idle) sessionClose();
  if (on != On.Ok && on != On.Cancel) return state;
  memory.fill(answerDigits, 0, PLACES);
  const next = home();
  if (next != State.CardOpening) return next;
  talk.restText = Text.Locked;
  return State.Locked;
}
