// Test cards whose PINs have eight digits, as a card on the device's own chip asks for; a card with a chip of its own takes them
// too. What their flash holds fits both. For the tests of the board, and for real boards: hardware/test-card.ts.
import type { CardData } from '@sigillator/host/card/personalise';
import { digitKeys, holderPin, issuerPin, strangeCard, validBefore } from '../device/desk.ts';
import { CardHarness, changePin, issuedCard, sampleCard, terminalChannel } from './card-harness.ts';

export const softPin = '48151623';
export const softIssuerPin = issuerPin.repeat(2);

/** A step of the device's scripts with PINs that a soft card takes: its holder's, and four digits typed twice. */
export const withSoftPin = (keys: string): string =>
  keys.replace(digitKeys(holderPin), digitKeys(softPin)).replace(/^(\d \d \d \d) ok$/, '$1 $1 ok');

/** As they are on the board. */
export const onOneChip = { separate: false, wide: false };

const newSoftCard = (changes: Partial<CardData> = {}): Promise<CardHarness> =>
  issuedCard({ pin: softIssuerPin, ...changes }, onOneChip);

export async function softCard(changes: Partial<CardData> = {}): Promise<CardHarness> {
  const harness = await newSoftCard(changes);
  const sw = changePin(terminalChannel(harness), softIssuerPin, softPin);
  if (sw !== 0x9000) throw new Error(`The first PIN change of the soft card answered ${sw.toString(16)}.`);
  return harness;
}

/** The cards that the device's scripts name, but for those of other makers. */
export const softCardMakers = {
  active: () => softCard(),
  new: () => newSoftCard(),
  /** Works for about ten seconds on a PIN, so that a person can pull it meanwhile. */
  slow: () => softCard({ stretchCount: 100_000 }),
  classic: () => softCard({ classic: true }),
  expired: () => softCard({ keys: validBefore(sampleCard.keys, 86_400) }),
  stranger: () => strangeCard(),
  blank: async () => new CardHarness(onOneChip).powerOn(),
} satisfies Record<string, () => Promise<CardHarness>>;
