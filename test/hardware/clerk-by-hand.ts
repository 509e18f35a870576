// The clerk of the link suite where a person presses the keys. Called by links.hand.ts.
import { deviceCode } from '../device/desk.ts';
import type { Clerk } from '../ports/link-suite.ts';
import { softPin } from '../targets/soft-cards.ts';
import { callHand, type HandCalls } from './hand-calls.ts';

const menuTitle = 'What do you want?';
const pin = `${[...softPin].join(' ')} ok`;
const toPairing = ['menu', `4 ${deviceCode} ok`, '3', 'up', 'ok'];

export class ClerkByHand implements Clerk {
  readonly #calls: HandCalls;
  readonly close: () => void;

  private constructor(calls: HandCalls, close: () => void) {
    this.#calls = calls;
    this.close = close;
  }

  /** At a device whose card is flashed and lies beside it, and where pairing is open. */
  static async come(port: number): Promise<ClerkByHand> {
    const { calls, close } = await callHand(port);
    const clerk = new ClerkByHand(calls, close);
    await calls.flash('active');
    await calls.does('Take the card out; press cancel or ok until the display asks for it.', ['rest']);
    await calls.does(`Open pairing: press ${toPairing.join(', then ')}.`, toPairing);
    await clerk.shows('Pair a host');
    return clerk;
  }

  say(text: string): Promise<void> {
    return this.#calls.say(text);
  }

  async shows(text: string): Promise<void> {
    if (!(await this.#calls.shows(text))) throw new Error(`The display does not show "${text}".`);
  }

  async confirm(digits: string): Promise<void> {
    await this.shows(`${digits.slice(0, 3)} ${digits.slice(3)}`);
    await this.#calls.does('Press ok.', ['ok']);
    await this.shows('is paired');
  }

  async clerkComes(): Promise<void> {
    const todo = `Press ok, then cancel until the display asks for the card. Put it in and press ${pin}.`;
    await this.#calls.does(todo, ['ok', 'rest', '+active', pin]);
    await this.shows(menuTitle);
  }

  async answer(key: 'ok' | 'cancel', question = 'Seal this?'): Promise<void> {
    const todo = key === 'ok' ? 'read with down to the page that says "OK approve", press ok' : 'press cancel';
    await this.#calls.does(`The display asks "${question}": ${todo}, within five minutes.`, [`asked ${question}`, key]);
  }

  async pull(): Promise<void> {
    await this.#calls.does('Pull this cable out now, whatever the display shows.', ['cable out']);
  }

  async restore(): Promise<void> {
    const todo = `Plug it in again. If the display asks for the card or its PIN, put the card in and press ${pin}.`;
    await this.#calls.does(todo, ['cable in']);
    await this.shows(menuTitle);
  }
}
