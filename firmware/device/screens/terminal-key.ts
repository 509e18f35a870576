// TerminalAsk, TerminalKey and TerminalCheck: the organisation's terminal key is typed in seven groups of five
// digits. The check value is the six-digit open-1 document seal of the word "terminal" under the typed key.
import {
  INFO_TERMINAL_ORGANISATION, INFO_TERMINAL_ORGANISATION_LENGTH,
} from '../../../protocol/generated/firmware/apdu';
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { compress18to6 } from '../../shared/compress';
import { HKDF_CTX, hkdfExpand, hkdfExtract } from '../../shared/hkdf';
import { OPEN1_CTX, OPEN1_KEY, open1Final, open1Init, open1Update, SealLabel } from '../../shared/open-1';
import { drawLarge } from '../display/large';
import { drawText } from '../display/sentence';
import { drawEntryLarge, entryAscii, entryBack, entryBegin, entryDigit, entryFull } from '../keypad/entry';
import { cardKey, keyDigits, proofInput, wipeKeyDigits } from '../secrets';
import { save, StoreKey } from '../settings';
import { home, notice, rest, talk } from '../talk';
import { drawSentence } from './notice';

const GROUPS: u32 = 7;
const GROUP: u32 = 5;
const WORD: usize = memory.data<u8>([0x74, 0x65, 0x72, 0x6d, 0x69, 0x6e, 0x61, 0x6c]); // "terminal"
const context: usize = memory.data(OPEN1_CTX, 8);
const hkdf: usize = memory.data(HKDF_CTX, 8);
const digits18: usize = memory.data(18, 4);
const check: usize = memory.data(8, 4);

export function enterTerminal(state: State): void {
  if (state == State.TerminalKey) {
    talk.group = 0;
    wipeKeyDigits();
    entryBegin(GROUP);
  } else if (state == State.TerminalCheck) computeCheck();
}

function computeCheck(): void {
  open1Init(context, keyDigits, SealLabel.Document);
  open1Update(context, WORD, 8);
  open1Final(context, digits18);
  compress18to6(digits18, check);
  for (let i: u32 = 0; i < 6; i++) store<u8>(check + i, load<u8>(check + i) - 0x30);
}

export function drawTerminal(state: State): void {
  if (state == State.TerminalAsk) return drawSentence(Text.TerminalTitle, Text.TerminalAsk, Text.HintLater);
  if (state == State.TerminalCheck) {
    drawSentence(Text.TerminalTitle, Text.TerminalCheck, Text.HintYesNo, 0, 3);
    return drawLarge(4, check, 6, 3);
  }
  drawSentence(Text.TerminalTitle, Text.TerminalGroup, Text.HintEntry, talk.group + 1, 1);
  drawText(0, 2, Text.TerminalType);
  drawEntryLarge(GROUP);
}

export function onTerminal(state: State, on: On, argument: u32): State {
  switch (on) {
    case On.Digit:
      entryDigit(argument);
      return state;
    case On.Back:
      goBack();
      return state;
    case On.Cancel:
      if (state == State.TerminalCheck) return drop();
      return end();
    case On.Idle:
      wipeKeyDigits();
      return rest();
    case On.Ok:
      if (state == State.TerminalAsk) return State.TerminalKey;
      return state == State.TerminalCheck ? keep() : takeGroup();
    default:
      return state;
  }
}

/** One digit back; at the beginning of a group, to the group before. */
function goBack(): void {
  if (entryBack() || talk.group == 0) return;
  talk.group--;
  entryBegin(GROUP);
  for (let i: u32 = 0; i < GROUP; i++) entryDigit(<u32>load<u8>(keyDigits + talk.group * GROUP + i) - 0x30);
}

function takeGroup(): State {
  if (!entryFull()) return State.TerminalKey;
  entryAscii(keyDigits + talk.group * GROUP);
  if (++talk.group == GROUPS) return State.TerminalCheck;
  entryBegin(GROUP);
  return State.TerminalKey;
}

function end(): State {
  wipeKeyDigits();
  const first = talk.firstRun;
  talk.firstRun = false;
  return first ? home() : State.SettingsMenu;
}

function drop(): State {
  wipeKeyDigits();
  return notice(Text.TerminalTitle, Text.TerminalDropped, State.TerminalKey);
}

/** Keeps what is derived from the digits, not the digits. */
function keep(): State {
  hkdfExtract(hkdf, 0, 0, keyDigits, OPEN1_KEY, proofInput);
  hkdfExpand(hkdf, proofInput, 32, INFO_TERMINAL_ORGANISATION, INFO_TERMINAL_ORGANISATION_LENGTH, cardKey, 32);
  const stored = save(StoreKey.TerminalKey, cardKey, 32, 1);
  memory.fill(cardKey, 0, 32);
  memory.fill(proofInput, 0, 32);
  const next = end() == State.SettingsMenu ? State.SettingsMenu : State.NoCard;
  return notice(Text.TerminalTitle, stored ? Text.TerminalSaved : Text.StoreFull, next);
}
