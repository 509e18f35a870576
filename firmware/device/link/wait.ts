// The one request that waits for a person or the card: its tag, its time budget, why it waits. SPEC "Messages".
// Begun by the handlers in requests/, ended once by the screens, the clock, a cancel, or the host's leaving.
import { Message, MESSAGE_BUDGET, Progress, Wait, WireError } from '../../../protocol/generated/firmware/wire';
import { On } from '../../../protocol/generated/firmware/states';
import { clearFields, setNumber } from '../../shared/wire-codec';
import { happen } from '../machine';
import { clearTimer, setTimer, Timer } from '../timers';
import { outboxFree } from './outbox';
import { answer, refuse } from './send';

let open: bool = false;
let message: Message = 0;
let tag: u32 = 0;
let reason: u32 = 0;
let done: u32 = 0;
let index: u32 = 0;

/** True while a request waits: another that would wait is `locked`. */
export function waitOpen(): bool {
  return open;
}

/** The message that waits; only while waitOpen. */
export function waitMessage(): Message {
  return message;
}

/** Begins the wait; `budget` 0 takes the time of the table, and no wait is longer than that. */
export function waitBegin(which: Message, itsTag: u32, budget: u32 = 0): void {
  const most = load<u32>(MESSAGE_BUDGET + (<usize>which << 2));
  open = true;
  message = which;
  tag = itsTag;
  reason = 0;
  setTimer(Timer.Request, budget == 0 ? most : min<u32>(budget, most));
}

/** Tells the host why it waits; the same news is told once. */
export function waitNews(why: Wait, documents: u32 = 0, document: u32 = 0): void {
  if (!open || (why == reason && documents == done && document == index)) return;
  // A host that does not read misses news, never an answer.
  if (!outboxFree()) return;
  reason = why;
  done = documents;
  index = document;
  clearFields();
  setNumber(Progress.Reason, why);
  setNumber(Progress.Done, documents);
  setNumber(Progress.Index, document);
  answer(Message.Progress, tag);
}

function end(): bool {
  const was = open;
  open = false;
  clearTimer(Timer.Request);
  return was;
}

/** Ends the wait with the answer that lies in the fields. */
export function waitAnswer(): void {
  if (end()) answer(message, tag);
}

/** Ends the wait with an error. */
export function waitRefuse(error: WireError): void {
  if (end()) refuse(message, tag, error);
}

/** Ends the wait from the host's side or the clock's: the screen that asks for it goes away. */
export function waitStop(error: WireError): void {
  if (!open) return;
  waitRefuse(error);
  happen(On.HostGone, 0);
}

/** The host left: nobody is there to be answered. */
export function waitDrop(): void {
  end();
}
