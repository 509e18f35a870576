// PUT DATA 0110: a blank card gets its serial and its own issuer key, once. Called by the dispatcher.
import { CardState, LIMIT_SERIAL, Sw } from '../../protocol/generated/firmware/apdu';
import { begin, commit, put, putLife, putNumber, Rec } from './memory';

const IDENTITY: u32 = 48;

export function putIssuerKey(data: usize): u32 {
  if (!isSerial(data)) return Sw.WrongData;
  begin();
  put(Rec.Identity, data, IDENTITY, 1);
  putNumber(Rec.IssuerTries, 0);
  putLife(CardState.Issued);
  return commit();
}

/** Printable ASCII, at least one character, then zero bytes. */
function isSerial(at: usize): bool {
  let length: u32 = 0;
  while (length < LIMIT_SERIAL && <u32>load<u8>(at + length) - 0x21 < 0x5e) length++;
  for (let i = length; i < LIMIT_SERIAL; i++) if (load<u8>(at + i) != 0) return false;
  return length > 0;
}
