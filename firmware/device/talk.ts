// The one record of the conversation, and where it goes when a duty ends. Called by the machine and the screens.
import { State } from '../../protocol/generated/firmware/states';
import { Text } from '../../protocol/generated/firmware/texts';
import { sessionVerified } from './card/session';

@unmanaged
export class Talk {
  state: State;
  cardPresent: bool;
  /** First start: no device code has been set yet. */
  firstRun: bool;
  /** The entry goes on where it was, with the digits typed so far. */
  keepEntry: bool;
  /** The new PIN was demanded by the card, not wished by the clerk. */
  pinForced: bool;
  /** Line of a menu, or page of a text. */
  chosen: u32;
  /** Frame of the turning sign. */
  turn: u32;
  noticeTitle: Text;
  noticeText: Text;
  noticeValue: u32;
  noticeNext: State;
  /** Why the card was refused (CardResult). */
  problem: u32;
  /** Why the card rests. */
  restText: Text;
  /** Seconds since 1970 that are about to be set. */
  newTime: u32;
  /** Group of the terminal key being typed, 0 to 6. */
  group: u32;
  /** Number of the running self test. */
  test: u32;
}
export const talk = changetype<Talk>(memory.data(64, 4));

/** Where the device goes when a duty ends. */
export function home(): State {
  if (!talk.cardPresent) return State.NoCard;
  return sessionVerified() ? State.ClerkMenu : State.CardOpening;
}

/** Where it goes when nobody presses a key. */
export function rest(): State {
  talk.restText = Text.Locked;
  return talk.cardPresent ? State.Locked : State.NoCard;
}

/** Stops at the clerk's wish. */
export function interrupt(): State {
  talk.restText = Text.Interrupted;
  return State.Locked;
}

/** Where it goes after a host's question: to the clerk's menu, or to rest. */
export function goBack(): State {
  if (!talk.cardPresent) return State.NoCard;
  return sessionVerified() ? State.ClerkMenu : State.Locked;
}

/** Says one sentence, then goes on to `next`; State.NoCard stands for home. */
export function notice(title: Text, text: Text, next: State, value: u32 = 0): State {
  talk.noticeTitle = title;
  talk.noticeText = text;
  talk.noticeNext = next;
  talk.noticeValue = value;
  return State.Notice;
}

/** The same on the way to a PIN: the card is in use. */
export function pinNotice(title: Text, text: Text, next: State, value: u32 = 0): State {
  notice(title, text, next, value);
  return State.PinNotice;
}

/** The same in a duty, after the PIN. */
export function dutyNotice(title: Text, text: Text, next: State): State {
  notice(title, text, next);
  return State.DutyNotice;
}
