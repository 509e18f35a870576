// New keys for a card in the field: what is drawn, and the encrypted file that anybody may carry. Called by `card deliver`.
import { issuerKeyOf, serialBytes, terminalKeyOf } from './card-keys.ts';
import { randomDigits } from './card-order.ts';
import { type CardKey, type DeliveryContent, delivery } from './personalise.ts';
import type { RegisteredCard } from './register-file.ts';

export interface DeliveryWishes {
  sealKey: boolean;
  responseKey: boolean;
  /** Seconds since 1970. */
  validFrom: number;
  validTo: number;
}

/** Counts the delivery and the generations up in the entry, and answers the new keys. One key alone on a classic card. */
export function nextDelivery(card: RegisteredCard, wishes: DeliveryWishes): CardKey[] {
  const { validFrom, validTo } = wishes;
  const both = card.classic && (wishes.sealKey || wishes.responseKey);
  const keys: CardKey[] = [];
  const add = (
    reference: CardKey['reference'],
    method: CardKey['method'],
    generation: number,
    digits: string,
  ): number => keys.push({ reference, method, generation, validFrom, validTo, digits });
  if (wishes.sealKey || both) add('sealNext', card.sealMethod, ++card.sealGeneration, randomDigits(35));
  if (wishes.responseKey || both)
    add('response', card.responseMethod, ++card.responseGeneration, both ? keys[0]!.digits : randomDigits(35));
  card.deliveries++;
  return keys;
}

/** The package of PUT DATA delivery. `organisation` is there where the terminal key changes. */
export function deliveryPackage(
  master: Uint8Array,
  { serial, deliveries }: RegisteredCard,
  { organisation, ...content }: Omit<DeliveryContent, 'terminalKey'> & { organisation?: Uint8Array | undefined },
): Uint8Array {
  const bytes = serialBytes(serial);
  const terminal = organisation === undefined ? {} : { terminalKey: terminalKeyOf(organisation, bytes) };
  return delivery(issuerKeyOf(master, bytes), bytes, deliveries, { ...content, ...terminal });
}
