// ACTIVATE FILE (ISO/IEC 7816-9): ends personalisation; from here on only the holder's PIN opens the card.
// Called by the dispatcher.
import { CardFlag, CardState, Sw } from '../../protocol/generated/firmware/apdu';
import { storeLength } from '../shared/store';
import { hasHolder } from './holder';
import { begin, commit, putLife, Rec } from './memory';
import { cardFlags, loadPinRecord } from './pin-record';
import { forgetPin } from './session';

export function activate(): u32 {
  const reachable = storeLength(Rec.TerminalKey) > 0 || (cardFlags() & CardFlag.AllowReader) != 0;
  if (!hasHolder() || !loadPinRecord() || !reachable) return Sw.Conditions;
  begin();
  putLife(CardState.MustChangePin);
  const result = commit();
  if (result == Sw.Ok) forgetPin();
  return result;
}
