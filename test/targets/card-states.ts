// A card in each state of its life and each channel, and for every command of the table one well-formed example. For the
// tests that go through all commands in all states.

import type { CardAnswer } from '@sigillator/host/card/command-apdu';
import { delivery, personalisationCommands } from '@sigillator/host/card/personalise';
import type { CardState, Channel, Command } from '@sigillator/protocol/tables/apdu';
import {
  activeCard,
  CardHarness,
  changePin,
  issuedCard,
  issuerChannel,
  issuerKey,
  requestHash,
  sampleCard,
  sealData,
  serial,
  terminalChannel,
  terminalKey,
  verify,
} from './card-harness.ts';

/** PINs of eight digits that stand nowhere else, so that a scan of memory finds them. */
export const firstPin = '60221407';
export const ownPin = '66260701';
export const otherPin = '13806490';

export const states: CardState[] = ['blank', 'issued', 'mustChangePin', 'active', 'blocked'];
export type Way = Exclude<Channel, 'reader'>;
export const ways: Way[] = ['plain', 'terminal', 'issuer'];

export async function cardIn(state: CardState): Promise<CardHarness> {
  if (state === 'blank') {
    const blank = new CardHarness().powerOn();
    blank.status(); // lets its flash become ready
    return blank;
  }
  if (state === 'issued') return halfPersonalised();
  if (state === 'mustChangePin') return issuedCard({ pin: firstPin });
  const card = await activeCard({ pin: firstPin });
  // activeCard sets a PIN of its own; the holder of this one has another.
  changePin(terminalChannel(card), '481516', ownPin);
  if (state === 'blocked') for (let i = 0; i < 3; i++) verify(terminalChannel(card), '9999');
  return card.powerOn();
}

/** Everything loaded, not yet activated. */
function halfPersonalised(): CardHarness {
  const card = new CardHarness().powerOn();
  card.plain('put-issuer-key', { data: Uint8Array.from([...serial, ...issuerKey]) });
  const channel = issuerChannel(card);
  for (const [name, data] of personalisationCommands({ ...sampleCard, pin: firstPin }, terminalKey).slice(0, -1))
    channel.send(name, { data });
  return card.powerOn();
}

/** Sends through a way; undefined where the card has no such channel. */
export function wayInto(card: CardHarness, state: CardState, way: Way): ((apdu: Uint8Array) => CardAnswer) | undefined {
  if (way === 'plain') return (apdu) => card.send(apdu);
  if (state === 'blank') return undefined;
  const channel = way === 'terminal' ? terminalChannel(card) : issuerChannel(card);
  return (apdu) => channel.raw(apdu);
}

const filled = (...pins: string[]): number[] =>
  pins.flatMap((pin) => [...Buffer.from(pin.padEnd(8, '\xff'), 'latin1')]);

/** Data that the command takes in the state where it is allowed. */
export function exampleData(command: Command): Uint8Array {
  const example: Record<string, Uint8Array | number[]> = {
    select: Buffer.from('f0534947494c4c41544f52', 'hex'),
    'select-file': [0x2f, 0x02],
    'mutual-authenticate': new Uint8Array(52).fill(3),
    envelope: new Uint8Array(40).fill(5),
    verify: Buffer.from(ownPin),
    'change-reference-data': filled(ownPin, otherPin),
    seal: sealData(requestHash(6), '469935'),
    response: Buffer.from('123456'),
    'manage-security-environment': [0x84, 1, 0xa1],
    'compute-signature': new Uint8Array(32).fill(7),
    decipher: [0, ...new Uint8Array(256).fill(8)],
    'put-issuer-key': [...serial, ...issuerKey],
    'put-pin': [0, 3, 0, 0, 0, 3, ...filled(otherPin)],
    'put-terminal-key': terminalKey,
    'put-file': [0x50, 0x31, 0, 1, 2, 3],
    'put-delivery': delivery(issuerKey, serial, 1, { contact: 'Ring 1' }),
    'put-contact': [2, 0x4f, 0x4b],
  };
  const fromTool = personalisationCommands(sampleCard, terminalKey).find(([name]) => name === command.name)?.[1];
  return Uint8Array.from(example[command.name] ?? fromTool ?? []);
}
