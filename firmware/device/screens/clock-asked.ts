// ClockAsked: a host proposes a time; old and new stand beside each other until the clerk decides.
import { On, State } from '../../../protocol/generated/firmware/states';
import { WireError } from '../../../protocol/generated/firmware/wire';
import { clearFields } from '../../shared/wire-codec';
import { clockRead, clockWrite } from '../board';
import { drawData } from '../display/data';
import { hostName, hostNameLength } from '../link/hosts';
import { requestHost } from '../link/requests';
import { waitAnswer, waitRefuse } from '../link/wait';
import { goBack, rest, talk } from '../talk';
import { drawOldAndNew } from './clock';

export function drawClockAsked(): void {
  drawOldAndNew();
  drawData(0, 6, hostName(requestHost), hostNameLength(requestHost));
}

export function onClockAsked(on: On): State {
  switch (on) {
    case On.Ok:
      clockWrite(talk.newTime);
      clearFields();
      if (clockRead() == 0) waitRefuse(WireError.ClockRefused);
      else waitAnswer();
      return goBack();
    case On.Cancel:
      waitRefuse(WireError.Refused);
      return goBack();
    case On.Idle:
      waitRefuse(WireError.TimedOut);
      return rest();
    case On.HostGone:
      return goBack();
    default:
      return State.ClockAsked;
  }
}
