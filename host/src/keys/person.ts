// Who works with the sealer and what each may do (seal document 9.3 and 9.4; PKI demands R5 and R6). Called by login, the key
// store, the bridge and the CLI.
import { SealError } from '../errors.ts';

export const roles = ['clerk', 'officer', 'administrator'] as const;
export type Role = (typeof roles)[number];
export const isRole = (value: unknown): value is Role => roles.includes(value as Role);

/** 1: keypad only. 2: the server seals after login. 3: the device on its cable. */
export type Procedure = 1 | 2 | 3;

export interface Person {
  /** Name that is typed at login. */
  user: string;
  /** As it stands in protocols. */
  name: string;
  /** Identity in documents (seal document 9.6). */
  issuer: string;
  roles: Role[];
  procedure: Procedure;
}

export interface Rights {
  /** May approve documents, so that they are sealed. */
  seal: boolean;
  procedure: Procedure;
  roles: Role[];
}

export const noRights: Rights = { seal: false, procedure: 1, roles: [] };

/**
 * Action -> who may do it, after a right response. The bridge's routes name an action each and ask here, and so do key office
 * and approval. Only an officer grants access; an administrator runs the machines and sees no key.
 */
const allowed = {
  'view-cases': ['clerk', 'officer', 'administrator'],
  approve: ['clerk'],
  'withdraw-approval': ['clerk', 'officer'],
  'use-devices': ['clerk', 'administrator'],
  'search-journal': ['clerk', 'officer', 'administrator'],
  'verify-journal': ['officer'],
  'export-journal': ['officer'],
  'remove-content': ['officer'],
  'list-people': ['officer', 'administrator'],
  'introduce-key': ['officer'],
  'print-protocol': ['officer'],
  'revoke-key': ['officer'],
  'grant-role': ['officer'],
  'unlock-user': ['officer'],
  'close-key-store': ['officer'],
} as const satisfies Record<string, readonly Role[]>;
export type Action = keyof typeof allowed;
export const actions = Object.keys(allowed) as Action[];

export const isAllowed = (held: readonly string[], action: Action): boolean =>
  held.some((role) => (allowed[action] as readonly string[]).includes(role));

/** Throws `not-allowed` unless one of the roles may do it. */
export function requireAllowed(held: readonly string[], action: Action): void {
  if (isAllowed(held, action)) return;
  const message = `"${action}" was refused: it needs the role ${allowed[action].join(' or ')}. Ask a security officer.`;
  throw new SealError('not-allowed', message);
}

/** A user name as it is stored: composed, without blanks around it. Answers the same for known and unknown names. */
export function requireUser(user: string): string {
  const name = typeof user === 'string' ? user.normalize('NFC').trim() : '';
  if (/^[^\p{Cc}\p{Cs}]{1,64}$/u.test(name)) return name;
  throw new SealError('user-name', 'A user name was expected: 1 to 64 characters without control characters.');
}
