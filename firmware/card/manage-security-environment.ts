// MANAGE SECURITY ENVIRONMENT: SET (ISO/IEC 7816-4, 11.5.11): which RSA key and hash the next operations use.
// Without it the signature key signs SHA-256 and the encryption key deciphers. Called by the dispatcher.
import { KeyRef, Sw } from '../../protocol/generated/firmware/apdu';
import { RsaHash } from '../shared/rsa-encoding';
import { hasRsaKey } from './rsa-slot';
import { chooseDecipher, chooseSignature } from './session';

const SIGNATURE_TEMPLATE: u32 = 0xb6;
// Tags of the template. The file is the directory of the keys: there is one.
const ALGORITHM: u32 = 0x80;
const FILE: u32 = 0x81;
const KEY: u32 = 0x84;
const SHA1: u32 = 0x10;
const SHA256: u32 = 0x40;
/** PKCS #1 v1.5, as software for PC/SC names it; the hash stands in the DigestInfo. */
const INFO: u32 = 0x11;

export function manageSecurityEnvironment(p2: u32, data: usize, length: u32): u32 {
  let key: u32 = p2 == SIGNATURE_TEMPLATE ? KeyRef.RsaSignature : KeyRef.RsaEncryption;
  let algorithm: u32 = SHA256;
  const end = data + length;
  while (data < end) {
    const tag: u32 = load<u8>(data);
    const bytes: u32 = load<u8>(data, 1);
    const value: u32 = load<u8>(data, 2);
    data += 2 + bytes;
    if (data > end || bytes != (tag == FILE ? 2 : 1)) return Sw.WrongData;
    if (tag == KEY) key = value;
    else if (tag == ALGORITHM) algorithm = value;
    else if (tag != FILE) return Sw.WrongData;
  }
  if (algorithm != SHA1 && algorithm != SHA256 && algorithm != INFO) return Sw.WrongData;
  // A signature key never deciphers and an encryption key never signs: each pair has its own certificate and use.
  const right: u32 = p2 == SIGNATURE_TEMPLATE ? KeyRef.RsaSignature : KeyRef.RsaEncryption;
  if (key != right || !hasRsaKey(key)) return Sw.KeyNotFound;
  const hash = algorithm == SHA1 ? RsaHash.SHA1 : RsaHash.SHA256;
  if (p2 == SIGNATURE_TEMPLATE) chooseSignature(key, hash, algorithm == INFO);
  else chooseDecipher(key);
  return Sw.Ok;
}
