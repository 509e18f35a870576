// Two emulated chips wired together: the device with a slot, and the card in it. They run in turns of a tenth of a millisecond,
// a tenth of the time that a character takes, so that neither hears anything late; the same every time. Used by slot-rig.ts.

import { flashMap } from '@sigillator/protocol/tables/flash';
import type { Image } from '../../../hw/build.ts';
import { CardWires } from './card-wires.ts';
import { Pico, type PicoOptions } from './pico.ts';

const TURN_NANOS = 100_000;

export class SlotPico extends Pico {
  readonly wires = new CardWires();
  card: Pico | undefined;

  constructor(options: PicoOptions) {
    super(options);
    this.onStart = (rp, complain) => {
      this.wires.attachDevice(this, rp, complain, () => this.#power());
      this.card?.power(false);
    };
  }

  override runUntil(nanos: number, stop: () => boolean = () => false): void {
    let stopped = stop();
    // Asked once a time: what a test waits for may be true only once.
    const latch = (): boolean => {
      stopped ||= stop();
      return stopped;
    };
    while (this.nanos < nanos && !stopped) {
      super.runUntil(Math.min(nanos, this.nanos + TURN_NANOS), latch);
      this.card?.runUntil(this.nanos);
    }
  }

  override power(on: boolean): void {
    super.power(on);
    if (!on) this.card?.power(false);
  }

  /** The card's chip; the contacts meet, then the switch closes. */
  insert(card: Pico): void {
    this.card = card;
    card.onStart = (rp, complain) => this.wires.attachCard(card, rp, complain);
    card.runUntil(this.nanos);
    this.wires.join(true);
    this.contact(true);
  }

  /** Pulled: power is gone before the device knows. */
  remove(): void {
    this.card?.power(false);
    this.wires.join(false);
    this.card = undefined;
    this.contact(false);
  }

  /** The device switches the card's power: at this very instruction, not at the end of its turn. */
  #power(): void {
    this.card?.runUntil(this.nanos);
    this.card?.power(this.wires.powered);
  }
}

/** A card: the image `pico-card` with its store in flash. */
export function cardPico(image: Image, store: Uint8Array, seed: number): Pico {
  const card = new Pico({ image, seed });
  card.writeFlash(flashMap.card, store);
  return card;
}
