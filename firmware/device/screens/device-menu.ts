// DeviceMenu: what concerns the device, with or without a card.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { home, rest, talk } from '../talk';
import { askCode } from './ask-code';
import { drawMenu, menuChoice } from './menu';

const ITEMS: u32 = 4;

export function enterDeviceMenu(): void {
  talk.chosen = 0;
}

export function drawDeviceMenu(): void {
  drawMenu(Text.DeviceTitle, Text.ItemLanguage, ITEMS);
}

export function onDeviceMenu(on: On, argument: u32): State {
  if (on == On.Idle) return rest();
  if (on == On.Cancel) return home();
  switch (menuChoice(on, argument, ITEMS)) {
    case 0:
      return State.Language;
    case 1:
      return State.SelfTest;
    case 2:
      return State.Version;
    case 3:
      return askCode();
    default:
      return State.DeviceMenu;
  }
}
