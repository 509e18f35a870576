// ClerkMenu: what a clerk can do with the card.
import { CardFlag } from '../../../protocol/generated/firmware/apdu';
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { cardFlag } from '../card/status';
import { drawCentred } from '../display/sentence';
import { interrupt, rest, talk } from '../talk';
import { drawMenu, menuChoice } from './menu';

const ITEMS: u32 = 5;

export function enterClerkMenu(): void {
  talk.chosen = 0;
}

export function drawClerkMenu(): void {
  drawMenu(Text.ClerkMenuTitle, Text.ItemSeal, ITEMS);
  if (cardFlag(CardFlag.SoftCard)) drawCentred(1, Text.SoftCard);
}

export function onClerkMenu(on: On, argument: u32): State {
  if (on == On.Idle) return rest();
  if (on == On.CardOut) return State.NoCard;
  if (on == On.Cancel) return interrupt();
  if (on == On.Menu) return State.DeviceMenu;
  switch (menuChoice(on, argument, ITEMS)) {
    case 0:
      return State.SealEntry;
    case 1:
      return State.ResponseEntry;
    case 2:
      return State.OldPin;
    case 3:
      return State.CardInfo;
    case 4:
      return State.DeviceMenu;
    default:
      return State.ClerkMenu;
  }
}
