// Times several pieces of work in turn, so that other load and the clock of the processor touch all alike.

/** Median milliseconds of each piece over the rounds, after a warm-up. */
export function medianMs<Name extends string>(pieces: Record<Name, () => unknown>, rounds = 41): Record<Name, number> {
  const names = Object.keys(pieces) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const warmUp = 8;
  for (let round = 0; round < rounds + warmUp; round++)
    for (const name of names) {
      const start = performance.now();
      pieces[name]();
      if (round >= warmUp) times[name].push(performance.now() - start);
    }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>;
}
