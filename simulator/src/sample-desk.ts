// A desk with a device on the built firmware and the sample cards, for `npm start`, the static page and browser tests.
import { Desk } from './desk.ts';
import type { Driver } from './driver.ts';
import { Flash } from './flash.ts';
import { DEVICE_FLASH_SECTORS } from './flash-sizes.ts';
import { Machine } from './machine.ts';
import type { Program } from './program.ts';
import { sampleCards } from './sample-cards.ts';
import { screenText } from './screen-text.ts';

/** Live rounds are cheap in virtual time, so that nobody waits for what a slow chip would need. */
const LIVE_STEP_US = 200;

export interface SampleDeskOptions {
  seed: number;
  device: Program;
  /** Without a card program only foreign cards lie there. */
  card: Program | undefined;
  timeOfDay: number;
  /** Gives the machine a driver. */
  drive(machine: Machine, read: (machine: Machine) => string): Driver;
}

/** The device is off; switch it on by the desk. */
export async function sampleDesk({ seed, device, card, timeOfDay, drive }: SampleDeskOptions): Promise<Desk> {
  const samples = await sampleCards(card, seed);
  const flash = new Flash(DEVICE_FLASH_SECTORS, seed);
  const cards = samples.map(({ name, chip }) => [name, chip] as const);
  const machine = new Machine({ seed, device, flash, cards, timeOfDay, stepUs: LIVE_STEP_US });
  const driver = drive(machine, () => screenText(machine.display.pages()));
  return new Desk(
    driver,
    samples.map(({ name, holder }) => ({ name, holder })),
  );
}
