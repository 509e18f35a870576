// Which cases of an exhaustive campaign run: a seeded sample by default, all of them with SIGILLATOR_ALL=1.
import { Random } from '@sigillator/simulator/random';
import { all, seed } from '../seed.ts';

/** 0 to count-1: all of them, or a sample that always has the first and the last. */
export function campaign(count: number, sample = 60): number[] {
  if (all || count <= sample) return Array.from({ length: count }, (_, index) => index);
  const random = new Random(seed, `campaign of ${count}`);
  const chosen = new Set([0, count - 1]);
  while (chosen.size < sample) chosen.add(random.between(0, count - 1));
  return [...chosen].sort((a, b) => a - b);
}
