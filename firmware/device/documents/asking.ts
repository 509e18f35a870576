// What a host wants from the clerk: kept until a clerk is there, brought to the display, dropped when nobody waits any
// more. Called by the requests, the review screens, and by index.ts after every event and step.
import { State } from '../../../protocol/generated/firmware/states';
import { Message, Wait, WireError } from '../../../protocol/generated/firmware/wire';
import { sessionVerified } from '../card/session';
import { LATER } from '../link/requests';
import { waitBegin, waitNews, waitOpen } from '../link/wait';
import { ask, mayAsk, redraw } from '../machine';
import { reviewBegin } from '../screens/review-pages';
import { talk } from '../talk';
import { batch, batchClear, BatchPhase } from './batch';
import { intakeStop } from './intake';
import { QUESTION, question } from './question';
import { approvedByThisCard } from './sealing';

export const enum Asked {
  Nothing = 0,
  Documents = 1,
  Csr = 2,
  Grant = 3,
  Package = 4,
}
let asked: Asked = Asked.Nothing;
/** Sealed documents between two pieces of news. */
const NEWS: u32 = 16;

export function askedFor(): Asked {
  return asked;
}

/** 0 where a new question may come. What the card works on keeps its place until it is done. */
export function mayAskClerk(what: Asked): WireError {
  if (waitOpen()) return WireError.Locked;
  if (!inReview()) return 0;
  return what == Asked.Documents && asked == Asked.Documents && batch.phase >= BatchPhase.Approved ? 0 : WireError.Busy;
}

/** A request waits for the clerk; mayAskClerk has said yes. */
export function askClerk(what: Asked, message: Message, tag: u32, budget: u32): u32 {
  asked = what;
  waitBegin(message, tag, budget);
  redraw();
  return LATER;
}

/** The question is over; an answer, if one is due, was given. A batch that was not approved is forgotten. */
export function askedOver(): void {
  asked = Asked.Nothing;
  memory.fill(question, 0, QUESTION);
  if (batch.phase != BatchPhase.Asking) return;
  intakeStop();
  batchClear();
}

/** True where the display should say that a host waits for a person. */
export function hostAsks(): bool {
  return (asked != Asked.Nothing && waitOpen()) || batch.phase == BatchPhase.Approved;
}

function inReview(): bool {
  return talk.state == State.Review || talk.state == State.ReviewLoading || talk.state == State.ReviewSealing;
}

/** Lets a question reach the clerk, or end. */
export function askingStep(): void {
  if (inReview()) return tell();
  if (asked != Asked.Nothing && !waitOpen()) {
    askedOver();
    redraw();
  }
  if (talk.state == State.ClerkMenu && sessionVerified()) bringUp();
  tell();
}

function bringUp(): void {
  const goesOn = batch.phase == BatchPhase.Approved;
  if (goesOn && approvedByThisCard()) {
    if (asked == Asked.Nothing) asked = Asked.Documents;
    if (asked == Asked.Documents && mayAsk(State.ReviewSealing)) return ask(State.ReviewSealing);
  }
  if (asked == Asked.Nothing || !waitOpen() || (asked == Asked.Documents && goesOn)) return;
  if (!mayAsk(State.Review)) return;
  reviewBegin();
  ask(State.Review);
}

/** Tells the host why it waits. */
function tell(): void {
  if (asked == Asked.Nothing || !waitOpen() || talk.state == State.ReviewLoading) return;
  if (talk.state == State.ReviewSealing) return waitNews(Wait.Working, batch.sealed - (batch.sealed % NEWS));
  if (talk.state == State.Review) return waitNews(Wait.Approval);
  const stranger = sessionVerified() && batch.phase == BatchPhase.Approved && !approvedByThisCard();
  if (!talk.cardPresent || stranger) waitNews(Wait.Card);
  else waitNews(sessionVerified() ? Wait.Approval : Wait.Pin);
}
