// RSASSA-PKCS1-v1_5 signing (RFC 8017 8.2.1) with the loaded key, in steps; called by PSO COMPUTE DIGITAL SIGNATURE.
import { bytesFromWords, equalMask, wordsFromBytes } from './bignum';
import { digestBytes, encodeSignature, RsaHash } from './rsa-encoding';
import { privateStep } from './rsa-private';
import { beginTask, endTask, halfWords, Rsa, rsaWipe, Slot, slot, Task, work } from './rsa-workspace';

/** The digest's place behind the key of implicit rejection. */
const DIGEST: usize = 32;

/** Begins the signature of a digest (20 or 32 bytes, as the hash says). */
export function rsaSignBegin(hash: RsaHash, digest: usize): Rsa {
  if (!work().loaded) return Rsa.STATE;
  beginTask(Task.SIGN);
  work().detail = hash;
  memory.copy(slot(Slot.REJECTION) + DIGEST, digest, digestBytes(hash));
  encode(slot(Slot.INPUT));
  return Rsa.WORKING;
}

/** The message representative of the digest, as words at `out`. */
function encode(out: usize): void {
  const bytes = halfWords() << 3;
  encodeSignature(slot(Slot.X), bytes, <RsaHash>work().detail, slot(Slot.REJECTION) + DIGEST);
  wordsFromBytes(out, bytes >> 2, slot(Slot.X), bytes);
}

/** OK: the signature, as long as n, has been written to `out`. Before that `out` is not touched. */
export function rsaSignStep(out: usize): Rsa {
  if (work().task != Task.SIGN) return Rsa.STATE;
  const result = privateStep();
  if (result == Rsa.WORKING) return result;
  if (result != Rsa.OK) return endTask(result);
  // A fault may have struck the message before it was blinded: then this is a good signature of something else.
  encode(slot(Slot.Y));
  if (equalMask(slot(Slot.Y), slot(Slot.INPUT), halfWords() << 1) == 0) {
    rsaWipe();
    return Rsa.FAULT;
  }
  bytesFromWords(out, halfWords() << 3, slot(Slot.OUTPUT));
  return endTask(Rsa.OK);
}
