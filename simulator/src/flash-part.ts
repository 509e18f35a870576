// What the simulator asks of a flash memory; flash.ts is the NOR model that answers.
import type { Part } from './part.ts';

export interface FlashPart extends Part {
  read(address: number, target: Uint8Array): void;
  program(address: number, bytes: Uint8Array): void;
  erase(sector: number): void;
  /** Power is back: what a cut left may show now. */
  powerOn(): void;
}
