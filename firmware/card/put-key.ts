// PUT DATA 0123: a seal or response key, while the card is being personalised. Called by the dispatcher.
import { Sw } from '../../protocol/generated/firmware/apdu';
import { checkKeyData, checkKeysDiffer, putSlot } from './key-slot';
import { begin, commit } from './memory';
import { storeAbort } from '../shared/store';
import { hasDataKey } from './session';

export function putKey(data: usize, length: u32): u32 {
  if (!hasDataKey()) return Sw.Conditions; // the PIN comes first: it makes the key that wraps this one
  const form = checkKeyData(data, length);
  if (form != Sw.Ok) return form;
  const differ = checkKeysDiffer(data);
  if (differ != Sw.Ok) return differ;
  begin();
  const wrapped = putSlot(load<u8>(data), data);
  if (wrapped == Sw.Ok) return commit();
  storeAbort();
  return wrapped;
}
