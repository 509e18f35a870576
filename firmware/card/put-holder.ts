// PUT DATA 0120 and 0124: the holder, and later only the contact text. Called by the dispatcher.
import { Sw } from '../../protocol/generated/firmware/apdu';
import { checkContact, checkHolder, putContactText, putHolder } from './holder';
import { begin, commit } from './memory';

export function putHolderTexts(data: usize, length: u32): u32 {
  if (!checkHolder(data, length)) return Sw.WrongData;
  begin();
  putHolder(data, length);
  return commit();
}

export function putContact(data: usize, length: u32): u32 {
  if (!checkContact(data, length)) return Sw.WrongData;
  begin();
  putContactText(data, length);
  return commit();
}
