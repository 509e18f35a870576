// The desk: a simulated device with its cards, as people see it. Every panel (web page, terminal, HTTP API) acts through
// it and follows its one stream of events.
import { bytesToHex } from '@noble/hashes/utils.js';
import { cardImage, loadCardImage, newCard } from './card-image.ts';
import type { Driver } from './driver.ts';
import type { MachineEvent } from './input.ts';
import { type KeyName, parseKeys } from './keys.ts';
import { Random } from './random.ts';
import { SecondReader } from './second-reader.ts';

/** What lies on the desk beside the device. */
export interface CardLabel {
  name: string;
  /** Who it belongs to, printed on the card. */
  holder: string;
  /** Of a sample card, for whoever tries it. */
  pin?: string;
}

export type DeskEvent =
  | { kind: 'state'; on: boolean; inserted: string | null; cards: CardLabel[]; firmware: string; seed: number }
  | { kind: 'screen'; text: string; pixels: string }
  | { kind: 'key'; key: KeyName; down: boolean }
  | { kind: 'beep'; hertz: number; milliseconds: number }
  | { kind: 'card'; inserted: string | null }
  | { kind: 'power'; on: boolean }
  | { kind: 'log'; text: string };

export class Desk {
  readonly driver: Driver;
  readonly cards: CardLabel[];
  readonly reader: SecondReader;
  readonly #listeners = new Set<(event: DeskEvent) => void>();

  constructor(driver: Driver, cards: CardLabel[]) {
    this.driver = driver;
    this.cards = cards;
    this.reader = new SecondReader(driver.machine.slot.cards);
    driver.machine.listeners.add((event) => this.#tell(event));
  }

  /** Hears the state and the screen as they are, then every change; returns how to stop. */
  subscribe(listener: (event: DeskEvent) => void): () => void {
    listener(this.state());
    listener(this.#screen());
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Presses keys one after the other, `'1 2 ok'`; done when the last is up again. */
  async press(keys: string): Promise<void> {
    const us = this.driver.machine.input({ kind: 'press', keys: parseKeys(keys) });
    this.driver.wake();
    await this.driver.pass(us / 1000);
  }

  insert(card: string): void {
    this.reader.release();
    this.driver.machine.input({ kind: 'insert', card });
    this.driver.wake();
  }

  remove(): void {
    this.driver.machine.input({ kind: 'remove' });
    this.driver.wake();
  }

  /** All that a card's memory holds; the card must not be in the device. */
  saveCard(name: string): Uint8Array {
    this.#takeOut(name);
    return cardImage(name, this.driver.machine.slot.cards.get(name));
  }

  /** Puts an image into the card of that name, or into a new one that it lays on the desk. */
  loadCard(name: string, holder: string, image: Uint8Array): void {
    this.#takeOut(name);
    const { slot, seed } = this.driver.machine;
    const there = slot.cards.get(name);
    const card = there ?? newCard(slot.cards.values(), new Random(seed, `card ${name}`).next());
    loadCardImage(name, card, image);
    if (there === undefined) slot.add(name, card);
    const label = { name, holder };
    const at = this.cards.findIndex((known) => known.name === name);
    if (at < 0) this.cards.push(label);
    else this.cards[at] = label;
    this.#send(this.state());
  }

  #takeOut(name: string): void {
    if (this.driver.machine.slot.inserted === name)
      throw new TypeError(`Using the image of card "${name}": it is in the device; take it out first.`);
    this.reader.release();
  }

  power(on: boolean): void {
    this.driver.machine.input({ kind: 'power', on });
    this.driver.wake();
  }

  screen(): string {
    return this.driver.screen();
  }

  waitFor(text: string, budgetMs?: number): Promise<string> {
    return this.driver.waitFor(text, budgetMs);
  }

  /** A line for whoever watches. */
  log(text: string): void {
    this.#send({ kind: 'log', text });
  }

  state(): Extract<DeskEvent, { kind: 'state' }> {
    const { machine } = this.driver;
    const [inserted, firmware] = [machine.slot.inserted ?? null, bytesToHex(machine.chip.program.digest)];
    return { kind: 'state', on: machine.on, inserted, cards: this.cards, firmware, seed: machine.seed };
  }

  #screen(): DeskEvent {
    const { machine } = this.driver;
    return { kind: 'screen', text: this.driver.screen(), pixels: bytesToHex(machine.display.pages()) };
  }

  #tell(event: MachineEvent): void {
    if (this.#listeners.size > 0) this.#send(event.kind === 'screen' ? this.#screen() : deskEvent(event));
  }

  #send(event: DeskEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** What a panel hears of a machine event other than the screen. */
function deskEvent(event: Exclude<MachineEvent, { kind: 'screen' }>): DeskEvent {
  switch (event.kind) {
    case 'key':
      return { kind: 'key', key: event.key, down: event.down };
    case 'beep':
      return { kind: 'beep', hertz: event.hertz, milliseconds: event.milliseconds };
    case 'card':
      return { kind: 'card', inserted: event.inserted };
    case 'power':
      return { kind: 'power', on: event.on };
    case 'halt':
      return { kind: 'log', text: `The device stopped with number ${event.code}.` };
    case 'restart':
      return { kind: 'log', text: 'The device started anew.' };
    case 'port':
      return { kind: 'log', text: `Port ${event.port} ${event.open ? 'opened' : 'closed'}.` };
    case 'sent':
      return { kind: 'log', text: `Port ${event.port}: ${event.bytes.length} bytes to the host.` };
  }
}
