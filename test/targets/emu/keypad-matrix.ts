// The 4x4 keypad at the pins of the emulated chip: a closed contact joins its row to its column, and through other closed contacts
// to more of them, for there are no diodes. Called by pico.ts.
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

  /** Pull-ups hold the columns high; a row that is driven low pulls down all that it is joined to. */
  #settle(): void {
    const rows = [0, 1, 2, 3].map((row) => this.#rp.gpio[ROW + row]!.value === GPIOPinState.Low);
    const columns = [false, false, false, false];
    for (let spread = true; spread; ) {
      spread = false;
      for (const place of this.#closed) {
        const [row, column] = [place >> 2, place % 4];
        if (rows[row] === columns[column]) continue;
        rows[row] = columns[column] = true;
        spread = true;
      }
    }
    for (const [column, low] of columns.entries()) this.#rp.gpio[COLUMN + column]!.setInputValue(!low);
  }
}
