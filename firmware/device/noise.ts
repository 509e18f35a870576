// Feeds the board's noise to the random generator: at start until it is ready, again with every card.
// Called by the machine's step and by the card session.
import { wipe } from '../shared/constant-time';
import { Random, randomReady, randomSeed } from '../shared/random';
import { entropy } from './board';
import { Stop, stop } from './stop';

const CHUNK: u32 = 128;
const noise: usize = memory.data(128, 8);

/** Takes one piece of noise in; true once random numbers may be asked for. */
export function noiseStep(): bool {
  const length = entropy(noise, CHUNK);
  const state = length > 0 ? randomSeed(noise, length) : randomReady();
  wipe(noise, CHUNK);
  if (state == Random.UNHEALTHY) stop(Stop.Noise);
  return state == Random.OK;
}
