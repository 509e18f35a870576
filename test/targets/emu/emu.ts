// Target `emu`: the flash image of the board in an emulated RP2040. A card is what its flash holds: the soft card on the
// device's chip gets it when it is put in. Called by the tests of the board.

import type { Transport } from '@sigillator/host/transport';
import { UsbTransport } from '@sigillator/host/transport/usb-transport';
import { flashMap } from '@sigillator/protocol/tables/flash';
import { notShown, shows, WAIT_MS } from '@sigillator/simulator/driver';
import { parseKeys } from '@sigillator/simulator/keys';
import { Random } from '@sigillator/simulator/random';
import { screenText } from '@sigillator/simulator/screen-text';
import { buildPico } from '../../../hw/build.ts';
import { SimulatedWebUsb } from '../../ports/simulated-web-usb.ts';
import type { KeyName, Rig } from '../../rig.ts';
import { Pico } from './pico.ts';
import { Turns } from './turns.ts';
import { UartLink } from './uart-link.ts';
import { UsbBus } from './usb-bus.ts';
import { UsbSerialLink } from './usb-serial-link.ts';

const MS = 1_000_000;
/** A finger. */
const HOLD_MS = 70;
const GAP_MS = 50;

export interface EmuOptions {
  seed?: number;
  timeOfDay?: number;
  absent?: readonly ('display' | 'clock')[];
  /** Flash of each card by name, as the simulator keeps it. */
  cards?: Iterable<readonly [string, Uint8Array]>;
  /** Flash of the device; a new one without. */
  deviceFlash?: Uint8Array;
  /** Switch the device on at once; default true. */
  on?: boolean;
}

export const linkKinds = ['bulk', 'cdc', 'uart', 'uart-without-rts'] as const;
export type EmuLink = (typeof linkKinds)[number];

export class EmuRig implements Rig {
  readonly target = 'emu';
  readonly pico: Pico;
  readonly turns: Turns;
  /** The cable in the USB socket; nobody at its other end has looked at it yet. */
  readonly usb: UsbBus;
  readonly #cards: Map<string, Uint8Array>;
  readonly #random: Random;
  #inserted: string | undefined;
  #links: Transport[] = [];

  constructor(pico: Pico, { seed = 1, cards = [] }: EmuOptions) {
    this.pico = pico;
    this.turns = new Turns(pico);
    this.usb = new UsbBus(pico);
    this.usb.onPacket = (toHost) => (toHost ? this.turns.heard() : this.turns.sent());
    this.#cards = new Map([...cards].map(([name, flash]) => [name, flash.slice()]));
    this.#random = new Random(seed, 'keypad');
  }

  async press(keys: string): Promise<void> {
    for (const key of parseKeys(keys)) {
      await this.#contact(key, true);
      await this.passTime(HOLD_MS);
      await this.#contact(key, false);
      await this.passTime(GAP_MS);
    }
  }

  /** A contact that bounces up to three times. */
  async #contact(key: KeyName, closed: boolean): Promise<void> {
    for (let edges = this.#random.between(0, 3) * 2; edges >= 0; edges--) {
      this.pico.keypad.contact(key, edges % 2 === 0 ? closed : !closed);
      await this.passTime(this.#random.between(150, 1500) / 1000);
    }
  }

  async screen(): Promise<string> {
    return screenText(this.pico.display.pages);
  }

  async waitFor(text: string, budgetMs = WAIT_MS): Promise<string> {
    let seen = -1;
    const found = (): boolean => {
      if (this.pico.display.received === seen) return false;
      seen = this.pico.display.received;
      return shows(screenText(this.pico.display.pages), text);
    };
    await this.turns.run(this.pico.nanos + budgetMs * MS, found);
    const screen = await this.screen();
    if (!shows(screen, text)) throw notShown(text, budgetMs, screen);
    return screen;
  }

  async insertCard(name: string): Promise<void> {
    const flash = this.#cards.get(name);
    if (flash === undefined)
      throw new TypeError(`Inserting a card: expected one of "${[...this.#cards.keys()].join(', ')}", got "${name}".`);
    this.pico.writeFlash(flashMap.card, flash);
    this.#inserted = name;
    this.pico.contact(true);
  }

  async removeCard(): Promise<void> {
    if (this.#inserted === undefined) throw new TypeError('Removing the card: there is none in the slot.');
    this.pico.contact(false);
    // The chip works on for the time a contact needs to be believed.
    await this.passTime(GAP_MS);
    this.#cards.set(this.#inserted, this.pico.flash.bytes.slice(flashMap.card, flashMap.card + flashMap.cardBytes));
    this.#inserted = undefined;
  }

  async power(on: boolean): Promise<void> {
    this.pico.power(on);
  }

  async passTime(deltaMs: number): Promise<void> {
    await this.turns.run(this.pico.nanos + deltaMs * MS);
  }

  /** A host at one of the ports, as a program of the system opens it. */
  async link(kind: EmuLink = 'bulk'): Promise<Transport> {
    this.turns.join();
    const link = await this.#open(kind);
    this.#links.push(link);
    return link;
  }

  async #open(kind: EmuLink): Promise<Transport> {
    if (kind === 'uart' || kind === 'uart-without-rts') return new UartLink(this.pico, this.turns, kind === 'uart');
    if (!this.usb.isConfigured) this.usb.enumerate();
    if (kind === 'cdc') return new UsbSerialLink(this.usb);
    const handle = new SimulatedWebUsb(this.usb);
    handle.configuration = { configurationValue: 1 };
    return UsbTransport.open(handle, 'usb');
  }

  async close(): Promise<void> {
    for (const link of this.#links) await link.close();
  }
}

/** A board on the built image. */
export async function createEmuRig(options: EmuOptions = {}): Promise<EmuRig> {
  const pico = new Pico({ image: await buildPico(), ...options });
  if (options.deviceFlash !== undefined) pico.writeFlash(flashMap.device, options.deviceFlash);
  const rig = new EmuRig(pico, options);
  if (options.on !== false) await rig.power(true);
  return rig;
}
