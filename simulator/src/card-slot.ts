// The card slot: a contact switch, power for the card, and a line that carries one byte at a time both ways.
import { Stopped } from './chip.ts';
import type { Clock } from './clock.ts';
import type { Part } from './part.ts';
import type { SlotCard } from './slot-card.ts';

/** Twelve bit times at 115,200 bits a second, a usual pace after the answer to reset. */
const BYTE_US = 104;
const TO_CARD = 0x100;

export class CardSlot implements Part {
  /** The machine sets these. */
  onInserted: () => void = () => {};
  onRemoved: () => void = () => {};
  onByte: (byte: number) => void = () => {};
  /** Every card on the desk, by name. */
  readonly cards = new Map<string, SlotCard>();
  readonly #clock: Clock;
  #inserted: string | undefined;
  #powered = false;
  #lineFreeUs = 0;
  #bytesUntilPull = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    clock.handle('card-slot', (message) => this.#deliver(message));
  }

  /** Lays a card on the desk. */
  add(name: string, card: SlotCard): void {
    if (this.cards.has(name)) throw new Error(`Adding card "${name}": there is one of that name already.`);
    card.onTransmit = (bytes) => {
      if (this.#inserted === name) for (const byte of bytes) this.#queue(byte);
    };
    this.cards.set(name, card);
  }

  get inserted(): string | undefined {
    return this.#inserted;
  }

  get busy(): boolean {
    return this.#powered && (this.#card?.busy ?? false);
  }

  insert(name: string): void {
    if (!this.cards.has(name))
      throw new TypeError(`Inserting a card: expected one of "${[...this.cards.keys()].join(', ')}", got "${name}".`);
    if (this.#inserted !== undefined)
      throw new TypeError(`Inserting card "${name}": the slot holds "${this.#inserted}"; remove that one first.`);
    this.#inserted = name;
    if (this.#powered) this.#guarded((card) => card.powerOn(this.#nowMs));
    this.onInserted();
  }

  remove(): void {
    if (this.#inserted === undefined) throw new TypeError('Removing the card: there is none in the slot.');
    this.power(false);
    this.#inserted = undefined;
    this.#bytesUntilPull = 0;
    this.onRemoved();
  }

  /** Pulls the card out by itself once `count` more bytes have crossed the line, either way. */
  removeAfterBytes(count: number): void {
    if (!(count > 0)) throw new RangeError(`Pulling the card later: expected 1 byte or more, got ${count}.`);
    this.#bytesUntilPull = count;
  }

  /** Board contract `cardPower`. */
  power(on: boolean): void {
    if (on === this.#powered) return;
    this.#powered = on;
    this.#clock.cancel('card-slot');
    this.#lineFreeUs = 0;
    if (on) this.#guarded((card) => card.powerOn(this.#nowMs));
    else this.#card?.powerOff();
  }

  /** Board contract `cardTransmit`. */
  transmit(bytes: Uint8Array): void {
    if (this.#powered) for (const byte of bytes) this.#queue(TO_CARD | byte);
  }

  step(): void {
    this.#guarded((card) => card.step(this.#nowMs));
  }

  get #card(): SlotCard | undefined {
    return this.#inserted === undefined ? undefined : this.cards.get(this.#inserted);
  }

  get #nowMs(): number {
    return Math.floor(this.#clock.nowUs / 1000);
  }

  /** A card whose memory lost power in the middle of a write was pulled at that instant. */
  #guarded(call: (card: SlotCard) => void): void {
    const card = this.#card;
    if (card === undefined) return;
    try {
      call(card);
    } catch (error) {
      if (!(error instanceof Stopped) || error.why !== 'power') throw error;
      this.remove();
    }
  }

  #queue(message: number): void {
    this.#lineFreeUs = Math.max(this.#lineFreeUs, this.#clock.nowUs) + BYTE_US;
    this.#clock.after(this.#lineFreeUs - this.#clock.nowUs, 'card-slot', message);
  }

  #deliver(message: number): void {
    if ((message & TO_CARD) !== 0) this.#guarded((card) => card.receive(message & 0xff, this.#nowMs));
    else this.onByte(message & 0xff);
    if (this.#bytesUntilPull > 0 && --this.#bytesUntilPull === 0 && this.#inserted !== undefined) this.remove();
  }

  snapshot() {
    return {
      inserted: this.#inserted,
      powered: this.#powered,
      lineFreeUs: this.#lineFreeUs,
      bytesUntilPull: this.#bytesUntilPull,
      cards: new Map([...this.cards].map(([name, card]) => [name, card.snapshot()])),
    };
  }

  restore(state: unknown): void {
    const saved = state as ReturnType<CardSlot['snapshot']>;
    this.#inserted = saved.inserted;
    this.#powered = saved.powered;
    this.#lineFreeUs = saved.lineFreeUs;
    this.#bytesUntilPull = saved.bytesUntilPull;
    for (const [name, card] of this.cards) card.restore(saved.cards.get(name));
  }
}
