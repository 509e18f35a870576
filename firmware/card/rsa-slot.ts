// The card's two RSA keys: wrapped under the data key in flash, loaded for one command. Called by the RSA commands.
import { KeyRef, Sw } from '../../protocol/generated/firmware/apdu';
import { aeadOpen, aeadSeal } from '../shared/chacha20-poly1305';
import { Random, randomBytes } from '../shared/random';
import { rsaLoadKey } from '../shared/rsa-key';
import { Rsa } from '../shared/rsa-workspace';
import { storeLength } from '../shared/store';
import { put, readRecord, Rec } from './memory';
import { dataKey, record, RSA_BITS, RSA_KEY, scratch } from './secrets';

export const MODULUS: u32 = 256;
// In `record`: nonce 12 | key 932 | tag 16.
const KEY: usize = 12;
const TAG: usize = 944;
const WRAPPED: u32 = 960;
const associated: usize = memory.data(4, 4);

function keyRecord(reference: u32): u32 {
  return reference == KeyRef.RsaSignature ? Rec.RsaSignature : Rec.RsaEncryption;
}

function modulusRecord(reference: u32): u32 {
  return reference == KeyRef.RsaSignature ? Rec.ModulusSignature : Rec.ModulusEncryption;
}

export function hasRsaKey(reference: u32): bool {
  return storeLength(keyRecord(reference)) > 0;
}

/** Where a stored form is taken from or put to. */
export function rsaKeyAt(): usize {
  return record + KEY;
}

/** Copies the modulus; false if there is no key. */
export function readModulus(reference: u32, out: usize): bool {
  return readRecord(modulusRecord(reference), out, MODULUS);
}

/** Unwraps a key and loads it into the RSA workspace. */
export function loadRsaKey(reference: u32): u32 {
  if (!readRecord(keyRecord(reference), record, WRAPPED)) return Sw.KeyNotFound;
  store<u8>(associated, <u8>reference);
  const key = record + KEY;
  const right = aeadOpen(scratch, dataKey, record, associated, 1, key, RSA_KEY, record + TAG, key);
  if (right == 0) return Sw.Internal;
  return rsaLoadKey(key, RSA_BITS) == Rsa.OK ? Sw.Ok : Sw.Internal;
}

/** Wraps the stored form at rsaKeyAt() and adds it, with its modulus in clear, to the transaction. */
export function putRsaKey(reference: u32): u32 {
  put(modulusRecord(reference), record + KEY, MODULUS, 0);
  if (randomBytes(record, 12) != Random.OK) return Sw.EntropyFailure;
  store<u8>(associated, <u8>reference);
  const key = record + KEY;
  aeadSeal(scratch, dataKey, record, associated, 1, key, RSA_KEY, key, record + TAG);
  put(keyRecord(reference), record, WRAPPED, 1);
  return Sw.Ok;
}

/** Status word for how an RSA operation ended. */
export function rsaStatus(result: Rsa): u32 {
  if (result == Rsa.RANDOM) return Sw.EntropyFailure;
  return result == Rsa.RANGE ? Sw.WrongData : Sw.Internal;
}
