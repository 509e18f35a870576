// What people do at a sample device, as scripts: the first start that an office does once, and a clerk's seal.
import { sampleHolderPin, sampleTerminalDigits } from './sample-cards.ts';
import { parseScript, type Step } from './script.ts';

export const sampleDeviceCode = '271828';

/** Languages of the device, in the order of its first screen. */
export const deviceLanguages = ['en', 'sv', 'fr'] as const;
export type DeviceLanguage = (typeof deviceLanguages)[number];

const keys = (digits: string): string => [...digits].join(' ');
/** Long enough for what the device does by itself after a key. */
const SETTLE = 'pass 3000';
const SETTLE_SHORT = 'pass 300';

/** Language, device code twice, clock left unset, and the terminal key of the sample cards in seven groups. */
export function firstStart(language: DeviceLanguage): Step[] {
  const groups = sampleTerminalDigits.match(/.{5}/g)!;
  const presses = [
    `${'down '.repeat(deviceLanguages.indexOf(language))}ok`,
    `${keys(sampleDeviceCode)} ok`,
    `${keys(sampleDeviceCode)} ok`,
    'cancel',
    'ok',
    ...groups.map((group) => `${keys(group)} ok`),
    'ok',
    'ok',
  ];
  return parseScript([SETTLE, ...presses.flatMap((press) => [`press ${press}`, SETTLE])].join('\n'));
}

/** Procedure 1 of the seal document: card, PIN, the six digits of a document seal, and the issuer seal comes up. */
export function clerkSeals(documentSeal6: string): Step[] {
  return parseScript(`
    wait Put your card in
    card anna
    wait Tries left: 3
    press ${keys(sampleHolderPin)} ok
    wait What do you want?
    press ok
    wait Type the six digits
    press ${keys(documentSeal6)} ok
    wait Seal this?
    press ok
    wait Copy it into the
  `);
}

/** Notes the seal and takes the card. */
export const clerkLeaves: Step[] = parseScript(`
  press ok
  wait What do you want?
  card out
  wait Put your card in
`);

/** The officers of a sample office: their secrets open its key store together, the sample cards of their names log them in. */
export const sampleOfficers = [
  { officer: 'ruth', name: 'Ruth Berg', issuer: 'SE2233445566', secret: 'ruth keeps this one' },
  { officer: 'oscar', name: 'Oscar Lind', issuer: 'SE3344556677', secret: 'oscar keeps another' },
] as const;

/** From the wait for a card: menu, device code, hosts, begin pairing. */
export const openPairing: Step[] = parseScript(`
  wait Put your card in
  press menu
  ${SETTLE_SHORT}
  press 4
  ${SETTLE_SHORT}
  press ${keys(sampleDeviceCode)} ok
  wait Idle time-out
  press 3
  ${SETTLE_SHORT}
  press up
  ${SETTLE_SHORT}
  press ok
`);
