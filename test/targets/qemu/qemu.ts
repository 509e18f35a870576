// Target `qemu`: the firmware on a Cortex-M33, the board mps2-an505 in QEMU. Its parts hang on wires to this process; its serial
// port is a pseudo-terminal, which a host opens as any other. Time is what the test gives. Called by device/target-desk.ts and tests.

import type { Transport } from '@sigillator/host/transport';
import { openSerial } from '@sigillator/host/transport/serial';
import { flashMap } from '@sigillator/protocol/tables/flash';
import { notShown, shows, WAIT_MS } from '@sigillator/simulator/driver';
import { parseKeys } from '@sigillator/simulator/keys';
import { screenText } from '@sigillator/simulator/screen-text';
import type { Rig } from '../../rig.ts';
import { QemuMachine } from './machine.ts';

/** Places in the flash chip, which begins with the card's (hw/mps2-an505/flash.c). */
const CARD = 0;
const CARD_BYTES = flashMap.cardBytes;
const DEVICE = flashMap.device - flashMap.card;
const HOLD_MS = 70;
const GAP_MS = 50;
/** A contact is believed after this. */
const STEADY_MS = 30;
const SLICE_MS = 50;
const numbers: Record<string, number> = { ok: 10, cancel: 11, back: 12, up: 13, down: 14, menu: 15 };

export interface QemuOptions {
  seed?: number;
  timeOfDay?: number;
  cards?: Iterable<readonly [string, Uint8Array]>;
  deviceFlash?: Uint8Array;
  on?: boolean;
}

export class QemuRig implements Rig {
  readonly target = 'qemu';
  readonly machine: QemuMachine;
  readonly #cards: Map<string, Uint8Array>;
  readonly #options: QemuOptions;
  #inserted: string | undefined;
  #on = false;
  #links: Transport[] = [];
  #beat: NodeJS.Timeout | undefined;

  constructor(machine: QemuMachine, options: QemuOptions) {
    this.machine = machine;
    this.#options = options;
    this.#cards = new Map([...(options.cards ?? [])].map(([name, flash]) => [name, flash.slice()]));
  }

  async press(keys: string): Promise<void> {
    for (const key of parseKeys(keys)) {
      const number = numbers[key] ?? Number(key);
      this.machine.wires.send('k', number, 1);
      await this.passTime(HOLD_MS);
      this.machine.wires.send('k', number, 0);
      await this.passTime(GAP_MS);
    }
  }

  async screen(): Promise<string> {
    return screenText(this.machine.wires.pages);
  }

  async waitFor(text: string, budgetMs = WAIT_MS): Promise<string> {
    for (let left = budgetMs; ; left -= SLICE_MS) {
      const screen = await this.screen();
      if (shows(screen, text)) return screen;
      if (left <= 0) throw notShown(text, budgetMs, screen);
      await this.passTime(SLICE_MS);
    }
  }

  async insertCard(name: string): Promise<void> {
    const flash = this.#cards.get(name);
    if (flash === undefined)
      throw new TypeError(`Inserting a card: expected one of "${[...this.#cards.keys()].join(', ')}", got "${name}".`);
    this.machine.writeFlash(CARD, flash);
    this.#inserted = name;
    this.machine.wires.send('c', 1);
  }

  async removeCard(): Promise<void> {
    if (this.#inserted === undefined) throw new TypeError('Removing the card: there is none in the slot.');
    this.machine.wires.send('c', 0);
    await this.passTime(STEADY_MS);
    this.#cards.set(this.#inserted, this.machine.readFlash(CARD, CARD_BYTES));
    this.#inserted = undefined;
  }

  async power(on: boolean): Promise<void> {
    if (on === this.#on) return;
    this.#on = on;
    const { wires } = this.machine;
    if (on) {
      const { timeOfDay = 0, seed = 1 } = this.#options;
      wires.send('s', timeOfDay, seed);
      if (this.#inserted !== undefined) wires.send('c', 1);
    } else {
      const { starts } = wires;
      wires.send('p');
      await wires.started(starts + 1);
      wires.pages.fill(0);
    }
  }

  async passTime(deltaMs: number): Promise<void> {
    if (this.#on) await this.machine.wires.pass(Math.ceil(deltaMs));
  }

  /** The pseudo-terminal, opened as a serial port. While it is open the board's time goes on by itself, a beat at a time. */
  async link(): Promise<Transport> {
    const link = await openSerial(this.machine.port);
    this.#links.push(link);
    this.#beat ??= setInterval(() => void this.passTime(SLICE_MS).catch(() => {}), SLICE_MS);
    return link;
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    for (const link of this.#links) await link.close();
    await this.machine.close();
  }
}

export async function createQemuRig(options: QemuOptions = {}): Promise<QemuRig> {
  const machine = await QemuMachine.start();
  try {
    await machine.wires.started(1);
    if (options.deviceFlash !== undefined) machine.writeFlash(DEVICE, options.deviceFlash);
    const rig = new QemuRig(machine, options);
    if (options.on !== false) await rig.power(true);
    return rig;
  } catch (error) {
    await machine.close();
    throw error;
  }
}
