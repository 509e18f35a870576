// A desk for the device's flows: the simulated device past its first start, and personalised cards that lie beside it.
import { type CardData, personaliseCard } from '@sigillator/host/card/personalise';
import { Flash } from '@sigillator/simulator/flash';
import { DEVICE_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { ForeignCard } from '@sigillator/simulator/foreign-card';
import type { SlotCard } from '@sigillator/simulator/slot-card';
import type { Language } from '../../protocol/tables/texts.ts';
import type { Rig } from '../rig.ts';
import {
  activeCard,
  CardHarness,
  issuedCard,
  master,
  now,
  organisation,
  organisationDigits,
  sampleCard,
} from '../targets/card-harness.ts';
import { createSimRig, type SimOptions, type SimRig } from '../targets/sim.ts';

export { holderPin, issuerPin, now, responseDigits, sealDigits } from '../targets/card-harness.ts';
export const deviceCode = '2 7 1 8 2 8';
/** Key presses for digits. */
export const digitKeys = (digits: string): string => [...digits].join(' ');

/** Rows of firmware/device/screens/language.ts. */
const languageKeys: Record<Language, string> = { en: 'ok', sv: 'down ok', fr: 'down down ok' };
/** Longer, in the device's own time, than anything it or the card does in these tests. */
export const patience = 6_000;

/** A card of another organisation: its terminal key is derived from other digits. */
export async function strangeCard(): Promise<CardHarness> {
  const harness = new CardHarness().powerOn();
  const transport = { exchange: async (command: Uint8Array) => harness.exchange(command) };
  await personaliseCard(
    transport,
    sampleCard,
    master,
    organisation.map((byte) => byte ^ 0xff),
  );
  return harness;
}

export const validBefore = (keys: CardData['keys'], seconds: number): CardData['keys'] =>
  keys.slice(0, 1).map((key) => ({ ...key, validTo: now - seconds }));

export const cardMakers: Record<string, () => Promise<CardHarness>> = {
  active: () => activeCard(),
  new: () => issuedCard(),
  /** Works long enough on a PIN to be watched. */
  slow: () => activeCard({ stretchCount: 100_000 }),
  classic: () => activeCard({ classic: true }),
  expired: () => activeCard({ keys: validBefore(sampleCard.keys, 86_400) }),
  stranger: strangeCard,
  blank: async () => new CardHarness().powerOn(),
};

/** Cards by name, each with a chip of its own. */
export async function cards(): Promise<[string, SlotCard][]> {
  const ours = Object.entries(cardMakers).map(async ([name, make]): Promise<[string, SlotCard]> => {
    const harness = await make();
    harness.powerOff();
    return [name, harness.card];
  });
  return [...(await Promise.all(ours)), ['bank', new ForeignCard('bank')], ['silent', new ForeignCard('silent')]];
}

/** A device that was never started. */
export async function newDevice(options: SimOptions = {}): Promise<SimRig> {
  const flash = new Flash(DEVICE_FLASH_SECTORS, 1);
  const rig = await createSimRig({ timeOfDay: now, cards: await cards(), flash, ...options });
  await rig.passTime(patience);
  return rig;
}

/** Every key of the first start, in order. The clock runs already and is left alone. */
export function firstStartKeys(language: Language): string[] {
  const groups = organisationDigits.match(/.{5}/g) as string[];
  return [
    languageKeys[language],
    `${deviceCode} ok`,
    `${deviceCode} ok`,
    'cancel',
    'ok',
    ...groups.map((group) => `${digitKeys(group)} ok`),
    'ok',
    'ok',
  ];
}

/** A device past its first start, with the terminal key of the sample cards. */
export async function desk(language: Language = 'en', options: SimOptions = {}): Promise<SimRig> {
  const rig = await newDevice(options);
  for (const press of firstStartKeys(language)) await act(rig, press);
  return rig;
}

/**
 * Does one step of a script: keys, `+card` puts a card in, `-` takes it out, `wait N` lets N ms pass, `power` switches off
 * and on. Then the device gets time; not after `pause N`, and after keys that end in `!` only as long as a finger takes.
 */
export async function act(rig: Rig, step: string): Promise<void> {
  if (step.startsWith('+')) await rig.insertCard(step.slice(1));
  else if (step === '-') await rig.removeCard();
  else if (step.startsWith('pause ')) return rig.passTime(Number(step.slice(6)));
  else if (step.startsWith('wait ')) await rig.passTime(Number(step.slice(5)));
  else if (step === 'power') {
    await rig.power(false);
    await rig.power(true);
  } else if (step.endsWith('!')) return rig.press(step.slice(0, -1));
  else await rig.press(step);
  await rig.passTime(patience);
}
