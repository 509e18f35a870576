// Pairing and PairDigits: pairing is open for a host; then the digits that host and device must both show.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { WireError } from '../../../protocol/generated/firmware/wire';
import { drawDataPage } from '../display/data-pages';
import { drawLarge } from '../display/large';
import { drawHint, drawText, drawTitle } from '../display/sentence';
import {
  pairingConfirm, pairingDigits, pairingFailed, pairingLeftMs, pairingName, pairingNameLength, pairingOpen,
  pairingUsedUp,
} from '../link/pairing';
import { waitAnswer, waitRefuse } from '../link/wait';
import { notice, talk } from '../talk';
import { clearFields } from '../../shared/wire-codec';
import { setTimer, Timer } from '../timers';
import { drawSentence } from './notice';

const SECOND: u32 = 1000;
const DIGITS: u32 = 6;

export function enterPairing(): void {
  setTimer(Timer.Screen, SECOND);
}

export function drawPairing(state: State): void {
  if (state == State.Pairing) {
    drawSentence(Text.PairTitle, Text.PairOpen, Text.HintCancel);
    drawText(0, 6, Text.Seconds, (pairingLeftMs() + SECOND - 1) / SECOND);
    return;
  }
  drawTitle(Text.PairSame);
  drawDataPage(pairingName(), pairingNameLength(), 0, 1, 3);
  drawLarge(4, pairingDigits(), DIGITS, 3);
  drawHint(Text.HintYesNo);
}

/** The clerk chooses pairing among the hosts. */
export function openPairing(): State {
  pairingOpen();
  return State.Pairing;
}

export function onPairing(state: State, on: On): State {
  switch (on) {
    case On.Tick:
      setTimer(Timer.Screen, SECOND);
      if (pairingLeftMs() > 0) return state;
      failed(WireError.TimedOut);
      return notice(Text.PairTitle, Text.PairLate, State.Hosts);
    case On.Ok:
      return confirmed();
    case On.Cancel:
      if (state == State.Pairing) return State.Hosts;
      failed(WireError.Refused);
      return onceMore();
    case On.HostGone:
      pairingFailed();
      return onceMore();
    default:
      return state;
  }
}

function failed(error: WireError): void {
  waitRefuse(error);
  pairingFailed();
}

function onceMore(): State {
  return pairingUsedUp() ? notice(Text.PairTitle, Text.PairClosed, State.Hosts) : State.Pairing;
}

function confirmed(): State {
  const done = pairingConfirm();
  if (done) {
    clearFields();
    waitAnswer();
  } else waitRefuse(WireError.PairingFailed);
  talk.chosen = 0;
  return notice(Text.PairTitle, done ? Text.PairDone : Text.StoreFull, State.Hosts);
}
