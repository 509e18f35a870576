// GET CHALLENGE (ISO/IEC 7816-4, 11.5.3): sixteen random bytes, good for the next command only. Called by the
// dispatcher.
import { LIMIT_CHALLENGE, Sw } from '../../protocol/generated/firmware/apdu';
import { Random, randomBytes } from '../shared/random';
import { addBytes } from './answer';

export const challenge: usize = memory.data(16, 8);
let there: bool = false;

export function getChallenge(): u32 {
  if (randomBytes(challenge, LIMIT_CHALLENGE) != Random.OK) return Sw.EntropyFailure;
  there = true;
  addBytes(challenge, LIMIT_CHALLENGE);
  return Sw.Ok;
}

/** True once after GET CHALLENGE. */
export function takeChallenge(): bool {
  const result = there;
  there = false;
  return result;
}
