// Hosts and HostRemove: the hosts that are paired with this device, one a page; the last page pairs another.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { PAIRED_HOSTS } from '../../../protocol/generated/firmware/wire';
import { noiseHostKey } from '../../shared/noise-handshake';
import { drawDataPage } from '../display/data-pages';
import { drawHint, drawText, drawTitle } from '../display/sentence';
import { drawCode, drawNumber } from '../display/text';
import { hostAt, hostCount, hostName, hostNameLength, hostRemove } from '../link/hosts';
import { hostsChanged } from '../link/requests';
import { notice, rest, talk } from '../talk';
import { drawSentence } from './notice';
import { openPairing } from './pairing';

const SLASH: u32 = 0x2f;

export function enterHosts(state: State): void {
  if (state == State.Hosts) talk.chosen = 0;
}

/** One page a host, and one to pair another, unless all places are taken. */
function pages(): u32 {
  return min<u32>(hostCount() + 1, PAIRED_HOSTS);
}

export function drawHosts(state: State): void {
  const count = hostCount();
  if (talk.chosen >= count) {
    drawSentence(Text.HostsTitle, count == 0 ? Text.HostsNone : Text.HostsMore, Text.HintHosts);
    return;
  }
  drawTitle(state == State.Hosts ? Text.HostsTitle : Text.HostRemoveTitle);
  const number = hostAt(talk.chosen);
  drawDataPage(hostName(number), hostNameLength(number), 0, 2, 3);
  if (state == State.HostRemove) {
    drawHint(Text.HintYesNo);
    return;
  }
  const column = drawNumber(0, 5, talk.chosen + 1);
  drawCode(column, 5, SLASH);
  drawNumber(column + 1, 5, count);
  drawText(0, 6, Text.HostRemoveHow);
  drawHint(Text.HintHosts);
}

export function onHosts(state: State, on: On): State {
  switch (on) {
    case On.Idle:
      return rest();
    case On.Up:
      talk.chosen = talk.chosen == 0 ? pages() - 1 : talk.chosen - 1;
      return state;
    case On.Down:
      talk.chosen = talk.chosen + 1 == pages() ? 0 : talk.chosen + 1;
      return state;
    case On.Cancel:
      return state == State.Hosts ? State.SettingsMenu : State.Hosts;
    case On.Ok:
      if (state == State.HostRemove) return removed();
      return talk.chosen < hostCount() ? State.HostRemove : openPairing();
    default:
      return state;
  }
}

function removed(): State {
  const done = hostRemove(hostAt(talk.chosen));
  hostsChanged(noiseHostKey);
  return notice(Text.HostsTitle, done ? Text.HostRemoved : Text.StoreFull, State.Hosts);
}
