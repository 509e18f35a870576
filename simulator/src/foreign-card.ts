// Cards that are not ours, for the slot: one that is put in the wrong way round (silent), and one that speaks T=0 only.
import type { SlotCard } from './slot-card.ts';

/** ISO 7816-3 8.2: TS direct, T0 with TD1 absent (so T=0 only) and four historical bytes. */
const T0_ANSWER_TO_RESET = Uint8Array.of(0x3b, 0x04, 0x42, 0x41, 0x4e, 0x4b);

export type ForeignKind = 'silent' | 'bank';

export class ForeignCard implements SlotCard {
  onTransmit: (bytes: Uint8Array) => void = () => {};
  readonly busy = false;
  readonly #kind: ForeignKind;

  constructor(kind: ForeignKind) {
    this.#kind = kind;
  }

  powerOn(): void {
    if (this.#kind === 'bank') this.onTransmit(T0_ANSWER_TO_RESET);
  }

  powerOff(): void {}

  receive(): void {}

  step(): boolean {
    return false;
  }

  snapshot(): undefined {}

  restore(): void {}
}
