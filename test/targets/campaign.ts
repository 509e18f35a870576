// How much of an exhaustive campaign runs: a seeded sample by default, everything with SIGILLATOR_ALL=1.

/** The seed of this run; printed once, settable by SIGILLATOR_SEED. */
export function seed(): number {
  return chosen;
}

const chosen = Number(process.env.SIGILLATOR_SEED ?? Math.floor(Math.random() * 0x7fffffff));
export const runAll = process.env.SIGILLATOR_ALL === '1';
console.info(`SIGILLATOR_SEED=${chosen}${runAll ? ' SIGILLATOR_ALL=1' : ''}`);

/** A small deterministic generator (xorshift32) for sampling. */
export function random(from = chosen): () => number {
  let state = from >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
}

/** 0 to count-1: all of them, or a sample that always has the first and the last. */
export function campaign(count: number, sample = 60): number[] {
  if (runAll || count <= sample) return Array.from({ length: count }, (_, index) => index);
  const next = random();
  const chosenIndexes = new Set([0, count - 1]);
  while (chosenIndexes.size < sample) chosenIndexes.add(Math.floor(next() * count));
  return [...chosenIndexes].sort((a, b) => a - b);
}
