// What the card slot asks of whatever lies in it: our card's chip (card.ts) or a card of another kind (foreign-card.ts).
import type { Part } from './part.ts';

export interface SlotCard extends Part {
  /** Bytes for the terminal; the slot sets it. */
  onTransmit: (bytes: Uint8Array) => void;
  readonly busy: boolean;
  powerOn(nowMs: number): void;
  powerOff(): void;
  /** A byte came from the terminal. */
  receive(byte: number, nowMs: number): void;
  /** Works a little; returns whether more work waits. Throws `Stopped` when its memory lost power. */
  step(nowMs: number): boolean;
}
