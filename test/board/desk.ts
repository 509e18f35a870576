// A desk with the emulated board, and its twin in the simulator: both past the first start, with the same cards in the same
// flash. The layouts are alike, so what the simulator made is simply copied. Used by the tests of this folder.
import type { KeyPair } from '@sigillator/host/link/noise';
import type { Flash } from '@sigillator/simulator/flash';
import type { Language } from '../../protocol/tables/texts.ts';
import { desk as simulatedDesk } from '../device/desk.ts';
import { createEmuRig, type EmuRig } from '../targets/emu/emu.ts';
import type { SimRig } from '../targets/sim.ts';
import { onOneChip, softCard, softCardMakers } from '../targets/soft-cards.ts';
import { RawHost } from '../wire/raw-host.ts';
import { pairHost } from '../wire/wired.ts';

/** The emulator is a twentieth as fast as the chip, on a busy machine less; milliseconds. */
export const patienceForEmulator = 600_000;

/** A host waits as long as the emulator takes. */
export const timers = { after: () => ({ cancel: () => {} }) };

/** Those that are put into the emulated board; one works long enough on a PIN to be cut. */
const { active, new: issued, classic, expired } = softCardMakers;
const makers = { active, new: issued, classic, expired, slow: () => softCard({ stretchCount: 2_000 }) };

async function pairWith(sim: SimRig, key: KeyPair): Promise<void> {
  const host = new RawHost(sim.machine).open();
  await pairHost(sim, host, 'Office', key);
  host.close();
  host.leave();
}

export interface Twins {
  sim: SimRig;
  emu: EmuRig;
}

/** What both desks begin with; made once for a test file. */
export class BoardDesk {
  readonly sim: SimRig;
  readonly #begin: ReturnType<SimRig['machine']['snapshot']>;
  readonly #cards: [string, Uint8Array][];
  readonly #device: Uint8Array;

  private constructor(sim: SimRig, cards: [string, Uint8Array][]) {
    this.sim = sim;
    this.#begin = sim.machine.snapshot();
    this.#cards = cards;
    this.#device = (sim.machine.flash as Flash).bytes.slice();
  }

  /** `paired`: a host that the device knows already; `prepare`: what else was done before. */
  static async make(
    language: Language = 'en',
    { paired, prepare }: { paired?: KeyPair; prepare?: (sim: SimRig) => Promise<void> } = {},
  ): Promise<BoardDesk> {
    const made = await Promise.all(Object.entries(makers).map(async ([name, make]) => [name, await make()] as const));
    for (const [, harness] of made) harness.powerOff();
    const cards = made.map(([name, { flash }]): [string, Uint8Array] => [name, flash.bytes.slice()]);
    const sim = await simulatedDesk(language, { ...onOneChip, cards: made.map(([name, { card }]) => [name, card]) });
    if (paired !== undefined) await pairWith(sim, paired);
    await prepare?.(sim);
    return new BoardDesk(sim, cards);
  }

  /** What a board begins with; its clock tells the time of the simulated desk. */
  contents() {
    return { timeOfDay: this.sim.machine.rtc.read(), cards: this.#cards, deviceFlash: this.#device };
  }

  /** The simulator as it was at first. */
  simulator(): SimRig {
    this.sim.machine.restore(this.#begin);
    return this.sim;
  }

  /** The board, switched on. */
  async board(): Promise<EmuRig> {
    const rig = await createEmuRig(this.contents());
    await rig.waitFor('Put your card in');
    await rig.passTime(100); // the rest of the picture
    return rig;
  }

  /** The board and the simulator side by side, as they were at first. */
  async twins(): Promise<Twins> {
    return { sim: this.simulator(), emu: await this.board() };
  }
}
