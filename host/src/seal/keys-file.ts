// The keys file of a verifier: JSON `[{issuer, generation, use, key, validFrom, validTo}]`, with the method of the key where it
// is known.
import { SealError } from '../errors.ts';
import { isMethodId, type MethodId, methodIds } from './methods.ts';

export interface VerifierKey {
  issuer: string;
  generation: number;
  use: 'seal' | 'response';
  /** 35 digits. */
  key: string;
  validFrom: string;
  validTo: string;
  /** `host` where a server holds the clerk's key (procedure 2): then the server could have made the seal. */
  heldBy?: 'card' | 'host';
  /** Default: what the evidence says, else `open-1` for seals and `ocra` for responses. */
  method?: MethodId;
  /** A card with one key and one function for seals and responses. */
  classic?: boolean;
}

const wrong = (place: string, expected: string): SealError =>
  new SealError('keys-file', `Reading the keys file failed: ${place} expected ${expected}. Mend the file.`);

/** Every key of the file; says which row is wrong, never what a key is. */
export function parseKeysFile(text: string): VerifierKey[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    throw wrong('it', 'JSON');
  }
  if (!Array.isArray(rows)) throw wrong('it', 'a list of keys');
  return rows.map((row, index) => requireKey(row as Record<string, unknown>, `row ${index + 1}`));
}

function requireKey(row: Record<string, unknown>, place: string): VerifierKey {
  const { issuer, generation, use, key, validFrom, validTo, heldBy, method, classic } = row ?? {};
  if (typeof issuer !== 'string' || issuer === '') throw wrong(`${place}, issuer`, 'a name');
  if (!Number.isInteger(generation)) throw wrong(`${place}, generation`, 'a whole number');
  if (use !== 'seal' && use !== 'response') throw wrong(`${place}, use`, '"seal" or "response"');
  if (typeof key !== 'string' || !/^\d{35}$/.test(key)) throw wrong(`${place}, key`, '35 digits in quotes');
  for (const [name, value] of Object.entries({ validFrom, validTo }))
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) throw wrong(`${place}, ${name}`, 'a date');
  if (heldBy !== undefined && heldBy !== 'card' && heldBy !== 'host')
    throw wrong(`${place}, heldBy`, '"card" or "host"');
  if (method !== undefined && !isMethodId(method)) throw wrong(`${place}, method`, `one of ${methodIds.join(', ')}`);
  if (classic !== undefined && typeof classic !== 'boolean') throw wrong(`${place}, classic`, 'true or false');
  return row as unknown as VerifierKey;
}

/** Whether the key may be used at a time; a date without time as its end lasts until that day is over (UTC). */
export function isValidAt({ validFrom, validTo }: VerifierKey, at: Date): boolean {
  const end = Date.parse(validTo) + (/T/.test(validTo) ? 0 : 24 * 3600 * 1000 - 1);
  return Date.parse(validFrom) <= at.getTime() && at.getTime() <= end;
}
