// The cards that lie beside a sample device: made-up holders, keys from the seed, personalised at run time.

import { organisationKey, serialBytes, terminalKeyOf } from '@sigillator/host/card/card-keys';
import { requireOk } from '@sigillator/host/card/command-apdu';
import { openChannel, personaliseCard, pinBytes, putApdu } from '@sigillator/host/card/personalise';
import { CardChip } from './card.ts';
import { CardTerminal } from './card-terminal.ts';
import { Flash } from './flash.ts';
import { CARD_FLASH_SECTORS } from './flash-sizes.ts';
import { ForeignCard } from './foreign-card.ts';
import type { Program } from './program.ts';
import { Random } from './random.ts';
import type { SlotCard } from './slot-card.ts';

export interface SampleCard {
  /** What scripts call it. */
  name: string;
  holder: string;
  /** What its holder would know; a foreign card has none. */
  pin?: string;
  chip: SlotCard;
}

/** The terminal key to be typed at a sample device, and the PINs. Anybody may know them: the cards are made up. */
export const sampleTerminalDigits = '31415926535897932384626433832795028';
export const sampleIssuerPin = '1234';
export const sampleHolderPin = '481516';
/** Keys are valid from 2020 to 2040. */
const validFrom = 1_577_836_800;
const validTo = 2_208_988_800;

interface Holder {
  name: string;
  holder: string;
  issuerId: string;
  /** The holder has changed the PIN already. */
  active: boolean;
  /** Has a seal key, beside the one to log in with. */
  seals: boolean;
}

const holders: Holder[] = [
  { name: 'anna', holder: 'Anna Lind', issuerId: 'SE5566778899', active: true, seals: true },
  { name: 'new', holder: 'Åke Öst', issuerId: 'SE1122334455', active: false, seals: true },
  { name: 'ruth', holder: 'Ruth Berg', issuerId: 'SE2233445566', active: true, seals: false },
  { name: 'oscar', holder: 'Oscar Lind', issuerId: 'SE3344556677', active: true, seals: false },
];

export async function sampleCards(program: Program | undefined, seed: number): Promise<SampleCard[]> {
  const own =
    program === undefined ? [] : await Promise.all(holders.map((holder, i) => make(program, seed, i, holder)));
  return [
    ...own,
    ...(program === undefined ? [] : [blank(program, seed + holders.length)]),
    { name: 'bank', holder: 'A bank card', chip: new ForeignCard('bank') },
    { name: 'silent', holder: 'A card the wrong way round', chip: new ForeignCard('silent') },
  ];
}

/** As it comes from the maker, for `sigillator card personalise`. */
function blank(program: Program, seed: number): SampleCard {
  const flash = new Flash(CARD_FLASH_SECTORS, seed);
  return { name: 'blank', holder: 'Nobody yet', chip: new CardChip({ program, flash, entropySeed: seed }) };
}

/** The 35-digit keys of a sample card, as its verifier knows them. */
export function sampleKeys(name: string, seed: number): { seal: string; response: string } {
  const random = new Random(seed, `keys of ${name}`);
  const digits = (): string => Array.from({ length: 35 }, () => random.next() % 10).join('');
  return { seal: digits(), response: digits() };
}

async function make(program: Program, seed: number, index: number, sample: Holder): Promise<SampleCard> {
  const flash = new Flash(CARD_FLASH_SECTORS, seed + index);
  const chip = new CardChip({ program, flash, entropySeed: seed + index });
  const terminal = new CardTerminal(chip);
  terminal.powerOn();
  const serial = `SIM-${sample.name}`;
  const keys = sampleKeys(sample.name, seed);
  const organisation = organisationKey(sampleTerminalDigits);
  const row = { generation: 1, validFrom, validTo } as const;
  const card = {
    serial,
    issuerId: sample.issuerId,
    holderName: sample.holder,
    contact: 'Security office, telephone 08-123 45',
    pin: sampleIssuerPin,
    tries: 3,
    stretchCount: 100,
    allowReader: false,
    classic: false,
    keys: [
      ...(sample.seals ? [{ ...row, reference: 'sealCurrent', method: 'open-1', digits: keys.seal } as const] : []),
      { ...row, reference: 'response', method: 'ocra', digits: keys.response } as const,
    ],
  };
  await personaliseCard(terminal, card, new Uint8Array(32).fill((seed + index) & 255), organisation);
  if (sample.active) await changePin(terminal, terminalKeyOf(organisation, serialBytes(serial)), serialBytes(serial));
  terminal.powerOff();
  return { name: sample.name, holder: sample.holder, pin: sample.active ? sampleHolderPin : sampleIssuerPin, chip };
}

async function changePin(terminal: CardTerminal, key: Uint8Array, serial: Uint8Array): Promise<void> {
  const channel = await openChannel(terminal, { role: 'terminal', key, serial, time: 0 });
  const pins = Uint8Array.from([...pinBytes(sampleIssuerPin), ...pinBytes(sampleHolderPin)]);
  const command = channel.wrap(putApdu('change-reference-data', pins));
  requireOk('change-reference-data', channel.unwrap(await terminal.exchange(command)));
}
