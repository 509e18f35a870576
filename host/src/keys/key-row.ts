// What the key store tells about a key: everything but the key. Called by key-store.ts and those who show it.
import { SealError } from '../errors.ts';
import { isValidAt } from '../seal/keys-file.ts';
import { isMethodId, type MethodId } from '../seal/methods.ts';

export interface KeyRow {
  user: string;
  use: 'seal' | 'response';
  generation: number;
  method: MethodId;
  /** One function for seals and responses, as in the original. */
  classic: boolean;
  /** As 2026-12-31, the last day counts, or with a time. */
  validFrom: string;
  validTo: string;
  /** Serial number of the card that has it too; '' if nobody said. */
  card: string;
  enteredAt: string;
  officer: string;
  witness: string;
  revoked?: { at: string; reason: string; officer: string };
}

export type NewKey = Pick<KeyRow, 'use' | 'generation' | 'method' | 'classic' | 'validFrom' | 'validTo' | 'card'>;

export const isUsable = (row: KeyRow, at: Date): boolean =>
  isValidAt({ ...row, issuer: row.user, key: '' }, at) && !(row.revoked && Date.parse(row.revoked.at) <= at.getTime());

/** Checks what was typed from an envelope. */
export function requireKey(key: NewKey): void {
  const wrong = (name: string, expected: string): SealError =>
    new SealError('key-wrong', `Entering a key, ${name}: expected ${expected}. Look at the sheet again.`);
  if (key.use !== 'seal' && key.use !== 'response') throw wrong('use', 'seal or response');
  if (!Number.isInteger(key.generation) || key.generation < 1 || key.generation > 999)
    throw wrong('generation', 'a whole number from 1 to 999');
  if (!isMethodId(key.method)) throw wrong('method', 'open-1, ocra or external');
  if (typeof key.card !== 'string' || !/^[!-~]{0,16}$/.test(key.card))
    throw wrong('card', 'the serial number of the card, at most 16 characters');
  for (const name of ['validFrom', 'validTo'] as const)
    if (!/^\d{4}-\d\d-\d\d(T.*Z)?$/.test(key[name]) || Number.isNaN(Date.parse(key[name])))
      throw wrong(name, 'a day such as 2026-12-31');
  if (Date.parse(key.validFrom) > Date.parse(key.validTo)) throw wrong('validTo', 'a day not before the first');
}
