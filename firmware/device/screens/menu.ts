// A list of which one line is chosen, by ▲ ▼ or by its digit. Called by the menu screens.
import { Sign } from '../../../protocol/generated/firmware/font';
import { On } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { drawHint, drawText, drawTitle } from '../display/sentence';
import { drawCode, drawNumber } from '../display/text';
import { talk } from '../talk';

/** Rows 2 to 6; row 1 stays blank. */
const ROWS: u32 = 5;
const TOP: u32 = 2;

/** Draws `count` items, whose texts follow each other from `first` on. */
export function drawMenu(title: Text, first: Text, count: u32, hint: Text = Text.HintChoose): void {
  drawTitle(title);
  const top: u32 = talk.chosen < ROWS ? 0 : talk.chosen - ROWS + 1;
  for (let i: u32 = 0; i < ROWS && top + i < count; i++) {
    const item = top + i;
    if (item == talk.chosen) drawCode(0, TOP + i, Sign.Chosen);
    else drawNumber(0, TOP + i, item + 1);
    drawText(2, TOP + i, <Text>(<u32>first + item));
  }
  drawHint(hint);
}

/** The line that the event chooses for good, or -1; ▲ ▼ only move. */
export function menuChoice(on: On, digit: u32, count: u32): i32 {
  if (on == On.Up) talk.chosen = talk.chosen == 0 ? count - 1 : talk.chosen - 1;
  else if (on == On.Down) talk.chosen = talk.chosen + 1 == count ? 0 : talk.chosen + 1;
  else if (on == On.Ok) return talk.chosen;
  else if (on == On.Digit && digit >= 1 && digit <= count) {
    talk.chosen = digit - 1;
    return talk.chosen;
  }
  return -1;
}
