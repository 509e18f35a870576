// Documents and Updates: whether documents that cannot be shown may be sealed, and whether hosts may bring new
// firmware.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { drawText } from '../display/sentence';
import { saveSettings, settings } from '../settings';
import { notice, rest } from '../talk';
import { drawSentence } from './notice';

function titleOf(state: State): Text {
  return state == State.Updates ? Text.ItemUpdates : Text.DocumentsTitle;
}

export function drawDocuments(state: State): void {
  const updates = state == State.Updates;
  drawSentence(titleOf(state), updates ? Text.UpdatesAsk : Text.DocumentsAsk, Text.HintYesNo, 0, 5);
  drawText(0, 6, Text.DocumentsNow);
  drawText(9, 6, (updates ? settings.updates : settings.unseen) != 0 ? Text.Yes : Text.No);
}

export function onDocuments(state: State, on: On): State {
  if (on == On.Idle) return rest();
  if (on == On.Back) return State.SettingsMenu;
  if (on != On.Ok && on != On.Cancel) return state;
  const allowed: u32 = on == On.Ok ? 1 : 0;
  if (state == State.Updates) settings.updates = allowed;
  else settings.unseen = allowed;
  return notice(titleOf(state), saveSettings() ? Text.Saved : Text.StoreFull, State.SettingsMenu);
}
