// RSASSA-PKCS1-v1_5 signing (RFC 8017 8.2.1) with the loaded key, in steps; called by PSO COMPUTE DIGITAL SIGNATURE.
import { bytesFromWords, wordsFromBytes } from './bignum';
import { encodeSignature, RsaHash } from './rsa-encoding';
import { privateStep } from './rsa-private';
import { beginTask, endTask, halfWords, Rsa, Slot, slot, Task, work } from './rsa-workspace';

/** Begins the signature of a digest (20 or 32 bytes, as the hash says). */
export function rsaSignBegin(hash: RsaHash, digest: usize): Rsa {
  if (!work().loaded) return Rsa.STATE;
  beginTask(Task.SIGN);
  const bytes = halfWords() << 3;
  encodeSignature(slot(Slot.X), bytes, hash, digest);
  wordsFromBytes(slot(Slot.INPUT), bytes >> 2, slot(Slot.X), bytes);
  return Rsa.WORKING;
}

/** OK: the signature, as long as n, has been written to `out`. Before that `out` is not touched. */
export function rsaSignStep(out: usize): Rsa {
  if (work().task != Task.SIGN) return Rsa.STATE;
  const result = privateStep();
  if (result == Rsa.WORKING) return result;
  if (result == Rsa.OK) bytesFromWords(out, halfWords() << 3, slot(Slot.OUTPUT));
  return endTask(result);
}
