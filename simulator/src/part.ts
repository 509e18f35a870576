// What every virtual part can do for the machine: give its state as plain data and take it back (machine.ts calls both).

export interface Part {
  /** The whole state as plain data that `structuredClone` copies; not shared with the living part. */
  snapshot(): unknown;
  /** Becomes the part that `snapshot` was taken from; keeps no reference to `state`. */
  restore(state: unknown): void;
}
