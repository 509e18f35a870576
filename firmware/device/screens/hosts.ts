// Hosts: the hosts that are paired with this device.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { rest } from '../talk';
import { drawSentence } from './notice';

export function drawHosts(): void {
  drawSentence(Text.HostsTitle, Text.HostsNone, Text.HintOk);
}

export function onHosts(on: On): State {
  if (on == On.Idle) return rest();
  return on == On.Ok || on == On.Cancel ? State.SettingsMenu : State.Hosts;
}
