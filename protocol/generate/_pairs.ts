// Byte pair encoding: codes that no text uses come to stand for the pairs that are most frequent, pairs of pairs included. It
// takes two fifths off the device's sentences. Called by texts.ts; firmware/device/display/sentence.ts takes it apart.

export interface Paired {
  sequences: number[][];
  /** By code: the two codes it stands for, or two zeros. */
  pairs: [number, number][];
}

/** What a pair saves must be more than its row costs. */
const WORTH = 3;

export function pairUp(plain: readonly number[][]): Paired {
  const used = new Set(plain.flat());
  const free = Array.from({ length: 255 }, (_, i) => i + 1).filter((code) => !used.has(code));
  const pairs = Array.from({ length: 256 }, (): [number, number] => [0, 0]);
  let sequences = plain.map((codes) => [...codes]);
  for (const code of free) {
    const best = mostFrequent(sequences);
    if (best === undefined) break;
    pairs[code] = best;
    sequences = sequences.map((codes) => replacePair(codes, best, code));
  }
  return { sequences, pairs };
}

/** The first of the most frequent pairs; a run of three equal codes holds one pair. */
function mostFrequent(sequences: readonly number[][]): [number, number] | undefined {
  const counts = new Map<number, number>();
  for (const codes of sequences)
    for (let i = 0; i + 1 < codes.length; i++) {
      const pair = codes[i]! * 256 + codes[i + 1]!;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      if (codes[i] === codes[i + 1] && codes[i + 1] === codes[i + 2]) i++;
    }
  const [pair, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0]);
  return count < WORTH ? undefined : [Math.floor(pair / 256), pair % 256];
}

function replacePair(codes: readonly number[], [first, second]: [number, number], by: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    const hit = codes[i] === first && codes[i + 1] === second;
    result.push(hit ? by : codes[i]!);
    if (hit) i++;
  }
  return result;
}
