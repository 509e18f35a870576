// The order for one card (a JSON file), and the secrets drawn for it.
// Called by the CLI's `card personalise` and `card letter`.
import { randomBytes } from '@noble/hashes/utils.js';
import { SealError } from '../errors.ts';
import type { CardData, CardKey } from './personalise.ts';

export interface CardOrder {
  serial: string;
  issuerId: string;
  holderName: string;
  contact: string;
  /** Dates as in 2026-12-31; the last day counts. */
  validFrom: string;
  validTo: string;
  generation: number;
  /** Digits of the first PIN; 8 for a soft card. */
  pinDigits: number;
  tries: number;
  stretchCount: number;
  sealMethod: CardKey['method'];
  responseMethod: CardKey['method'];
  allowReader: boolean;
  /** One key and one method for seals and responses, as in the original; the device warns. */
  classic: boolean;
  /** The clerk is to use procedure 2 (seal key known to the company's system): the envelope gets a second sheet. */
  procedure2: boolean;
}

const defaults = {
  contact: '',
  generation: 1,
  pinDigits: 6,
  tries: 3,
  // At least 0.5 s on a 125 MHz Cortex-M0+: an iteration takes two SHA-256 blocks of 7,848 cycles.
  stretchCount: 4000,
  sealMethod: 'open-1',
  responseMethod: 'ocra',
  allowReader: false,
  classic: false,
  procedure2: false,
} as const;

/** Reads an order; unknown or missing names are refused. */
export function parseCardOrder(text: string): CardOrder {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new SealError('card-order', 'Reading the card order: expected a JSON object.', { cause });
  }
  const needed = ['serial', 'issuerId', 'holderName', 'validFrom', 'validTo'];
  const order = { ...defaults, ...given } as unknown as CardOrder;
  for (const name of needed)
    if (typeof given[name] !== 'string')
      throw new SealError(
        'card-order',
        `Reading the card order: expected "${name}" as a text, got ${typeof given[name]}.`,
      );
  for (const [name, value] of Object.entries(given)) {
    const like = (defaults as Record<string, unknown>)[name] ?? '';
    if (!(name in defaults) && !needed.includes(name))
      throw new SealError('card-order', `Reading the card order: there is no field "${name}".`);
    if (typeof value !== typeof like)
      throw new SealError('card-order', `Reading the card order: expected "${name}" as ${typeof like}.`);
  }
  return order;
}

/** Seconds since 1970 of a date; the end of the day for the last one. */
export function dateSeconds(date: string, endOfDay: boolean): number {
  const time = Date.parse(`${date}T${endOfDay ? '23:59:59' : '00:00:00'}Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(time))
    throw new SealError('card-order', `Reading the days of a key: expected a date as 2026-12-31, got "${date}".`);
  return time / 1000;
}

/** Uniform decimal digits: bytes from 250 on are thrown away. */
export function randomDigits(count: number): string {
  let digits = '';
  while (digits.length < count) for (const byte of randomBytes(count)) if (byte < 250) digits += byte % 10;
  return digits.slice(0, count);
}

/** Draws PIN and keys for an order. */
export function cardDataOf(order: CardOrder): CardData {
  const [validFrom, validTo] = [dateSeconds(order.validFrom, false), dateSeconds(order.validTo, true)];
  const seal = randomDigits(35);
  const validity = { generation: order.generation, validFrom, validTo };
  const { serial, issuerId, holderName, contact, tries, stretchCount, allowReader, classic } = order;
  return {
    ...{ serial, issuerId, holderName, contact, tries, stretchCount, allowReader, classic },
    pin: randomDigits(order.pinDigits),
    keys: [
      { reference: 'sealCurrent', method: order.sealMethod, ...validity, digits: seal },
      {
        reference: 'response',
        method: classic ? order.sealMethod : order.responseMethod,
        ...validity,
        digits: classic ? seal : randomDigits(35),
      },
    ],
  };
}
