// The noise source: seeded bytes, for board contract `entropy`. Can break the ways a real one does.
import type { Part } from './part.ts';
import { Random } from './random.ts';

/** `stuck` repeats one byte, `dry` gives nothing. */
export type EntropyFault = 'none' | 'stuck' | 'dry';

export class Entropy implements Part {
  fault: EntropyFault = 'none';
  readonly #random: Random;

  constructor(seed: number, purpose: string) {
    this.#random = new Random(seed, purpose);
  }

  /** Fills `target`; returns how many bytes came. */
  fill(target: Uint8Array): number {
    if (this.fault === 'dry') return 0;
    for (let i = 0; i < target.length; i++) target[i] = this.fault === 'stuck' ? 0x55 : this.#random.next() >>> 24;
    return target.length;
  }

  snapshot(): { fault: EntropyFault; random: Uint32Array } {
    return { fault: this.fault, random: this.#random.snapshot() };
  }

  restore(state: unknown): void {
    const { fault, random } = state as ReturnType<Entropy['snapshot']>;
    this.fault = fault;
    this.#random.restore(random);
  }
}
