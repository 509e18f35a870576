// A sign that turns while the card or the device works, so that the display lives. Called by every waiting state.
import { Sign } from '../../../protocol/generated/firmware/font';
import { Text } from '../../../protocol/generated/firmware/texts';
import { drawHint, drawText, drawTitle } from '../display/sentence';
import { COLUMNS, drawCode } from '../display/text';
import { talk } from '../talk';
import { setTimer, Timer } from '../timers';

const TURN_MS: u32 = 250;

/** Begins to turn; the machine calls it again at every Tick. */
export function turn(): void {
  talk.turn++;
  setTimer(Timer.Screen, TURN_MS);
}

export function drawWaiting(title: Text, text: Text, hint: bool): void {
  drawTitle(title);
  drawText(0, 2, text);
  drawCode(COLUMNS / 2, 5, Sign.Spin0 + (talk.turn & 3));
  if (hint) drawHint(Text.HintCancel);
}
