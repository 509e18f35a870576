// A seeded stream of random numbers for noise and bounce: the same seed gives the same run. Nothing here is for secrets.
// Generator: sfc32, a small chaotic generator with a counter (period at least 2^32).
import type { Part } from './part.ts';

export class Random implements Part {
  #state: Uint32Array;

  /** `seed` and `purpose` together name the stream, so that parts with one seed do not share numbers. */
  constructor(seed: number, purpose = '') {
    this.#state = Uint32Array.of(seed, textHash(purpose), seed ^ 0x9e3779b9, 1);
    for (let round = 0; round < 15; round++) this.next();
  }

  /** The next 32 bits. */
  next(): number {
    const s = this.#state;
    const result = (s[0]! + s[1]! + s[3]!) >>> 0;
    s[3] = s[3]! + 1;
    s[0] = s[1]! ^ (s[1]! >>> 9);
    s[1] = s[2]! + (s[2]! << 3);
    s[2] = ((s[2]! << 21) | (s[2]! >>> 11)) + result;
    return result;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return this.next() % limit;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  snapshot(): Uint32Array {
    return this.#state.slice();
  }

  restore(state: unknown): void {
    this.#state = (state as Uint32Array).slice();
  }
}

/** FNV-1a over UTF-16 units. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
