// Keys that nobody has: computed with in place of missing ones, so that the time does not tell who is known.
import { randomDigits } from '../card/card-order.ts';
import type { VerifierKey } from '../seal/keys-file.ts';

/** A user has two login keys at most while cards change, so two decoys make all names alike. */
export function decoyRows(): VerifierKey[] {
  const row = { issuer: '', generation: 0, use: 'response', method: 'ocra', validFrom: '', validTo: '' } as const;
  return [0, 1].map(() => ({ ...row, key: randomDigits(35) }));
}
