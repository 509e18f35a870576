// Notice, PinNotice and DutyNotice: one sentence that OK takes away, then on to the state it was made for.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { drawHint, drawText, drawTitle, textLines } from '../display/sentence';
import { soundWarning } from '../keypad/sound';
import { home, rest, talk } from '../talk';

/** Draws a sentence under a title in at most `room` rows, below a blank row where there is room for one. */
export function drawSentence(title: Text, text: Text, hint: Text, value: u32 = 0, room: u32 = 6): void {
  drawTitle(title);
  drawText(0, textLines(text) < room ? 2 : 1, text, value);
  drawHint(hint);
}

export function enterNotice(): void {
  soundWarning();
}

export function drawNotice(): void {
  drawSentence(talk.noticeTitle, talk.noticeText, Text.HintOk, talk.noticeValue);
}

export function onNotice(state: State, on: On): State {
  if (on == On.Idle) return rest();
  if (on == On.CardOut && state != State.Notice) return State.CardPulled;
  if (on != On.Ok) return state;
  return talk.noticeNext == State.NoCard ? home() : talk.noticeNext;
}
