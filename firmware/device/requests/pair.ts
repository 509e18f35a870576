// pair-begin, pair-reveal, pair-finish: the host's steps of pairing; link/pairing.ts does the work.
import { On, State } from '../../../protocol/generated/firmware/states';
import {
  HOST_NAME, Message, PairBegin, PairBeginAnswer, PairReveal, PairRevealAnswer, Wait, WireError,
} from '../../../protocol/generated/firmware/wire';
import { noiseHostKey } from '../../shared/noise-handshake';
import { clearFields, fieldNumber, fieldPointer, setString } from '../../shared/wire-codec';
import { hostNamed } from '../link/hosts';
import { commitment, pairingBegin, pairingReveal, pairingRevealed, pairingUsedUp } from '../link/pairing';
import { ANSWER, LATER } from '../link/requests';
import { waitBegin, waitNews } from '../link/wait';
import { ask, happen } from '../machine';

/** The name in Latin-1, as the display shows it. */
const latin: usize = memory.data(20, 4);

export function pairBegin(): u32 {
  const length = toLatin(fieldPointer(PairBegin.Name), fieldNumber(PairBegin.Name));
  // Two hosts of one name could not be told apart on an approval screen.
  if (length == 0 || hostNamed(latin, length, noiseHostKey)) return WireError.BadField;
  if (!pairingBegin(latin, length)) return giveUp();
  clearFields();
  setString(PairBeginAnswer.Commitment, commitment, 32);
  return ANSWER;
}

export function pairReveal(): u32 {
  const random = pairingReveal(fieldPointer(PairReveal.Random));
  if (random == 0) return WireError.PairingFailed;
  clearFields();
  setString(PairRevealAnswer.Random, random, 16);
  return ANSWER;
}

export function pairFinish(tag: u32): u32 {
  if (!pairingRevealed()) return WireError.PairingFailed;
  waitBegin(Message.PairFinish, tag);
  ask(State.PairDigits);
  waitNews(Wait.Approval);
  return LATER;
}

/** The screen goes away when no try is left. */
function giveUp(): u32 {
  if (pairingUsedUp()) happen(On.HostGone, 0);
  return WireError.PairingFailed;
}

/** Printable Latin-1 in UTF-8, neither beginning nor ending with a blank; answers its length, 0 for anything else. */
function toLatin(from: usize, length: u32): u32 {
  let n: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    let code: u32 = load<u8>(from + i);
    if (code >= 0x80) {
      if (code != 0xc2 && code != 0xc3) return 0;
      code = ((code & 3) << 6) | (<u32>load<u8>(from + ++i) & 0x3f);
      if (code <= 0xa0 || code == 0xad) return 0;
    } else if (code < 0x20 || code == 0x7f) return 0;
    if (n == HOST_NAME) return 0;
    store<u8>(latin + n++, <u8>code);
  }
  if (n > 0 && (load<u8>(latin) == 0x20 || load<u8>(latin + n - 1) == 0x20)) return 0;
  return n;
}
