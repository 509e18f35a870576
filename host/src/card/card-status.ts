// The answer of GET DATA status as an object. Called by the CLI, personalisation and tests.
import { type CardState, cardFlags, cardMethods, cardStates, statusFields } from '@sigillator/protocol/tables/apdu';

export interface CardKeyStatus {
  reference: '81' | '82' | '91';
  method: string;
  generation: number;
  validFrom: number;
  validTo: number;
}

export interface CardStatus {
  state: CardState;
  triesLeft: number;
  triesMaximum: number;
  interrupted: boolean;
  allowReader: boolean;
  classic: boolean;
  softCard: boolean;
  blockReason: number;
  verified: boolean;
  pinMinimum: number;
  issuerTriesLeft: number;
  rsaKeys: number;
  channel: number;
  latestTime: number;
  sealCounter: number;
  responseCounter: number;
  signatureCounter: number;
  deliveryCounter: number;
  serial: string;
  keys: CardKeyStatus[];
  issuerId: string;
  holderName: string;
  contact: string;
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** Raw fields by name, in the order of the table. */
function fieldsOf(data: Uint8Array): Map<string, Uint8Array> {
  const fields = new Map<string, Uint8Array>();
  let at = 0;
  for (const field of statusFields) {
    const size = typeof field.size === 'number' ? field.size : data[at++]!;
    fields.set(field.name, data.slice(at, at + size));
    at += size;
  }
  if (at !== data.length) throw new RangeError(`Reading a card's status: expected ${at} bytes, got ${data.length}.`);
  return fields;
}

const number = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

export function parseCardStatus(data: Uint8Array): CardStatus {
  const fields = fieldsOf(data);
  const value = (name: string): number => number(fields.get(name)!);
  const flags = value('flags');
  const keys = fields.get('keys')!;
  return {
    state: (Object.keys(cardStates) as CardState[]).find((name) => cardStates[name] === value('state'))!,
    triesLeft: value('triesLeft'),
    triesMaximum: value('triesMaximum'),
    interrupted: value('interrupted') !== 0,
    allowReader: (flags & cardFlags.allowReader) !== 0,
    classic: (flags & cardFlags.classic) !== 0,
    softCard: (flags & cardFlags.softCard) !== 0,
    blockReason: value('blockReason'),
    verified: value('verified') !== 0,
    pinMinimum: value('pinMinimum'),
    issuerTriesLeft: value('issuerTriesLeft'),
    rsaKeys: value('rsaKeys'),
    channel: value('channel'),
    latestTime: value('latestTime'),
    sealCounter: value('sealCounter'),
    responseCounter: value('responseCounter'),
    signatureCounter: value('signatureCounter'),
    deliveryCounter: value('deliveryCounter'),
    serial: latin1(fields.get('serial')!).replace(/\0+$/, ''),
    keys: (['81', '82', '91'] as const).flatMap((reference, i) =>
      keyStatus(reference, keys.slice(12 * i, 12 * i + 12)),
    ),
    issuerId: latin1(fields.get('issuerId')!),
    holderName: latin1(fields.get('holderName')!),
    contact: latin1(fields.get('contact')!),
  };
}

function keyStatus(reference: CardKeyStatus['reference'], bytes: Uint8Array): CardKeyStatus[] {
  const method = Object.entries(cardMethods).find(([, id]) => id === bytes[0])?.[0];
  if (method === undefined) return [];
  const [generation, validFrom, validTo] = [bytes[1]!, number(bytes.slice(4, 8)), number(bytes.slice(8))];
  return [{ reference, method, generation, validFrom, validTo }];
}
