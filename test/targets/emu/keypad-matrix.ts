// The 4x4 keypad at the pins of the emulated chip: a closed contact joins its row to its column. Called by pico.ts.
import { GPIOPinState, type RP2040 } from 'rp2040js';
import type { KeyName } from '../../rig.ts';

const ROW = 6;
const COLUMN = 10;
const layout: KeyName[] = [
  ...(['1', '2', '3', 'up'] as const),
  ...(['4', '5', '6', 'down'] as const),
  ...(['7', '8', '9', 'menu'] as const),
  ...(['cancel', '0', 'ok', 'back'] as const),
];

export class KeypadMatrix {
  readonly #rp: RP2040;
  readonly #closed: Set<number>;

  /** `closed` outlives a restart of the chip, as fingers do. */
  constructor(rp: RP2040, closed: Set<number>) {
    this.#rp = rp;
    this.#closed = closed;
    for (let row = 0; row < 4; row++) rp.gpio[ROW + row]!.addListener(() => this.#settle());
    this.#settle();
  }

  contact(key: KeyName, closed: boolean): void {
    const place = layout.indexOf(key);
    if (closed) this.#closed.add(place);
    else this.#closed.delete(place);
    this.#settle();
  }

  /** Pull-ups hold the columns high; a row that is driven low pulls down the columns it is joined to. */
  #settle(): void {
    for (let column = 0; column < 4; column++) {
      const low = [...this.#closed].some(
        (place) => place % 4 === column && this.#rp.gpio[ROW + (place >> 2)]!.value === GPIOPinState.Low,
      );
      this.#rp.gpio[COLUMN + column]!.setInputValue(!low);
    }
  }
}
