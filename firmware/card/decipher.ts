// PSO: DECIPHER (ISO/IEC 7816-8, 11.3.8): RSAES-PKCS1-v1_5 with implicit rejection. Called by the dispatcher.
import { Sw } from '../../protocol/generated/firmware/apdu';
import { rsaDecipherBegin, rsaDecipherLength, rsaDecipherMessage, rsaDecipherStep } from '../shared/rsa-decipher';
import { Rsa } from '../shared/rsa-workspace';
import { addBytes } from './answer';
import { WORKING } from './pin-unlock';
import { loadRsaKey, MODULUS, rsaStatus } from './rsa-slot';
import { decipherKey } from './session';

/** The first byte says how the text is padded; 00: nothing further to say (ISO/IEC 7816-4, 10.2). */
export function decipherBegin(data: usize): u32 {
  if (load<u8>(data) != 0) return Sw.WrongData;
  const loaded = loadRsaKey(decipherKey);
  if (loaded != Sw.Ok) return loaded;
  const result = rsaDecipherBegin(data + 1, MODULUS, 0);
  return result == Rsa.WORKING ? WORKING : rsaStatus(result);
}

export function decipherStep(): u32 {
  const result = rsaDecipherStep();
  if (result == Rsa.WORKING) return WORKING;
  if (result != Rsa.OK) return rsaStatus(result);
  addBytes(rsaDecipherMessage(), rsaDecipherLength());
  return Sw.Ok;
}
