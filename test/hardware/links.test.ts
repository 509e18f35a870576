// The link suite as a person at a real board runs it, at a simulated one: whoever does what the guide says gets every
// seal.
import { CardChip } from '@sigillator/simulator/card';
import { Flash } from '@sigillator/simulator/flash';
import { CARD_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { portNames } from '@sigillator/simulator/ports';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { afterEach, expect, test } from 'vitest';
import { desk as simulatedDesk } from '../device/desk.ts';
import { LiveDesk } from '../ports/live-desk.ts';
import { all } from '../seed.ts';
import { cardProgram } from '../targets/card-harness.ts';
import { onOneChip } from '../targets/soft-cards.ts';
import { byHand } from './by-hand.ts';
import type { Person } from './person.ts';
import { dragIntoCard } from './uf2-drive.ts';

const rest = 'Put your card in';
/** A person looks before the next key; the device takes none in the first half second of what a host brought up. */
const LOOK_MS = 1_000;

class PersonAtLiveDesk implements Person {
  readonly said: string[] = [];
  readonly #desk: LiveDesk;
  readonly #card: CardChip;
  #port: TcpPort | undefined;
  #number = 0;
  #inserted = false;

  private constructor(desk: LiveDesk, card: CardChip) {
    this.#desk = desk;
    this.#card = card;
  }

  static async make(): Promise<PersonAtLiveDesk> {
    const card = new CardChip({
      program: cardProgram,
      flash: new Flash(CARD_FLASH_SECTORS),
      entropySeed: 7,
      ...onOneChip,
    });
    const person = new PersonAtLiveDesk(
      new LiveDesk(await simulatedDesk('en', { ...onOneChip, cards: [['own', card]] })),
      card,
    );
    person.#desk.driver.hurried = true;
    await person.#plugIn();
    return person;
  }

  get link(): string {
    return `tcp:127.0.0.1:${this.#number}`;
  }

  /** The link has the same name each time. */
  async #plugIn(): Promise<void> {
    this.#port = await serveTcp(this.#desk.driver, portNames.indexOf('uart'), this.#number);
    this.#number = this.#port.port;
  }

  say(text: string): void {
    this.said.push(text);
  }

  async does(todo: string, actions: string[]): Promise<void> {
    this.say(todo);
    for (const action of actions) await this.#act(action);
  }

  async #act(action: string): Promise<void> {
    const { player } = this.#desk;
    if (action === 'cable out') {
      await player.passTime(LOOK_MS);
      return this.#port?.close();
    }
    if (action === 'cable in') return this.#plugIn();
    if (action === 'rest') return this.#rest();
    if (action.startsWith('asked ')) return this.#read(action.slice(6));
    if (action === '+active') {
      this.#inserted = true;
      await player.insertCard('own');
      await player.waitFor('Your PIN');
    } else await player.press(action);
    await player.passTime(LOOK_MS);
  }

  async #rest(): Promise<void> {
    if (this.#inserted) await this.#desk.player.removeCard();
    this.#inserted = false;
    for (let presses = 0; presses < 5 && !this.#desk.driver.screen().includes(rest); presses++)
      await this.#act('cancel');
  }

  /** Reads to the last page where there is something to approve. */
  async #read(question: string): Promise<void> {
    await this.#desk.player.waitFor(question);
    await this.#desk.player.passTime(LOOK_MS);
    for (let pages = 0; pages < 5 && !this.#desk.driver.screen().includes('OK approve'); pages++)
      await this.#act('down');
  }

  async flashes(todo: string, card: string): Promise<void> {
    this.say(todo);
    dragIntoCard(this.#card, card);
  }

  async shows(text: string): Promise<boolean> {
    try {
      await this.#desk.player.waitFor(text);
    } catch (error) {
      this.say((error as Error).message);
      return false;
    }
    await this.#desk.player.passTime(LOOK_MS);
    return true;
  }

  async sees(): Promise<boolean> {
    throw new Error('Links have no golden screens.');
  }

  async goes(): Promise<void> {
    await this.#port?.close();
    this.#desk.close();
  }
}

let person: PersonAtLiveDesk;
afterEach(() => person.goes());

test('SE-3.3 a person at the keys of a board pairs it, reads, approves and refuses, and every sentence of the link suite holds', async () => {
  person = await PersonAtLiveDesk.make();
  // One after the other, as over USB and over the serial port: the second finds another host's seals in the journal.
  const rounds = all ? 2 : 1;
  const counts = await byHand(['links', ...Array.from({ length: rounds }, () => person.link)], person);
  expect(person.said.join('\n')).not.toContain('FAIL');
  expect(counts).toEqual({ passed: 14 * rounds, failed: 0, skipped: 0 });
});
