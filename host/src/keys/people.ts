// What login and approval ask of whoever keeps people and their keys: the key store of a server, or a keys file. Keys never
// leave it, only what was computed with them.
import type { Seal } from '../seal/open-1.ts';
import type { Person } from './person.ts';

export interface ExpectedResponse {
  digits6: string;
  generation: number;
  /** Whether the key may be used now: within its time, and its card not revoked. */
  valid: boolean;
}

/** Somebody entered this person's key while he was away (seal document 9.3). Shown at the next login. */
export interface Notice {
  at: string;
  use: 'seal' | 'response';
  generation: number;
  officer: string;
  witness: string;
}

export interface HostSeal extends Seal {
  issuer: string;
  generation: number;
  /** The server has the key, so the server could have made it (THREATS). */
  origin: 'host-held';
}

export interface RevokedCard {
  at: string;
}

export interface People {
  find(user: string): Person | undefined;
  /**
   * What the user's card answers to a challenge, by each of his keys. At least two rows for any name: decoys stand in for keys
   * that are missing, so that the time does not tell who is known.
   */
  responses(user: string, challenge: string, at: Date): ExpectedResponse[];
  /**
   * Whether the card of an issuer was revoked: by serial number and generation of its seal key as far as they are known, and in
   * any case where everything of the issuer is revoked. Undefined for one that the register does not know.
   */
  revokedCard(card: { issuer: string; card?: string; generation?: number }): RevokedCard | undefined;
  /** Notices since the last login; they are not told again. */
  takeNotices(user: string): Notice[];
  /** The issuer seal of a procedure-2 clerk with the key that the server holds. */
  issuerSeal(user: string, documentSeal6: string, at: Date): HostSeal;
}
