// From a request to its handler: when it is taken stands in the table of protocol/, what it does in requests/, one file
// each. Called by link.ts; every request is answered once, here or when its wait ends (wait.ts).
import { On, State } from '../../../protocol/generated/firmware/states';
import {
  Allowed, Message, MESSAGE_ALLOWED, MESSAGE_NUMBERS, WireError,
} from '../../../protocol/generated/firmware/wire';
import { happen } from '../machine';
import { cancel } from '../requests/cancel';
import { card } from '../requests/card';
import { clockSet } from '../requests/clock-set';
import { info } from '../requests/info';
import { languageSet } from '../requests/language-set';
import { pairBegin, pairFinish, pairReveal } from '../requests/pair';
import { readBlob } from '../requests/read-blob';
import { collecting, granted, sealing, sealingLeft } from '../requests/sealing';
import { unpair } from '../requests/unpair';
import { talk } from '../talk';
import { blobForget } from './blob';
import { hello } from './hello';
import { hostOf, NO_HOST } from './hosts';
import { pairingLeft } from './pairing';
import { answer, refuse } from './send';
import { waitDrop } from './wait';

/** What a handler returns: the answer lies in the fields, it comes later through wait.ts, or a WireError. */
export const ANSWER: u32 = 0;
export const LATER: u32 = 0xff;

/** Number of the paired host that has the session, or NO_HOST. */
export let requestHost: u32 = NO_HOST;

/** False while the device starts or erases: bytes wait in the board. */
export function takesRequests(): bool {
  return talk.state != State.Start && talk.state != State.Erasing && talk.state != State.Stopped;
}

export function hostCame(key: usize): void {
  requestHost = hostOf(key);
}

/** The session ended. What the clerk has approved goes on. */
export function hostLeft(): void {
  requestHost = NO_HOST;
  waitDrop();
  blobForget();
  pairingLeft();
  sealingLeft();
  happen(On.HostGone, 0);
}

/** True where another port must not take the session over. */
export function hostStays(): bool {
  return requestHost != NO_HOST || talk.state == State.Pairing || talk.state == State.PairDigits;
}

/** A host was paired, or removed at the keypad: the session may be its own. */
export function hostsChanged(key: usize): void {
  requestHost = hostOf(key);
}

/** 0 where the table of messages allows the request now. */
function admit(number: Message): u32 {
  const allowed: u32 = <u32>number < MESSAGE_NUMBERS ? <u32>load<u8>(MESSAGE_ALLOWED + <usize>number) : 255;
  if (allowed == <u32>Allowed.Always || allowed == <u32>Allowed.Session) return 0;
  if (allowed == <u32>Allowed.Pairing) return talk.state == State.Pairing ? 0 : WireError.PairingClosed;
  if (requestHost == NO_HOST) return WireError.NotPaired;
  if (allowed == <u32>Allowed.Collecting) return collecting() ? 0 : WireError.WrongState;
  if (allowed == <u32>Allowed.Granted) return granted() ? 0 : WireError.NoGrant;
  return allowed == <u32>Allowed.Paired ? 0 : WireError.UnknownMessage;
}

export function request(number: Message, tag: u32): void {
  let outcome = admit(number);
  if (outcome == 0) outcome = handle(number, tag);
  if (outcome == ANSWER) answer(number, tag);
  else if (outcome != LATER) refuse(number, tag, <WireError>outcome);
}

function handle(number: Message, tag: u32): u32 {
  switch (number) {
    case Message.Hello:
      return hello();
    case Message.Info:
      return info();
    case Message.Card:
      return card();
    case Message.Cancel:
      return cancel();
    case Message.PairBegin:
      return pairBegin();
    case Message.PairReveal:
      return pairReveal();
    case Message.PairFinish:
      return pairFinish(tag);
    case Message.Unpair:
      return unpair();
    case Message.ClockSet:
      return clockSet(tag);
    case Message.LanguageSet:
      return languageSet();
    case Message.ReadBlob:
      return readBlob();
    default:
      return sealing(number, tag);
  }
}
