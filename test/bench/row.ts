// One line of the performance page. A file *.bench.ts here exports by default `async (): Promise<Row[]>`.
export interface Row {
  id: string;
  value: number;
  unit: string;
  /** What it is measured against in the same run; null for an absolute figure. */
  peer: string | null;
  peerValue: number | null;
  /** How many times better than the peer; null without one. */
  ratio: number | null;
  /** The ratio, or for an absolute figure the value, that is aimed at. */
  bar?: number;
  /** What the bar is for is a cost: it should stay below. */
  less?: true;
  /** Counted, not timed: the same on every machine, so one past its bar ends the benchmark with 1. */
  exact?: true;
}

/** A figure that is the same everywhere, and on the wrong side of its bar. */
export const isMissed = ({ exact, less, ratio, value, bar }: Row): boolean => {
  const figure = ratio ?? value;
  return exact === true && bar !== undefined && (less ? figure > bar : figure < bar);
};

export type Benchmark = () => Promise<Row[]>;

/** A row against a peer, both in units where more is better. */
export const against = (
  id: string,
  value: number,
  unit: string,
  peer: string,
  peerValue: number,
  bar?: number,
): Row => ({
  ...{ id, value, unit, peer, peerValue, ratio: value / peerValue },
  ...(bar === undefined ? {} : { bar }),
});

/** An absolute figure with its bar. */
export const absolute = (id: string, value: number, unit: string, bar: number): Row => ({
  ...{ id, value, unit, peer: null, peerValue: null, ratio: null, bar },
});

/** A cost that is counted. */
export const counted = (id: string, value: number, unit: string, bar: number): Row => ({
  ...absolute(id, value, unit, bar),
  ...{ less: true, exact: true },
});

/** Calls a second of `work`, after a warm-up; the best of several rounds, because other load only ever slows. */
export function callsPerSecond(work: () => void, { rounds = 5, roundMs = 200 } = {}): number {
  let calls = 0;
  const start = performance.now();
  while (performance.now() - start < roundMs) {
    work();
    calls++;
  }
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    for (let call = 0; call < calls; call++) work();
    best = Math.max(best, (calls * 1000) / (performance.now() - begin));
  }
  return best;
}
