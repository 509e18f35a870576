// The letters that a security office prints: PIN letter and key envelope, as plain text. Called by `card letter`.
import type { CardData, CardKey } from './personalise.ts';

/** What letters are about; a delivery has no PIN. */
export type LetterData = Pick<CardData, 'serial' | 'issuerId' | 'holderName' | 'keys'> &
  Partial<Pick<CardData, 'pin' | 'tries' | 'contact'>>;

export interface Letter {
  /** Ending of the file name. */
  name: 'pin-letter' | 'login-key' | 'seal-key';
  text: string;
}

/** Groups of five, easier to read and to type; the last group is what is left. */
const grouped = (digits: string): string => digits.match(/.{1,5}/g)!.join(' ');
const day = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);
const head = (card: LetterData): string[] => [
  `Holder      ${card.holderName}`,
  `Issuer id   ${card.issuerId}`,
  `Card        ${card.serial}`,
];

function pinLetter(card: LetterData): string[] {
  return [
    'PIN LETTER',
    '',
    ...head(card),
    '',
    `PIN         ${card.pin}`,
    '',
    'Keep this letter apart from the card. The device asks for a PIN of your own before anything else works; then',
    `destroy this letter. After ${card.tries} wrong PINs in a row the card is blocked for ever.`,
    ...(card.contact ? [`Questions, loss, a blocked card: ${card.contact}`] : []),
  ];
}

function keySheet(card: LetterData, key: CardKey, purpose: string, check: CheckValue): string[] {
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
    `Check value ${check(key.digits).replace(/^.../, '$& ')}`,
    '',
    'To be opened by the security officer together with a witness, entered, and locked away or destroyed.',
  ];
}

/** Six digits by which a mistype is found (keys/introduction.ts shows the same). */
export type CheckValue = (digits: string) => string;

/** A login key always has a sheet; a seal key only for a clerk who is to use procedure 2. */
export function cardLetters(card: LetterData, procedure2: boolean, check: CheckValue): Letter[] {
  const text = (lines: string[]): string => `${lines.join('\n')}\n`;
  const letters: Letter[] = card.pin === undefined ? [] : [{ name: 'pin-letter', text: text(pinLetter(card)) }];
  for (const key of card.keys)
    if (key.reference === 'response')
      letters.push({
        name: 'login-key',
        text: text(keySheet(card, key, 'key of the one-time responses (login)', check)),
      });
  for (const key of card.keys)
    if (key.reference !== 'response' && procedure2)
      letters.push({ name: 'seal-key', text: text(keySheet(card, key, 'seal key (procedure 2)', check)) });
  return letters;
}
