// Documents: whether documents that cannot be shown may be sealed.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { drawText } from '../display/sentence';
import { saveSettings, settings } from '../settings';
import { notice, rest } from '../talk';
import { drawSentence } from './notice';

export function drawDocuments(): void {
  drawSentence(Text.DocumentsTitle, Text.DocumentsAsk, Text.HintYesNo, 0, 5);
  drawText(0, 6, Text.DocumentsNow);
  drawText(9, 6, settings.unseen ? Text.Yes : Text.No);
}

export function onDocuments(on: On): State {
  if (on == On.Idle) return rest();
  if (on == On.Back) return State.SettingsMenu;
  if (on != On.Ok && on != On.Cancel) return State.Documents;
  settings.unseen = on == On.Ok ? 1 : 0;
  return notice(Text.DocumentsTitle, saveSettings() ? Text.Saved : Text.StoreFull, State.SettingsMenu);
}
