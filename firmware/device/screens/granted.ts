// Granted: a host may decipher. The screen says how often and how long, and stands as long as the grant does.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { DecipherAnswer, Message, WireError } from '../../../protocol/generated/firmware/wire';
import { clearFields, setString } from '../../shared/wire-codec';
import { CardResult, cardReply, cardReplyForget, cardReplyLength } from '../card/session';
import { drawData } from '../display/data';
import { drawHint, drawText, drawTitle, textWidth } from '../display/sentence';
import { drawNumber } from '../display/text';
import { grantEnd, grantHost, grantLeft, grantMinutesLeft } from '../documents/grant';
import { hostName, hostNameLength, NO_HOST } from '../link/hosts';
import { requestHost } from '../link/requests';
import { waitAnswer, waitMessage, waitOpen, waitRefuse } from '../link/wait';
import { setTimer, Timer } from '../timers';
import { refuseCard } from './card-opening';

const SECOND: u32 = 1000;

export function enterGranted(): void {
  setTimer(Timer.Screen, SECOND);
}

export function drawGranted(): void {
  drawTitle(Text.GrantedTitle);
  drawData(0, 2, hostName(grantHost()), hostNameLength(grantHost()));
  drawText(0, 4, Text.GrantTimes);
  drawNumber(textWidth(Text.GrantTimes) + 1, 4, grantLeft());
  drawText(0, 5, Text.GrantMinutes);
  drawNumber(textWidth(Text.GrantMinutes) + 1, 5, grantMinutesLeft());
  drawHint(Text.HintGranted);
}

export function onGranted(on: On, argument: u32): State {
  switch (on) {
    case On.Card:
      return deciphered(<CardResult>argument);
    case On.Tick:
      setTimer(Timer.Screen, SECOND);
      return stay();
    case On.HostGone:
      return requestHost == NO_HOST ? over() : State.Granted;
    case On.Cancel:
      refuse(WireError.NoGrant);
      return over();
    default: // On.CardOut
      refuse(WireError.CardRemoved);
      grantEnd();
      return State.CardPulled;
  }
}

/** The last operation is answered before the grant ends. */
function stay(): State {
  return grantLeft() > 0 || busy() ? State.Granted : over();
}

function over(): State {
  grantEnd();
  return State.ClerkMenu;
}

function busy(): bool {
  return waitOpen() && waitMessage() == Message.Decipher;
}

function refuse(error: WireError): void {
  if (busy()) waitRefuse(error);
}

function deciphered(result: CardResult): State {
  if (result == CardResult.Ok && busy()) {
    clearFields();
    setString(DecipherAnswer.Plaintext, cardReply, cardReplyLength());
    waitAnswer();
  }
  cardReplyForget();
  refuse(result == CardResult.NoKey ? WireError.KeyMissing : WireError.CardRemoved);
  if (result == CardResult.Fault) {
    grantEnd();
    return refuseCard(result);
  }
  return stay();
}
