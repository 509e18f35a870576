// How soon something is back, for the promises of the design: they are about this software, not about how busy a machine
// is, so the fastest of a few tries counts.

const TRIES = 3;

/** Milliseconds of the fastest try; no further one once a try was quicker than `enough`. */
export async function fastest(enough: number, once: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && best >= enough; tries++) best = Math.min(best, await once());
  return best;
}
