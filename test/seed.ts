// The seed of every random choice in a run, and how far campaigns go. Printed when a test fails, by the runner.

/** `SIGILLATOR_SEED` repeats a run; without it each run draws its own. */
export const seed: number = Number(process.env.SIGILLATOR_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** True where exhaustive campaigns run in full (`npm test -- NAME --all`). */
export const all: boolean = process.env.SIGILLATOR_ALL === '1';

/** How many runs a random campaign makes: the sample, or the whole. */
export const runs = (sample: number, whole: number): number => (all ? whole : sample);

/** For fast-check: `fc.assert(property, seeded(200, 20_000))`. */
export const seeded = (sample: number, whole: number): { seed: number; numRuns: number } => ({
  seed,
  numRuns: runs(sample, whole),
});
