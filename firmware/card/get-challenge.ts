// GET CHALLENGE (ISO/IEC 7816-4, 11.5.3): sixteen random bytes, good for the next command only. Called by the
// dispatcher.
import { LIMIT_CHALLENGE, Sw } from '../../protocol/generated/firmware/apdu';
import { Random, randomBytes } from '../shared/random';
import { addBytes } from './answer';

export const challenge: usize = memory.data(16, 8);
let made: bool = false;
let usable: bool = false;

export function getChallenge(): u32 {
  if (randomBytes(challenge, LIMIT_CHALLENGE) != Random.OK) return Sw.EntropyFailure;
  made = true;
  addBytes(challenge, LIMIT_CHALLENGE);
  return Sw.Ok;
}

/** A command has come, good or bad: what the one before it made may be used now, and never again. */
export function ageChallenge(): void {
  usable = made;
  made = false;
}

/** True if the command before this one was GET CHALLENGE. */
export function isChallengeUsable(): bool {
  return usable;
}
