// ReviewSealing: the card does what the clerk approved. Called by review.ts.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { CsrAnswer, SealApproveAnswer, WireError } from '../../../protocol/generated/firmware/wire';
import { clearFields, setNumber } from '../../shared/wire-codec';
import { CardResult, cardReply, sessionSign } from '../card/session';
import { Asked, askedFor, askedOver } from '../documents/asking';
import { batch, batchClear } from '../documents/batch';
import { csrBytes, csrDigest, csrFinish } from '../documents/csr';
import { giveUp, Sealed, sealNext, sealTaken } from '../documents/sealing';
import { soundReady } from '../keypad/sound';
import { blobOffer } from '../link/blob';
import { waitAnswer, waitOpen, waitRefuse } from '../link/wait';
import { dutyNotice, interrupt } from '../talk';
import { refuseCard } from './card-opening';
import { turn } from './waiting';

/** 1 while the certificate request is being signed. */
let signing: bool = false;

export function onSealing(on: On, argument: u32): State {
  switch (on) {
    case On.Card:
      return answered(<CardResult>argument);
    case On.Tick:
      turn();
      return State.ReviewSealing;
    case On.Cancel:
      return cancelled();
    case On.HostGone:
      return State.ReviewSealing;
    default: // On.CardOut: what was approved is finished once this card is back
      signing = false;
      waitRefuse(WireError.CardRemoved);
      askedOver();
      return State.CardPulled;
  }
}

/** The document that the card works on is finished; the others are given up. */
function cancelled(): State {
  if (askedFor() == Asked.Documents) {
    batch.stopping = 1;
    return State.ReviewSealing;
  }
  signing = false;
  waitRefuse(WireError.Refused);
  askedOver();
  return interrupt();
}

function answered(result: CardResult): State {
  if (result != CardResult.Ok) return failed(result);
  switch (askedFor()) {
    case Asked.Csr:
      return csrAnswered();
    case Asked.Package:
      clearFields();
      waitAnswer();
      askedOver();
      return State.ClerkMenu;
    default:
      return documentSealed();
  }
}

function documentSealed(): State {
  const sealed = sealTaken();
  if (sealed == Sealed.More) {
    sealNext();
    return State.ReviewSealing;
  }
  if (sealed == Sealed.Failed) return end(WireError.Internal, Text.StoreFull);
  const count = batch.known + batch.sealed;
  if (count < batch.count) waitRefuse(WireError.Refused);
  else if (waitOpen()) {
    clearFields();
    setNumber(SealApproveAnswer.Sealed, count);
    waitAnswer();
    batch.joined = 0;
  }
  // A host that is asking again for this batch is told by its own seal-approve.
  if (!batch.joined || count < batch.count) batchClear();
  askedOver();
  soundReady();
  return State.ClerkMenu;
}

function csrAnswered(): State {
  if (!signing) {
    signing = true;
    sessionSign(csrDigest(cardReply));
    return State.ReviewSealing;
  }
  signing = false;
  const length = csrFinish(cardReply);
  if (waitOpen()) {
    blobOffer(csrBytes(), length);
    clearFields();
    setNumber(CsrAnswer.Length, length);
    waitAnswer();
  }
  askedOver();
  return State.ClerkMenu;
}

function failed(result: CardResult): State {
  signing = false;
  switch (result) {
    case CardResult.Expired:
      return end(WireError.CardUnfit, Text.KeyExpired);
    case CardResult.NotYet:
      return end(WireError.CardUnfit, Text.KeyNotYet);
    case CardResult.NoKey:
      return end(askedFor() == Asked.Csr ? WireError.KeyMissing : WireError.CardUnfit, Text.KeyMissing);
    case CardResult.Refused:
      return end(WireError.CardUnfit, Text.DutyRefused);
    default:
      waitRefuse(WireError.CardRemoved);
      askedOver();
      return refuseCard(result);
  }
}

function end(error: WireError, text: Text): State {
  waitRefuse(error);
  if (askedFor() == Asked.Documents) giveUp();
  askedOver();
  return dutyNotice(Text.ReviewSealTitle, text, State.NoCard);
}
