// MANAGE SECURITY ENVIRONMENT: SET (ISO/IEC 7816-4, 11.5.11): which RSA key and hash the next operations use.
// Without it the signature key signs SHA-256 and the encryption key deciphers. Called by the dispatcher.
import { KeyRef, Sw } from '../../protocol/generated/firmware/apdu';
import { RsaHash } from '../shared/rsa-encoding';
import { hasRsaKey } from './rsa-slot';
import { chooseDecipher, chooseSignature } from './session';

const SIGNATURE_TEMPLATE: u32 = 0xb6;
const SHA1: u32 = 0x10;
const SHA256: u32 = 0x40;

export function manageSecurityEnvironment(p2: u32, data: usize, length: u32): u32 {
  let key: u32 = p2 == SIGNATURE_TEMPLATE ? KeyRef.RsaSignature : KeyRef.RsaEncryption;
  let hash: RsaHash = RsaHash.SHA256;
  if (length % 3 != 0) return Sw.WrongData;
  for (let at: u32 = 0; at < length; at += 3) {
    if (load<u8>(data + at, 1) != 1) return Sw.WrongData;
    const value: u32 = load<u8>(data + at, 2);
    if (load<u8>(data + at) == 0x84) key = value;
    else if (load<u8>(data + at) == 0x80 && (value == SHA1 || value == SHA256)) {
      hash = value == SHA1 ? RsaHash.SHA1 : RsaHash.SHA256;
    } else return Sw.WrongData;
  }
  // A signature key never deciphers and an encryption key never signs: each pair has its own certificate and use.
  const right: u32 = p2 == SIGNATURE_TEMPLATE ? KeyRef.RsaSignature : KeyRef.RsaEncryption;
  if (key != right || !hasRsaKey(key)) return Sw.KeyNotFound;
  if (p2 == SIGNATURE_TEMPLATE) chooseSignature(key, hash);
  else chooseDecipher(key);
  return Sw.Ok;
}
