// Reads a key sheet as `card letter` writes it, or 35 digits alone. Called by `keys introduce`.
import { SealError } from '../errors.ts';
import { checkValue } from '../keys/check-value.ts';
import type { NewKey } from '../keys/key-row.ts';
import { keyBytes } from '../seal/open-1.ts';

export interface KeySheet {
  key: NewKey;
  digits: Uint8Array;
  holder: string;
  issuer: string;
}

/** `name` says in errors which sheet it was. What is typed by hand may be without its other lines, then `fallback` counts. */
export function parseKeySheet(text: string, use: NewKey['use'], name: string, fallback: Partial<NewKey>): KeySheet {
  const line = (label: string): string | undefined => new RegExp(`^${label}\\s+(.+?)\\s*$`, 'm').exec(text)?.[1];
  const wrong = (problem: string): SealError => new SealError('key-sheet', `Reading the sheet ${name}: ${problem}.`);
  const alone = /^[\d\s]+$/.test(text);
  const typed = (alone ? text : (line('Key') ?? '')).replace(/\s/g, '');
  if (!/^\d{35}$/.test(typed)) throw wrong('expected a line "Key" with 35 digits');
  const digits = keyBytes(typed);
  const check = line('Check value')?.replace(/\s/g, '');
  if (check !== undefined && check !== checkValue(digits)) throw wrong('its check value does not fit the key');
  const [from, to] = line('Valid')?.split(' to ') ?? [fallback.validFrom, fallback.validTo];
  if (from === undefined || to === undefined) throw wrong('it has no line "Valid"; give --valid-from and --valid-to');
  const method = line('Method') ?? fallback.method ?? (use === 'seal' ? 'open-1' : 'ocra');
  const generation = Number(line('Generation') ?? fallback.generation ?? 1);
  const key = {
    use,
    generation,
    method,
    classic: fallback.classic ?? false,
    card: line('Card') ?? fallback.card ?? '',
  };
  return {
    key: { ...key, validFrom: from, validTo: to } as NewKey,
    ...{ digits, holder: line('Holder') ?? '', issuer: line('Issuer id') ?? '' },
  };
}
