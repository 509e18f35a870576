// Review, ReviewLoading, ReviewSealing: what a host wants, page by page, until the clerk has seen the last page and
// presses
// OK for just this. Only keys lead on; a host can end a review, never move it. review-pages.ts draws the pages.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { Wait, WireError } from '../../../protocol/generated/firmware/wire';
import { clearFields } from '../../shared/wire-codec';
import { sessionDeliver, sessionModulus } from '../card/session';
import { Asked, askedFor, askedOver } from '../documents/asking';
import { batch } from '../documents/batch';
import { csrGenerates, csrKey } from '../documents/csr';
import { detailsMore, detailsNext, detailsStart } from '../documents/details';
import { grantGive } from '../documents/grant';
import { intakeStop, intakeWants } from '../documents/intake';
import { packageBytes, packageLength } from '../documents/package';
import { approve, sealNext } from '../documents/sealing';
import { waitAnswer, waitNews, waitRefuse } from '../link/wait';
import { soundWarning } from '../keypad/sound';
import { dutyNotice, rest } from '../talk';
import { onSealing } from './review-sealing';
import { drawPages, LIST, review } from './review-pages';
import { drawWaiting, turn } from './waiting';

export function enterReview(state: State): void {
  turn();
  if (state == State.ReviewSealing) return begin();
  if (state == State.ReviewLoading) return waitNews(Wait.DocumentWanted, 0, review.document);
  if (review.pages == 0) soundWarning();
}

export function drawReview(state: State): void {
  if (state == State.ReviewSealing) drawWaiting(Text.ReviewSealTitle, Text.CardWorks, true);
  else if (state == State.ReviewLoading) drawWaiting(Text.ReviewSealTitle, Text.ReviewLoading, true);
  else drawPages();
}

/** The card begins what was approved. */
function begin(): void {
  switch (askedFor()) {
    case Asked.Csr:
      return sessionModulus(csrKey(), csrGenerates());
    case Asked.Package:
      return sessionDeliver(packageBytes(), packageLength());
    default:
      sealNext();
  }
}

export function onReview(state: State, on: On, argument: u32): State {
  if (state == State.ReviewSealing) return onSealing(on, argument);
  switch (on) {
    case On.Up:
      return back();
    case On.Down:
      return forward();
    case On.Menu:
      return details();
    case On.Ok:
      return review.seen && mayApprove() ? approved() : state;
    case On.Tick:
      turn();
      return state;
    case On.Done:
      return loaded(argument != 0);
    case On.Cancel:
      if (review.document != LIST && batch.count > 1 && askedFor() == Asked.Documents) return list();
      return over(WireError.Refused, State.ClerkMenu);
    case On.Idle:
      return over(WireError.TimedOut, rest());
    case On.HostGone:
      return over(WireError.Cancelled, State.ClerkMenu);
    default: // On.CardOut
      return over(WireError.CardRemoved, State.CardPulled);
  }
}

/** A batch is approved where its list stands, not in the middle of one document. */
function mayApprove(): bool {
  return review.document == LIST || batch.count <= 1 || askedFor() != Asked.Documents;
}

function over(error: WireError, next: State): State {
  waitRefuse(error);
  askedOver();
  return next;
}

function forward(): State {
  if (review.page + 1 < review.pages) review.page++;
  else if (review.document != LIST && askedFor() == Asked.Documents && detailsMore())
    return load(review.document, detailsNext());
  return State.Review;
}

function back(): State {
  if (review.page > 0) review.page--;
  // A later window goes back to the beginning of its document.
  else if (review.document != LIST && askedFor() == Asked.Documents && detailsStart() > 0)
    return load(review.document, 0);
  return State.Review;
}

/** In the list: the first document of this page. In a document of a batch: the next one. */
function details(): State {
  if (batch.count <= 1 || askedFor() != Asked.Documents) return State.Review;
  const first = review.document == LIST;
  const document = first ? review.first : review.document + 1;
  if (document >= batch.count) return list();
  if (first) review.listPage = review.page;
  return load(document, 0);
}

function list(): State {
  intakeStop();
  review.document = LIST;
  review.page = review.listPage;
  return State.Review;
}

/** The host sends the document again; the window begins with that record. */
function load(document: u32, start: u32): State {
  // What was sealed before is not asked for again, and not shown again.
  if (document < batch.known) return State.Review;
  review.document = document;
  review.page = 0;
  intakeWants(document, start);
  return State.ReviewLoading;
}

/** The document is here again, and is the one that was announced; or it is not. */
function loaded(same: bool): State {
  if (!same) {
    over(WireError.DigestMismatch, State.ClerkMenu);
    return dutyNotice(Text.ReviewSealTitle, Text.ReviewChanged, State.NoCard);
  }
  waitNews(Wait.Approval);
  return State.Review;
}

/** The clerk has pressed the key for what stands here. */
function approved(): State {
  switch (askedFor()) {
    case Asked.Grant:
      grantGive();
      clearFields();
      waitAnswer();
      askedOver();
      return State.Granted;
    case Asked.Documents:
      if (approve()) return State.ReviewSealing;
      over(WireError.Internal, State.ClerkMenu);
      return dutyNotice(Text.ReviewSealTitle, Text.StoreFull, State.NoCard);
    default:
      return State.ReviewSealing;
  }
}
