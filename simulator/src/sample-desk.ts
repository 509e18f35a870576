// A desk with a device on the built firmware and the sample cards, for `npm start`, the static page and browser tests.
import { Desk } from './desk.ts';
import type { Driver } from './driver.ts';
import { DriverPlayer } from './driver-player.ts';
import { Flash } from './flash.ts';
import { DEVICE_FLASH_SECTORS } from './flash-sizes.ts';
import { Machine } from './machine.ts';
import type { Program } from './program.ts';
import { sampleCards } from './sample-cards.ts';
import { type DeviceLanguage, firstStart } from './sample-scripts.ts';
import { screenText } from './screen-text.ts';
import { playScript } from './script.ts';
import { VirtualTime } from './virtual-time.ts';

/** Live rounds are cheap in virtual time, so that nobody waits for what a slow chip would need. */
const LIVE_STEP_US = 200;

export interface SampleDeskOptions {
  seed: number;
  device: Program;
  firstStage?: Program;
  card: Program;
  timeOfDay: number;
  /** The office has done the first start in this language; without it the device is new. */
  language?: DeviceLanguage;
  /** Gives the machine a driver; virtual time by default. */
  drive?(machine: Machine, read: (machine: Machine) => string): Driver;
}

/** The device is on. */
export async function sampleDesk(options: SampleDeskOptions): Promise<Desk> {
  const { seed, device, firstStage, card, timeOfDay, language } = options;
  const samples = await sampleCards(card, seed);
  const flash = new Flash(DEVICE_FLASH_SECTORS, seed);
  const cards = samples.map(({ name, chip }) => [name, chip] as const);
  const machine = new Machine({
    ...{ seed, device, flash, cards, timeOfDay, stepUs: LIVE_STEP_US },
    ...(firstStage && { firstStage }),
  });
  const read = (): string => screenText(machine.display.pages());
  machine.input({ kind: 'power', on: true });
  const virtual = new VirtualTime(machine, read);
  if (language !== undefined) await playScript(new DriverPlayer(virtual), firstStart(language));
  machine.rtc.write(timeOfDay);
  const labels = samples.map(({ chip: _chip, ...label }) => label);
  return new Desk(options.drive?.(machine, read) ?? virtual, labels);
}
