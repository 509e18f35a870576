// card: what card is in the slot, as it said itself.
import { CardState } from '../../../protocol/generated/firmware/apdu';
import { State } from '../../../protocol/generated/firmware/states';
import { CardAnswer } from '../../../protocol/generated/firmware/wire';
import { isUtf8 } from '../../shared/cbor';
import { clearFields, setNumber, setString } from '../../shared/wire-codec';
import {
  CardKey, cardState, keyGeneration, keyTo, keyValidity, KeyValidity, serialBytes, serialLength, textBytes, textLength,
} from '../card/status';
import { sessionVerified } from '../card/session';
import { ANSWER } from '../link/requests';
import { talk } from '../talk';

/** Values of the field `state`. */
const enum Slot {
  None = 0,
  Reading = 1,
  Foreign = 2,
  MustChangePin = 3,
  Ready = 4,
  PinGiven = 5,
  Blocked = 6,
}
const ISSUER: u32 = 0;
const HOLDER: u32 = 1;
const ISSUER_MOST: u32 = 17;
const HOLDER_MOST: u32 = 40;

export function card(): u32 {
  const state = slot();
  clearFields();
  setNumber(CardAnswer.State, state);
  if (state < Slot.MustChangePin || serialLength() == 0) return ANSWER;
  setText(CardAnswer.CardId, serialBytes(), serialLength());
  if (textLength(ISSUER) <= ISSUER_MOST) setText(CardAnswer.Issuer, textBytes(ISSUER), textLength(ISSUER));
  if (textLength(HOLDER) <= HOLDER_MOST) setText(CardAnswer.Holder, textBytes(HOLDER), textLength(HOLDER));
  if (keyValidity(CardKey.SealCurrent, 0) != KeyValidity.Absent) {
    setNumber(CardAnswer.Generation, keyGeneration(CardKey.SealCurrent));
    setNumber(CardAnswer.ValidTo, keyTo(CardKey.SealCurrent));
  }
  return ANSWER;
}

/** A text that is not UTF-8 cannot go over the wire as text; the field is left out. */
function setText(field: CardAnswer, at: usize, length: u32): void {
  if (isUtf8(at, length)) setString(field, at, length);
}

function slot(): Slot {
  if (!talk.cardPresent) return Slot.None;
  if (talk.state == State.CardOpening) return Slot.Reading;
  if (sessionVerified()) return Slot.PinGiven;
  switch (cardState()) {
    case CardState.Blocked:
      return Slot.Blocked;
    case CardState.MustChangePin:
    case CardState.Issued:
      return Slot.MustChangePin;
    case CardState.Active:
      return Slot.Ready;
    default:
      // A card that rests has said nothing since its power was taken; its PIN is asked again.
      return talk.state == State.CardRefused ? Slot.Foreign : Slot.Ready;
  }
}
