// What a chip did, as one number over the addresses of its instructions, with their count and cycles. Used by the tests of this
// folder: work that is the same for every secret has the same trace.

export interface Trace {
  hash: number;
  instructions: number;
  cycles: number;
}

export class Tracer {
  #hash = 0x811c9dc5;
  instructions = 0;

  /** FNV-1a over whole addresses. */
  readonly see = (address: number): void => {
    this.#hash = Math.imul(this.#hash ^ address, 0x01000193) >>> 0;
    this.instructions++;
  };

  result(cycles: number): Trace {
    return { hash: this.#hash, instructions: this.instructions, cycles };
  }
}
