// Personalisation of a blank card, and deliveries to a card in the field, as lists of command APDUs. Called by the CLI,
// the simulator's sample cards (through the CLI's file) and tests. Secrets come in as arguments and stay in memory only.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { cardFlags, cardMethods, deliveryItems, keyReferences, limits } from '@sigillator/protocol/tables/apdu';
import { CardChannel, type Proof, proofCommand } from './card-channel.ts';
import { deliveryKeyOf, issuerKeyOf, requireKeyDigits, serialBytes, terminalKeyOf } from './card-keys.ts';
import type { CardTransport } from './card-transport.ts';
import { commandApdu, parseAnswer, requireOk } from './command-apdu.ts';
import { fileParts, pkcs15Files } from './pkcs15.ts';

export interface CardKey {
  reference: 'sealCurrent' | 'sealNext' | 'response';
  method: keyof typeof cardMethods;
  generation: number;
  /** Seconds since 1970. */
  validFrom: number;
  validTo: number;
  /** 35 decimal digits. */
  digits: string;
}

export interface CardData {
  serial: string;
  issuerId: string;
  holderName: string;
  contact: string;
  pin: string;
  tries: number;
  stretchCount: number;
  allowReader: boolean;
  classic: boolean;
  keys: CardKey[];
}

const latin1 = (text: string): Uint8Array => {
  if (/[^\u0020-\u007e\u00a0-\u00ff]/.test(text))
    throw new TypeError(`Text for the card: expected characters of ISO 8859-1, got "${text}".`);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
};
const numberBytes = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function textField(what: string, text: string, most: number): number[] {
  if (text.length > most) throw new TypeError(`${what}: expected at most ${most} characters, got ${text.length}.`);
  return [text.length, ...latin1(text)];
}

/** A PIN as the card takes it: ASCII digits, FF up to eight. */
export function pinBytes(pin: string): Uint8Array {
  if (!/^[0-9]{4,8}$/.test(pin)) throw new TypeError('PIN: expected 4 to 8 digits.');
  const bytes = new Uint8Array(limits.pinMaximum).fill(0xff);
  bytes.set(latin1(pin));
  return bytes;
}

export function keyBytes(key: CardKey): Uint8Array {
  requireKeyDigits(`Key ${key.reference}`, key.digits);
  return Uint8Array.from([
    keyReferences[key.reference],
    cardMethods[key.method],
    key.generation,
    ...numberBytes(key.validFrom),
    ...numberBytes(key.validTo),
    ...latin1(key.digits),
  ]);
}

const holderBytes = (card: CardData): Uint8Array =>
  Uint8Array.from([
    ...textField('Issuer id', card.issuerId, limits.issuerId),
    ...textField('Holder name', card.holderName, limits.holderName),
    ...textField('Contact', card.contact, limits.contact),
  ]);

const pinData = (card: CardData): Uint8Array =>
  Uint8Array.from([
    (card.allowReader ? cardFlags.allowReader : 0) | (card.classic ? cardFlags.classic : 0),
    card.tries,
    ...numberBytes(card.stretchCount),
    ...pinBytes(card.pin),
  ]);

/** What goes through the issuer channel, in order: name of the command and its data. */
export function personalisationCommands(card: CardData, terminalKey: Uint8Array): [string, Uint8Array][] {
  return [
    ['put-holder', holderBytes(card)],
    ['put-pin', pinData(card)],
    ['put-terminal-key', terminalKey],
    ...card.keys.map((key): [string, Uint8Array] => ['put-key', keyBytes(key)]),
    ...(card.allowReader ? pkcs15Files(card.serial, card.holderName) : [])
      .flatMap(([fileId, content]) => fileParts(fileId, content))
      .map((part): [string, Uint8Array] => ['put-file', part]),
    ['activate', new Uint8Array(0)],
  ];
}

/** Opens the terminal or issuer channel. */
export async function openChannel(
  transport: CardTransport,
  proof: Omit<Proof, 'cardRandom' | 'terminalRandom'>,
): Promise<CardChannel> {
  const asked = parseAnswer(await transport.exchange(commandApdu('get-challenge')));
  const cardRandom = requireOk('get-challenge', asked);
  const whole: Proof = { ...proof, cardRandom, terminalRandom: randomBytes(limits.challenge) };
  const answer = parseAnswer(await transport.exchange(proofCommand(whole)));
  return new CardChannel(whole, requireOk('mutual-authenticate', answer));
}

/** Makes a blank card into the holder's card. The master and the organisation's key never reach it, only derived keys. */
export async function personaliseCard(
  transport: CardTransport,
  card: CardData,
  master: Uint8Array,
  organisation: Uint8Array,
): Promise<void> {
  const serial = serialBytes(card.serial);
  const key = issuerKeyOf(master, serial);
  const commands = personalisationCommands(card, terminalKeyOf(organisation, serial));
  const installed = commandApdu('put-issuer-key', { data: Uint8Array.from([...serial, ...key]) });
  requireOk('put-issuer-key', parseAnswer(await transport.exchange(installed)));
  const channel = await openChannel(transport, { role: 'issuer', key, serial, time: 0 });
  for (const [name, data] of commands)
    requireOk(name, channel.unwrap(await transport.exchange(channel.wrap(putApdu(name, data)))));
}

/** PUT DATA and ACTIVATE by name. */
export const putApdu = (name: string, data: Uint8Array): Uint8Array =>
  commandApdu(name, data.length > 0 ? { data } : {});

export interface DeliveryContent {
  keys?: CardKey[];
  terminalKey?: Uint8Array;
  contact?: string;
}

/** A delivery for one card: data of PUT DATA delivery, to be stored as a file and carried by anybody. */
export function delivery(
  issuerKey: Uint8Array,
  serial: Uint8Array,
  counter: number,
  content: DeliveryContent,
): Uint8Array {
  const item = (tag: number, value: Uint8Array | number[]): number[] => [tag, value.length, ...value];
  const items = Uint8Array.from([
    ...(content.keys ?? []).flatMap((key) => item(deliveryItems.key, keyBytes(key))),
    ...(content.terminalKey === undefined ? [] : item(deliveryItems.terminalKey, content.terminalKey)),
    ...(content.contact === undefined
      ? []
      : item(deliveryItems.contact, textField('Contact', content.contact, limits.contact))),
  ]);
  const nonce = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, ...numberBytes(counter)]);
  const sealed = chacha20poly1305(deliveryKeyOf(issuerKey, serial), nonce, serial).encrypt(items);
  return Uint8Array.from([...numberBytes(counter), ...sealed]);
}
