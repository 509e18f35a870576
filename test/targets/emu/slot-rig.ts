// A desk with a device that has a slot, and cards that are chips of their own: both flash images in emulated RP2040s. Used by
// the tests of the board.
import { flashMap } from '@sigillator/protocol/tables/flash';
import { buildImage } from '../../../hw/build.ts';
import { type EmuOptions, EmuRig } from './emu.ts';
import type { Pico } from './pico.ts';
import { cardPico, SlotPico } from './slot-pico.ts';

export class SlotRig extends EmuRig {
  readonly device: SlotPico;
  readonly #chips: Map<string, Pico>;

  constructor(device: SlotPico, chips: Map<string, Pico>, options: EmuOptions) {
    super(device, options);
    this.device = device;
    this.#chips = chips;
  }

  chip(name: string): Pico {
    const chip = this.#chips.get(name);
    if (chip === undefined)
      throw new TypeError(
        `A card of the slot: expected one of "${[...this.#chips.keys()].join(', ')}", got "${name}".`,
      );
    return chip;
  }

  override async insertCard(name: string): Promise<void> {
    this.device.insert(this.chip(name));
  }

  override async removeCard(): Promise<void> {
    if (this.device.card === undefined) throw new TypeError('Removing the card: there is none in the slot.');
    this.device.remove();
  }
}

/** A device with a slot, and beside it the cards, whose stores are as the simulator keeps them. */
export async function createSlotRig(options: EmuOptions = {}): Promise<SlotRig> {
  const { seed = 1, cards = [] } = options;
  const device = new SlotPico({ image: await buildImage('pico-slot'), ...options });
  if (options.deviceFlash !== undefined) device.writeFlash(flashMap.device, options.deviceFlash);
  const image = await buildImage('pico-card');
  const chips = [...cards].map(([name, store], i): [string, Pico] => [name, cardPico(image, store, seed + i + 1)]);
  const rig = new SlotRig(device, new Map(chips), options);
  if (options.on !== false) await rig.power(true);
  return rig;
}
