// The letters that a security office prints: PIN letter and key envelope, as plain text. Called by `card letter`.
import type { CardData } from './personalise.ts';

export interface Letter {
  /** Ending of the file name. */
  name: 'pin-letter' | 'login-key' | 'seal-key';
  text: string;
}

/** Groups of five, easier to read and to type; the last group is what is left. */
const grouped = (digits: string): string => digits.match(/.{1,5}/g)!.join(' ');
const day = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);
const head = (card: CardData): string[] => [
  `Holder      ${card.holderName}`,
  `Issuer id   ${card.issuerId}`,
  `Card        ${card.serial}`,
];

function pinLetter(card: CardData): string[] {
  return [
    'PIN LETTER',
    '',
    ...head(card),
    '',
    `PIN         ${card.pin}`,
    '',
    'Keep this letter apart from the card. The device asks for a PIN of your own before anything else works; then',
    `destroy this letter. After ${card.tries} wrong PINs in a row the card is blocked for ever.`,
    ...(card.contact === '' ? [] : [`Questions, loss, a blocked card: ${card.contact}`]),
  ];
}

function keySheet(card: CardData, reference: 'response' | 'sealCurrent', purpose: string): string[] {
  const key = card.keys.find((candidate) => candidate.reference === reference)!;
  return [
    `KEY ENVELOPE: ${purpose}`,
    '',
    ...head(card),
    '',
    `Method      ${key.method}`,
    `Generation  ${key.generation}`,
    `Valid       ${day(key.validFrom)} to ${day(key.validTo)}`,
    '',
    `Key         ${grouped(key.digits)}`,
    '',
    'To be opened by the security officer together with a witness, entered, and locked away or destroyed.',
  ];
}

/** The login key always has a sheet; the seal key only for a clerk who is to use procedure 2. */
export function cardLetters(card: CardData, procedure2: boolean): Letter[] {
  const text = (lines: string[]): string => `${lines.join('\n')}\n`;
  return [
    { name: 'pin-letter', text: text(pinLetter(card)) },
    { name: 'login-key', text: text(keySheet(card, 'response', 'key of the one-time responses (login)')) },
    ...(procedure2
      ? [{ name: 'seal-key' as const, text: text(keySheet(card, 'sealCurrent', 'seal key (procedure 2)')) }]
      : []),
  ];
}
