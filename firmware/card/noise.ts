// Brings noise from the board to the random generator: a full start-up test after power-on, a little after each
// command. Called by line.ts.
import { wipe } from '../shared/constant-time';
import { Random, randomReady, randomSeed } from '../shared/random';
import { entropy } from './board';

const CHUNK: u32 = 64;
/** A source that gives nothing is asked so often; then commands that need random bytes are refused. */
const ATTEMPTS: u32 = 64;
const chunk: usize = memory.data(64, 4);
let attempts: u32 = 0;

export function restartNoise(): void {
  attempts = 0;
}

/** Takes one chunk in; false once the generator is ready, or cannot be. */
export function seedNoise(): bool {
  if (randomReady() != Random.UNSEEDED || attempts == ATTEMPTS) return false;
  attempts++;
  takeNoise();
  return true;
}

export function takeNoise(): void {
  const count = entropy(chunk, CHUNK);
  if (count != 0) randomSeed(chunk, count);
  wipe(chunk, CHUNK);
}
