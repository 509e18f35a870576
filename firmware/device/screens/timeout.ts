// TimeoutEntry: after how many minutes without a key the PIN is asked again.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { drawHint, drawText, drawTitle, textLines } from '../display/sentence';
import { drawNumber } from '../display/text';
import { drawEntryPart, entryBack, entryBegin, entryDigit, entryLength, entryNumber } from '../keypad/entry';
import { saveSettings, settings, TIMEOUT_MOST } from '../settings';
import { notice, rest } from '../talk';

const PLACES: u32 = 2;

export function enterTimeout(): void {
  entryBegin(PLACES);
}

export function drawTimeout(): void {
  drawTitle(Text.TimeoutTitle);
  const row = drawText(0, textLines(Text.TimeoutType) < 5 ? 2 : 1, Text.TimeoutType);
  drawText(0, row, Text.DocumentsNow);
  drawNumber(9, row, settings.timeout);
  drawEntryPart(15, row, 0, PLACES);
  drawHint(Text.HintEntry);
}

export function onTimeout(on: On, argument: u32): State {
  switch (on) {
    case On.Digit:
      entryDigit(argument);
      return State.TimeoutEntry;
    case On.Back:
      entryBack();
      return State.TimeoutEntry;
    case On.Cancel:
      return State.SettingsMenu;
    case On.Idle:
      return rest();
    case On.Ok:
      return taken();
    default:
      return State.TimeoutEntry;
  }
}

function taken(): State {
  const minutes = entryNumber(0, entryLength());
  if (minutes < 1 || minutes > TIMEOUT_MOST) return notice(Text.TimeoutTitle, Text.TimeoutWrong, State.TimeoutEntry);
  settings.timeout = minutes;
  return notice(Text.TimeoutTitle, saveSettings() ? Text.Saved : Text.StoreFull, State.SettingsMenu);
}
