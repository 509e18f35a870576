// A second card reader on the desk, as a security office has one: whole APDUs to a card that is not in the device. Called
// by the HTTP API for `sigillator card`.
import { CardTerminal } from './card-terminal.ts';
import type { SlotCard } from './slot-card.ts';

export class SecondReader {
  readonly #cards: ReadonlyMap<string, SlotCard>;
  #name: string | undefined;
  #terminal: CardTerminal | undefined;
  /** Where the card's bytes went before. */
  #before: SlotCard['onTransmit'] | undefined;

  constructor(cards: ReadonlyMap<string, SlotCard>) {
    this.#cards = cards;
  }

  /** Puts a card in (the one before comes out) and switches it on: its answer to reset. */
  insert(name: string): Uint8Array {
    const card = this.#cards.get(name);
    if (card === undefined)
      throw new TypeError(
        `Using the second reader: expected one of "${[...this.#cards.keys()].join(', ')}", got "${name}".`,
      );
    this.release();
    this.#name = name;
    this.#before = card.onTransmit;
    this.#terminal = new CardTerminal(card);
    this.#terminal.powerOn();
    return this.#terminal.atr;
  }

  exchange(name: string, command: Uint8Array): Uint8Array {
    if (this.#terminal === undefined || this.#name !== name)
      throw new TypeError(`Using the second reader: card "${name}" is not in it; reset it first.`);
    return this.#terminal.exchangeNow(command);
  }

  /** Takes the card out, so that it can go into the device. */
  release(): void {
    if (this.#name === undefined) return;
    this.#terminal!.powerOff();
    this.#cards.get(this.#name)!.onTransmit = this.#before!;
    this.#name = undefined;
    this.#terminal = undefined;
  }
}
