// A desk with a device that has a slot and cards of their own, in the emulator, and its twin in the simulator; both begin with
// the same flash. Used by the tests of this folder.
import type { Flash } from '@sigillator/simulator/flash';
import { desk as simulatedDesk } from '../device/desk.ts';
import { activeCard, type CardHarness } from '../targets/card-harness.ts';
import { createSlotRig, type SlotRig } from '../targets/emu/slot-rig.ts';
import type { SimRig } from '../targets/sim.ts';

/** As they are on the board: a chip each, on which wide products leak. */
export const ownChip = { separate: true, wide: false };

const makers: Record<string, () => Promise<CardHarness>> = {
  active: () => activeCard({}, ownChip),
  /** Works long enough on a PIN to ask for time, and to be pulled. */
  slow: () => activeCard({ stretchCount: 4_000 }, ownChip),
};

export class SlotDesk {
  readonly sim: SimRig;
  readonly #begin: ReturnType<SimRig['machine']['snapshot']>;
  readonly #cards: [string, Uint8Array][];
  readonly #device: Uint8Array;
  readonly #simulated: Map<string, Flash>;

  private constructor(sim: SimRig, cards: [string, Uint8Array][], simulated: Map<string, Flash>) {
    this.sim = sim;
    this.#simulated = simulated;
    this.#begin = sim.machine.snapshot();
    this.#cards = cards;
    this.#device = (sim.machine.flash as Flash).bytes.slice();
  }

  static async make(): Promise<SlotDesk> {
    const made = await Promise.all(Object.entries(makers).map(async ([name, make]) => [name, await make()] as const));
    for (const [, harness] of made) harness.powerOff();
    const cards = made.map(([name, { flash }]): [string, Uint8Array] => [name, flash.bytes.slice()]);
    const sim = await simulatedDesk('en', { ...ownChip, cards: made.map(([name, { card }]) => [name, card]) });
    return new SlotDesk(sim, cards, new Map(made.map(([name, { flash }]) => [name, flash])));
  }

  /** What the flash of a card holds at first. */
  store(name: string): Uint8Array {
    return this.#cards.find(([known]) => known === name)![1].slice();
  }

  /** The device, switched on; its clock tells the time of the simulated desk. */
  async board(): Promise<SlotRig> {
    const timeOfDay = this.sim.machine.rtc.read();
    const rig = await createSlotRig({ timeOfDay, cards: this.#cards, deviceFlash: this.#device });
    await rig.waitFor('Put your card in');
    await rig.passTime(100); // the rest of the picture
    return rig;
  }

  /** The flash of a card in the simulator. */
  simulatedFlash(name: string): Flash {
    return this.#simulated.get(name)!;
  }

  /** The simulator as it was at first. */
  twin(): SimRig {
    this.sim.machine.restore(this.#begin);
    return this.sim;
  }
}
