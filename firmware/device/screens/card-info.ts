// CardInfo: whose card it is, its keys and counters, page by page.
import { StatusAt } from '../../../protocol/generated/firmware/apdu';
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import {
  CardKey, keyFrom, keyGeneration, keyTo, KeyValidity, keyValidity, serialBytes, serialLength, statusNumber, textBytes,
  textLength, triesLeft,
} from '../card/status';
import { clockRead } from '../board';
import { dataPages, drawDataPage } from '../display/data-pages';
import { drawDate } from '../display/date';
import { drawHint, drawText, drawTitle } from '../display/sentence';
import { drawNumber } from '../display/text';
import { rest, talk } from '../talk';

/** The card's texts, as status.ts counts them. */
const ISSUER: u32 = 0;
const HOLDER: u32 = 1;
/** Pages: holder, issuer, serial, three keys, counters. */
const PAGES: u32 = 7;
const FIRST_KEY: u32 = 3;
const DATE_COLUMN: u32 = 7;

export function enterCardInfo(): void {
  talk.chosen = 0;
}

export function drawCardInfo(): void {
  drawHint(Text.HintPages);
  switch (talk.chosen) {
    case 0:
      drawTitle(Text.InfoHolder);
      drawDataPage(textBytes(HOLDER), textLength(HOLDER), 0, firstRow(textBytes(HOLDER), textLength(HOLDER)), 6);
      return;
    case 1:
      drawTitle(Text.InfoIssuer);
      drawDataPage(textBytes(ISSUER), textLength(ISSUER), 0, firstRow(textBytes(ISSUER), textLength(ISSUER)), 6);
      return;
    case 2:
      drawTitle(Text.InfoId);
      drawDataPage(serialBytes(), serialLength(), 0, 2, 3);
      drawText(0, 5, Text.PinTries, triesLeft());
      return;
    case PAGES - 1:
      drawTitle(Text.InfoCounters);
      drawNumber(2, drawText(0, 2, Text.InfoSeals), statusNumber(StatusAt.SealCounter));
      drawNumber(2, drawText(0, 5, Text.InfoResponses), statusNumber(StatusAt.ResponseCounter));
      return;
    default:
      drawKey(<CardKey>(talk.chosen - FIRST_KEY));
  }
}

/** A blank row under the title, unless every row is needed. */
function firstRow(bytes: usize, length: u32): u32 {
  return dataPages(bytes, length, 5) > 1 ? 1 : 2;
}

function drawKey(key: CardKey): void {
  const validity = keyValidity(key, clockRead());
  drawText(0, 0, key == CardKey.Response ? Text.InfoResponseKey : Text.InfoSealKey, keyGeneration(key));
  if (validity == KeyValidity.Absent) {
    drawText(0, 2, Text.InfoAbsent);
    return;
  }
  drawText(0, 2, Text.InfoFrom);
  drawDate(DATE_COLUMN, 2, keyFrom(key));
  drawText(0, 3, Text.InfoTo);
  drawDate(DATE_COLUMN, 3, keyTo(key));
  drawText(0, 5, validityText(validity));
  if (validity == KeyValidity.Unknown) drawText(0, 6, Text.InfoSetClock);
}

function validityText(validity: KeyValidity): Text {
  if (validity == KeyValidity.Unknown) return Text.InfoUnknown;
  if (validity == KeyValidity.Future) return Text.InfoFuture;
  return validity == KeyValidity.Valid ? Text.InfoValid : Text.InfoExpired;
}

export function onCardInfo(on: On): State {
  switch (on) {
    case On.Up:
      talk.chosen = talk.chosen == 0 ? PAGES - 1 : talk.chosen - 1;
      return State.CardInfo;
    case On.Down:
      talk.chosen = talk.chosen + 1 == PAGES ? 0 : talk.chosen + 1;
      return State.CardInfo;
    case On.Idle:
      return rest();
    case On.CardOut:
      return State.NoCard;
    default:
      return State.ClerkMenu;
  }
}
