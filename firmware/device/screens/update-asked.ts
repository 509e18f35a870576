// UpdateAsked and UpdateStarts: what a host has brought and the first stage found good. OK counts on the last page;
// then it is noted, only then the host is answered, and a moment later the board starts anew.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { Update } from '../../../protocol/generated/firmware/update';
import { versionLength, versionText } from '../../../protocol/generated/firmware/version';
import { WireError } from '../../../protocol/generated/firmware/wire';
import { clearFields } from '../../shared/wire-codec';
import { developmentKey, restart, updateActivate } from '../board';
import { drawData } from '../display/data';
import { drawHint, drawText, drawTitle } from '../display/sentence';
import { drawCode, drawCodes, drawNumber } from '../display/text';
import { soundWarning } from '../keypad/sound';
import { hostName, hostNameLength } from '../link/hosts';
import { requestHost } from '../link/requests';
import { waitAnswer, waitRefuse } from '../link/wait';
import { updateDigest, updateVersion } from '../requests/update';
import { goBack, rest, talk } from '../talk';
import { setTimer, Timer } from '../timers';
import { drawSentence } from './notice';
import { drawDigest } from './version';

const LAST: u32 = 1;
const VALUE: u32 = 10;
const POINT: u32 = 0x2e;
/** Time for the answer to leave. */
const MOMENT: u32 = 500;

export function enterUpdateAsked(state: State): void {
  talk.chosen = 0;
  if (state == State.UpdateStarts) setTimer(Timer.Screen, MOMENT);
  else soundWarning();
}

export function drawUpdateAsked(state: State): void {
  if (state == State.UpdateStarts) return drawSentence(Text.UpdateTitle, Text.UpdateStarts, Text.PleaseWait);
  if (talk.chosen == LAST) {
    drawTitle(Text.VersionDigest);
    drawDigest(updateDigest());
    return drawHint(Text.HintOkCancel);
  }
  drawTitle(Text.UpdateTitle);
  drawText(0, 2, Text.DocumentsNow);
  drawCodes(VALUE, 2, versionText, versionLength);
  drawText(0, 3, Text.UpdateNew);
  const version = updateVersion();
  let at = drawNumber(VALUE, 3, version >> 24);
  drawCode(at, 3, POINT);
  at = drawNumber(at + 1, 3, (version >> 16) & 0xff);
  drawCode(at, 3, POINT);
  drawNumber(at + 1, 3, version & 0xffff);
  if (developmentKey()) drawText(0, 4, Text.Development);
  drawData(0, 5, hostName(requestHost), hostNameLength(requestHost));
  drawHint(Text.HintPages);
}

export function onUpdateAsked(state: State, on: On): State {
  switch (on) {
    case On.Up:
    case On.Down:
      talk.chosen ^= 1;
      return state;
    case On.Ok:
      return talk.chosen == LAST ? starts() : last();
    case On.Cancel:
      waitRefuse(WireError.Refused);
      return goBack();
    case On.Idle:
      waitRefuse(WireError.TimedOut);
      return rest();
    case On.HostGone:
      return goBack();
    case On.Tick:
      restart();
      return state;
    default:
      return state;
  }
}

function last(): State {
  talk.chosen = LAST;
  return State.UpdateAsked;
}

function starts(): State {
  if (updateActivate() != Update.Good) {
    waitRefuse(WireError.UpdateDamaged);
    return goBack();
  }
  clearFields();
  waitAnswer();
  return State.UpdateStarts;
}
