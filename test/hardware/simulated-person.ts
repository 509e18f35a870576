// A person who does what the guide says at a simulated device: drags the files into the chip that holds the card, presses, and
// compares. For the tests of the guide.
import { CardChip } from '@sigillator/simulator/card';
import { shows } from '@sigillator/simulator/driver';
import { Flash } from '@sigillator/simulator/flash';
import { CARD_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { ForeignCard } from '@sigillator/simulator/foreign-card';
import { act, now, patience } from '../device/desk.ts';
import { screenLines } from '../device/golden.ts';
import { cardProgram } from '../targets/card-harness.ts';
import { createSimRig, type SimRig } from '../targets/sim.ts';
import type { Build, HandStep } from './duties.ts';
import type { Person } from './person.ts';
import { testCardFile } from './test-card.ts';
import { dragIntoCard } from './uf2-drive.ts';

/** The clock that runs shows other minutes than in the golden screens: other duties came before. */
const anyMinute = (screen: string[]): string => screen.join('\n').replace(/2026-06-01 00:\d\d/, '2026-06-01 00:..');

export class SimulatedPerson implements Person {
  readonly said: string[] = [];
  /** Files that were dragged into a chip. */
  readonly flashed: string[] = [];
  /** What was not as the guide said. */
  readonly differences: string[] = [];
  readonly #rig: SimRig;
  readonly #card: CardChip;
  #inserted = false;

  private constructor(rig: SimRig, card: CardChip) {
    this.#rig = rig;
    this.#card = card;
  }

  /** At a board that was just flashed and has no power yet; its clock is wrong. */
  static async make(build: Build): Promise<SimulatedPerson> {
    const separate = build === 'slot';
    const flash = new Flash(CARD_FLASH_SECTORS);
    const card = new CardChip({ program: cardProgram, flash, entropySeed: 7, wide: false, separate });
    const foreign = (['bank', 'silent'] as const).map((kind) => [kind, new ForeignCard(kind)] as const);
    const cards = [['own', card] as const, ...(separate ? foreign : [])];
    const rig = await createSimRig({ timeOfDay: now + 1e8, cards, separate, wide: false, on: false });
    return new SimulatedPerson(rig, card);
  }

  say(text: string): void {
    this.said.push(text);
  }

  async #act(action: string): Promise<void> {
    if (action.startsWith('+') || action === '-') this.#inserted = action !== '-';
    if (!action.startsWith('+')) return act(this.#rig, action);
    await act(this.#rig, ['+bank', '+silent'].includes(action) ? action : '+own');
  }

  async does(_todo: string, actions: string[]): Promise<void> {
    for (const action of actions) await (action === 'rest' ? this.#rest() : this.#act(action));
  }

  async #rest(): Promise<void> {
    if (this.#inserted) await this.#act('-');
    for (const key of ['cancel', 'cancel', 'ok', 'cancel', 'cancel', 'ok', 'cancel'])
      if (!/Put your card in|Sätt i ditt kort|Insérez votre carte/.test(await this.#rig.screen())) await this.#act(key);
  }

  async flashes(todo: string, card: string): Promise<void> {
    this.say(todo);
    this.flashed.push(testCardFile(card));
    this.#card.powerOff();
    dragIntoCard(this.#card, card);
    if (this.#rig.machine.separate) return;
    await this.#rig.power(false);
    await this.#rig.power(true);
    await this.#rig.passTime(patience);
  }

  async shows(text: string): Promise<boolean> {
    return shows(await this.#rig.screen(), text);
  }

  async sees(duty: string, { actions, screen }: HandStep): Promise<boolean> {
    for (const action of actions) await this.#act(action);
    const shown = await screenLines(this.#rig);
    const same = anyMinute(shown) === anyMinute(screen);
    if (!same)
      this.differences.push(`${duty}: ${actions.join(', ')}\n${shown.join('\n')}\nand not\n${screen.join('\n')}`);
    return same;
  }
}
