// What the simulator asks of a flash memory; flash.ts is the NOR model that answers.

export interface FlashPart {
  read(address: number, length: number): Uint8Array;
  program(address: number, bytes: Uint8Array): void;
  erase(sector: number): void;
  /** Power is back: what a cut left shows now, and no cut is planned any more. */
  powerOn(): void;
  snapshot(): unknown;
  // A method, so that the model may name its own snapshot type.
  restore(state: unknown): void;
}
