// RSASSA-PKCS1-v1_5 verification (RFC 8017 8.2.2), in steps; called by tests and by whoever checks a foreign signature.
// It needs the workspace: a loaded private key is gone afterwards.
import { bytesFromWords, lessMask, wordsFromBytes } from './bignum';
import { publicPowerStep } from './mod-power';
import { enter, leave, modulusBegin, modulusReady } from './montgomery';
import { digestBytes, encodeSignature, RsaHash } from './rsa-encoding';
import { putPublic } from './rsa-key';
import { equalBytes } from './constant-time';
import { beginTask, halfWords, keyBits, modN, nextPhase, Rsa, rsaWipe, Slot, slot, Task, work } from './rsa-workspace';

const enum Phase { MODULUS, POWER, COMPARE }

export function rsaVerifyBegin(
  n: usize, nBytes: u32, e: usize, eBytes: u32, hash: RsaHash, digest: usize, signature: usize, signatureBytes: u32,
): Rsa {
  const result = putPublic(n, nBytes, e, eBytes);
  if (result != Rsa.OK) return result;
  const words = halfWords() << 1;
  // The representative must be as long as n and below it.
  if (signatureBytes != words << 2) return Rsa.RANGE;
  wordsFromBytes(slot(Slot.INPUT), words, signature, signatureBytes);
  if (lessMask(slot(Slot.INPUT), slot(Slot.N), words) == 0) return Rsa.RANGE;
  memory.copy(slot(Slot.REJECTION), digest, digestBytes(hash));
  beginTask(Task.VERIFY);
  work().detail = hash;
  modulusBegin(modN(), slot(Slot.N), words, keyBits, slot(Slot.N_LIMBS), slot(Slot.N_SQUARE));
  return Rsa.WORKING;
}

/** OK: the signature is good. SIGNATURE: it is not. */
export function rsaVerifyStep(): Rsa {
  if (work().task != Task.VERIFY) return Rsa.STATE;
  const n = modN();
  switch (<Phase>work().phase) {
    case Phase.MODULUS: {
      if (!modulusReady(n)) return Rsa.WORKING;
      enter(n, slot(Slot.X), slot(Slot.INPUT));
      return nextPhase();
    }
    case Phase.POWER: {
      if (!publicPowerStep(n, slot(Slot.Y), slot(Slot.X), slot(Slot.E), halfWords())) return Rsa.WORKING;
      return nextPhase();
    }
    default: {
      // Encode and compare: no parser of padding that could be fooled.
      const bytes = halfWords() << 3;
      leave(n, slot(Slot.OUTPUT), slot(Slot.Y));
      bytesFromWords(slot(Slot.X), bytes, slot(Slot.OUTPUT));
      encodeSignature(slot(Slot.Y), bytes, <RsaHash>work().detail, slot(Slot.REJECTION));
      const good = equalBytes(slot(Slot.X), slot(Slot.Y), bytes);
      rsaWipe();
      return good ? Rsa.OK : Rsa.SIGNATURE;
    }
  }
}
