// SettingsMenu: the settings behind the device code.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { rest, talk } from '../talk';
import { drawMenu, menuChoice } from './menu';

const ITEMS: u32 = 8;

export function enterSettingsMenu(): void {
  talk.chosen = 0;
}

export function drawSettingsMenu(): void {
  drawMenu(Text.SettingsTitle, Text.ItemClock, ITEMS);
}

export function onSettingsMenu(on: On, argument: u32): State {
  if (on == On.Idle) return rest();
  if (on == On.Cancel) return State.DeviceMenu;
  switch (menuChoice(on, argument, ITEMS)) {
    case 0:
      return State.ClockEntry;
    case 1:
      return State.TimeoutEntry;
    case 2:
      return State.Hosts;
    case 3:
      return State.Documents;
    case 4:
      return State.TerminalKey;
    case 5:
      return State.CodeNew;
    case 6:
      return State.EraseAsk;
    case 7:
      return State.Updates;
    default:
      return State.SettingsMenu;
  }
}
