// The device's own key pair for sessions: made once, by steps, and kept in flash; in memory only during a handshake.
// Called by owner.ts and by the start.
import { wipe } from '../../shared/constant-time';
import { Random, randomBytes } from '../../shared/random';
import { sha256Final, sha256Init, sha256Update, SHA256_CTX } from '../../shared/sha256';
import { storeRead } from '../../shared/store';
import { X25519_CTX, x25519BeginBase, x25519Finish, x25519Step } from '../../shared/x25519';
import { save, StoreKey } from '../settings';

const SIZE: u32 = 64;
const CURVE_STEPS: u32 = 16;
// private key | public key
const keys: usize = memory.data(64, 8);
const curve: usize = memory.data(X25519_CTX, 8);
const sha: usize = memory.data(SHA256_CTX, 8);
const digest: usize = memory.data(32, 4);
let begun: bool = false;

export const enum KeyStep {
  More = 0,
  Ready = 1,
  Failed = 2,
}

/** Makes the key pair where there is none; one bounded piece of work a call. Needs the store and random numbers. */
export function deviceKeysStep(): KeyStep {
  if (!begun) {
    if (deviceKeysLoad() != 0) {
      deviceKeysForget();
      return KeyStep.Ready;
    }
    if (randomBytes(keys, 32) != Random.OK) return KeyStep.Failed;
    x25519BeginBase(curve, keys);
    begun = true;
    return KeyStep.More;
  }
  if (x25519Step(curve, CURVE_STEPS) > 0) return KeyStep.More;
  begun = false;
  x25519Finish(curve, keys + 32);
  const saved = save(StoreKey.LinkKeys, keys, SIZE, 1);
  deviceKeysForget();
  return saved ? KeyStep.Ready : KeyStep.Failed;
}

/** Where the key pair lies until deviceKeysForget, or 0. */
export function deviceKeysLoad(): usize {
  return storeRead(StoreKey.LinkKeys, keys, SIZE) == <i32>SIZE ? keys : 0;
}

export function deviceKeysForget(): void {
  wipe(keys, SIZE);
}

/** Serial number of the device: the first eight bytes of SHA-256 over its public key. */
export function deviceSerial(): usize {
  deviceKeysLoad();
  sha256Init(sha);
  sha256Update(sha, keys + 32, 32);
  sha256Final(sha, digest);
  deviceKeysForget();
  return digest;
}
