// One-time responses on the side that asked (seal document, section 9.4): what a card answers to a challenge, and whether an
// answer is right. Called by login.
import { requireDigits, sameDigits } from './digits.ts';
import { isValidAt, type VerifierKey } from './keys-file.ts';
import { requireMethod, type SealMethods, sealMethods } from './methods.ts';
import type { KeyDigits } from './open-1.ts';

/** The method of a response key that does not say: that of personalisation. */
const usual = 'ocra';

/** The six digits that the card with this key answers. */
export function oneTimeResponse(
  challenge: string,
  key: Pick<VerifierKey, 'method' | 'classic'> & { key: KeyDigits },
  methods: SealMethods = sealMethods(),
): string {
  const asked = requireDigits(challenge, 6, 'A challenge');
  // A classic card has one function for both (firmware/card/response.ts).
  const label = key.classic ? 'issuer' : 'response';
  return requireMethod(methods, key.method ?? usual).sixDigits(label, key.key, asked).digits6;
}

export interface ResponseOptions {
  challenge: string;
  response: string;
  /** Whose response it must be. */
  issuer: string;
  keys: VerifierKey[];
  /** Default: now. */
  at?: Date;
  methods?: SealMethods;
}

export interface ResponseVerdict {
  ok: boolean;
  reason: 'right' | 'wrong' | 'issuer-unknown' | 'key-not-valid';
  generation?: number;
}

/** Every key of the user is tried, and each compared whole: the time tells nothing about the digits. */
export function verifyResponse(options: ResponseOptions): ResponseVerdict {
  const { challenge, response, issuer, keys, at = new Date(), methods = sealMethods() } = options;
  if (!/^\d{6}$/.test(response)) return { ok: false, reason: 'wrong' };
  const own = keys.filter((key) => key.use === 'response' && key.issuer === issuer);
  if (own.length === 0) return { ok: false, reason: 'issuer-unknown' };
  let verdict: ResponseVerdict = { ok: false, reason: 'wrong' };
  for (const key of own) {
    const right = sameDigits(oneTimeResponse(challenge, key, methods), response);
    const { generation } = key;
    if (right && isValidAt(key, at)) verdict = { ok: true, reason: 'right', generation };
    else if (right && !verdict.ok) verdict = { ok: false, reason: 'key-not-valid', generation };
  }
  return verdict;
}
