// The device's own key pair for sessions: made once, by steps, and kept in flash. Called by link.ts and by the start.
import { wipe } from '../../shared/constant-time';
import { Random, randomBytes } from '../../shared/random';
import { Store, storeRead } from '../../shared/store';
import { X25519_CTX, x25519BeginBase, x25519Finish, x25519Step } from '../../shared/x25519';
import { save, StoreKey } from '../settings';

const SIZE: u32 = 64;
// private key | public key
const keys: usize = memory.data(64, 8);
const curve: usize = memory.data(X25519_CTX, 8);
let begun: bool = false;

export const enum KeyStep {
  More = 0,
  Ready = 1,
  Failed = 2,
}

/** Where the key pair lies; valid once deviceKeysStep has answered Ready. */
export function deviceKeys(): usize {
  return keys;
}

/** Reads the key pair, or makes one; one bounded piece of work a call. Needs the store and random numbers. */
export function deviceKeysStep(): KeyStep {
  if (!begun) {
    if (storeRead(StoreKey.LinkKeys, keys, SIZE) == SIZE) return KeyStep.Ready;
    if (randomBytes(keys, 32) != Random.OK) return KeyStep.Failed;
    x25519BeginBase(curve, keys);
    begun = true;
    return KeyStep.More;
  }
  if (x25519Step(curve, 16) > 0) return KeyStep.More;
  x25519Finish(curve, keys + 32);
  begun = false;
  return save(StoreKey.LinkKeys, keys, SIZE, 1) ? KeyStep.Ready : KeyStep.Failed;
}

/** Forgets the key pair: everything is being erased. */
export function deviceKeysForget(): void {
  wipe(keys, SIZE);
}
