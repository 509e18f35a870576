// GENERATE ASYMMETRIC KEY PAIR (ISO/IEC 7816-8, 11.2): a new RSA-2048 pair, made on the card (PKI document, 5.1); and
// reading the public key. The pair before it stays until the new one is stored whole. Called by the dispatcher.
import { KeyRef, Sw } from '../../protocol/generated/firmware/apdu';
import { rsaGenerateBegin, rsaGenerateStep } from '../shared/rsa-keygen';
import { rsaStoreKey } from '../shared/rsa-key';
import { Rsa } from '../shared/rsa-workspace';
import { storeAbort } from '../shared/store';
import { addRoom, setAnswerLength } from './answer';
import { removeObjects } from './files';
import { begin, commit } from './memory';
import { WORKING } from './pin-unlock';
import { MODULUS, putRsaKey, readModulus, rsaKeyAt, rsaStatus } from './rsa-slot';
import { RSA_BITS } from './secrets';

export function generateBegin(): u32 {
  const result = rsaGenerateBegin(RSA_BITS);
  return result == Rsa.WORKING ? WORKING : rsaStatus(result);
}

export function generateStep(reference: u32): u32 {
  const result = rsaGenerateStep();
  if (result == Rsa.WORKING) return WORKING;
  if (result != Rsa.OK) return rsaStatus(result);
  if (rsaStoreKey(rsaKeyAt()) != Rsa.OK) return Sw.Internal;
  begin();
  const wrapped = putRsaKey(reference);
  if (wrapped != Sw.Ok) {
    storeAbort();
    return wrapped;
  }
  // A certificate of the key before would stand beside signatures that it does not verify.
  if (reference == KeyRef.RsaSignature) removeObjects();
  const stored = commit();
  return stored == Sw.Ok ? readPublicKey(reference) : stored;
}

export function readPublicKey(reference: u32): u32 {
  if (readModulus(reference, addRoom(MODULUS))) return Sw.Ok;
  setAnswerLength(0);
  return Sw.KeyNotFound;
}
