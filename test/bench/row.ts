// One line of the performance page. A file *.bench.ts here exports by default `async (): Promise<Row[]>`.
export interface Row {
  id: string;
  value: number;
  unit: string;
  /** What it is measured against in the same run; null for an absolute figure, which never fails anything. */
  peer: string | null;
  peerValue: number | null;
  /** How many times better than the peer; null without one. */
  ratio: number | null;
  /** The ratio, or for an absolute figure the value, that is aimed at. */
  bar?: number;
  /** The ratio is a cost: it should stay below the bar. */
  less?: true;
}

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
