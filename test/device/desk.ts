// A desk for the device's flows: the simulated device past its first start, and personalised cards that lie beside it.
import { fileURLToPath } from 'node:url';
import { Flash } from '@sigillator/simulator/flash';
import { DEVICE_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { ForeignCard } from '@sigillator/simulator/foreign-card';
import type { SlotCard } from '@sigillator/simulator/slot-card';
import type { Language } from '../../protocol/tables/texts.ts';
import { activeCard, issuedCard, now, organisationDigits } from '../targets/card-harness.ts';
import { createSimRig, type SimOptions, type SimRig } from '../targets/sim.ts';

export { holderPin, issuerPin, now } from '../targets/card-harness.ts';
export const deviceCode = '2 7 1 8 2 8';
export const keys = (digits: string): string => [...digits].join(' ');

/** Rows of firmware/device/screens/language.ts. */
const languageKeys: Record<Language, string> = { en: 'ok', sv: 'down ok', fr: 'down down ok' };
/** Long enough for every step of the device's own, in its own time. */
export const patience = 3_000;

/** Cards by name, each with a chip of its own. */
export async function cards(more: Record<string, SlotCard> = {}): Promise<[string, SlotCard][]> {
  return [
    ['active', (await activeCard()).card],
    ['new', (await issuedCard()).card],
    ['bank', new ForeignCard('bank')],
    ['silent', new ForeignCard('silent')],
    ...Object.entries(more),
  ];
}

/** A device that was never started. */
export async function newDevice(options: SimOptions = {}): Promise<SimRig> {
  const flash = new Flash(DEVICE_FLASH_SECTORS, 1);
  return createSimRig({ timeOfDay: now, cards: await cards(), flash, ...options });
}

/** Every key of the first start, in order. */
export function firstStartKeys(language: Language): string[] {
  const groups = organisationDigits.match(/.{5}/g) as string[];
  return [
    languageKeys[language],
    `${deviceCode} ok`,
    `${deviceCode} ok`,
    'cancel',
    'ok',
    ...groups.map((group) => `${keys(group)} ok`),
    'ok',
    'ok',
  ];
}

/** A device past its first start, with the terminal key of the sample cards. */
export async function desk(language: Language = 'en', options: SimOptions = {}): Promise<SimRig> {
  const rig = await newDevice(options);
  await rig.passTime(patience);
  for (const press of firstStartKeys(language)) {
    await rig.press(press);
    await rig.passTime(patience);
  }
  return rig;
}

/** Where golden screens lie. */
export const goldenFolder = fileURLToPath(new URL('golden', import.meta.url));
