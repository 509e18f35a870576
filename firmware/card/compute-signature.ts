// PSO: COMPUTE DIGITAL SIGNATURE (ISO/IEC 7816-8, 11.3.2): RSASSA-PKCS1-v1_5 over a digest. Called by the dispatcher.
import { Sw } from '../../protocol/generated/firmware/apdu';
import { equalBytes } from '../shared/constant-time';
import { digestBytes, RsaHash } from '../shared/rsa-encoding';
import { rsaSignBegin, rsaSignStep } from '../shared/rsa-sign';
import { Rsa } from '../shared/rsa-workspace';
import { addRoom, clearAnswer } from './answer';
import { putCounters, readCounters } from './counters';
import { begin, commit } from './memory';
import { WORKING } from './pin-unlock';
import { loadRsaKey, MODULUS, rsaStatus } from './rsa-slot';
import { keyA } from './secrets';
import { signatureHash, signatureInfo, signatureKey } from './session';

// DigestInfo up to the digest, RFC 8017 9.2 note 1, as other software sends it.
const sha1Info: usize = memory.data<u8>([0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14]);
const sha256Info: usize = memory.data<u8>([
  0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20,
]);
const SHA1_INFO: u32 = 15;
const SHA256_INFO: u32 = 19;

let output: usize = 0;

export function signBegin(data: usize, length: u32): u32 {
  const sha1 = signatureHash == RsaHash.SHA1;
  const info = sha1 ? sha1Info : sha256Info;
  const infoLength: u32 = sha1 ? SHA1_INFO : SHA256_INFO;
  const digest = digestBytes(signatureHash);
  if (length == infoLength + digest && equalBytes(data, info, infoLength) != 0) data += infoLength;
  else if (signatureInfo || length != digest) return Sw.WrongData;
  memory.copy(keyA, data, digest);
  const loaded = loadRsaKey(signatureKey);
  if (loaded != Sw.Ok) return loaded;
  const result = rsaSignBegin(signatureHash, keyA);
  if (result != Rsa.WORKING) return rsaStatus(result);
  output = addRoom(MODULUS);
  return WORKING;
}

export function signStep(): u32 {
  const result = rsaSignStep(output);
  if (result == Rsa.WORKING) return WORKING;
  const counted = result == Rsa.OK ? count() : rsaStatus(result);
  if (counted != Sw.Ok) clearAnswer();
  return counted;
}

/** Order matters: no signature leaves uncounted. */
function count(): u32 {
  readCounters().signature++;
  begin();
  putCounters();
  return commit();
}
