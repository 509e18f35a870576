// What a security office does with people and keys. Each act asks who may do it, stands in the journal, and takes effect at
// once. Called by the bridge's officer routes and the CLI.
import { SealError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import type { KeyStore, StoreBody } from './key-store.ts';
import { type Action, isRole, type Person, type Role, requireAllowed, requireUser } from './person.ts';
import type { OfficerSecret } from './store-file.ts';

/** Who acts: somebody who has proved it, with the roles of this moment. */
export interface Actor {
  user: string;
  roles: readonly Role[];
}

export interface KeyOfficeOptions {
  store: KeyStore;
  journal: Pick<Journal, 'append'>;
  clock?: () => number;
  /** Ends all sessions of a user at once. */
  endSessions?: (user: string) => void;
}

export interface Revocation {
  user: string;
  /** Only the keys of this card; else all keys of the user. */
  card?: string | undefined;
  reason: string;
}

export class KeyOffice {
  readonly store: KeyStore;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: () => number;
  readonly #endSessions: (user: string) => void;

  constructor({ store, journal, clock = Date.now, endSessions = () => {} }: KeyOfficeOptions) {
    this.store = store;
    this.journal = journal;
    this.clock = clock;
    this.#endSessions = endSessions;
  }

  /** The roles that count are those of the register, now. */
  require(actor: Actor, action: Action): Person {
    const person = this.store.find(actor.user);
    requireAllowed(
      (person?.roles ?? []).filter((role) => actor.roles.includes(role)),
      action,
    );
    return person!;
  }

  /** A new person without roles, or another name, identity or procedure of one who is there. */
  async enterPerson(actor: Actor, given: Omit<Person, 'roles'>): Promise<Person> {
    this.require(actor, 'introduce-key');
    const person = requirePerson(given);
    const text = `${person.user} entered: ${person.name}, issuer ${person.issuer || '(none)'}, procedure ${person.procedure}`;
    return this.#recorded({ kind: 'access', person: actor.user, issuer: person.issuer, outcome: text }, (body) =>
      putPerson(body, person),
    );
  }

  /** Sets the roles of somebody else. Two officers are left at least. */
  async grant(actor: Actor, user: string, given: readonly string[]): Promise<Person> {
    this.require(actor, 'grant-role');
    const person = this.#requireKnown(user);
    const roles = given.map((role) => {
      if (isRole(role)) return role;
      throw new SealError('usage', `Granting a role: expected clerk, officer or administrator, got "${role}".`);
    });
    if (person.user === actor.user)
      throw new SealError('not-allowed', 'Granting a role: nobody grants to himself. Ask another officer.');
    const officers = this.store.people().filter((one) => one.user !== user && one.roles.includes('officer'));
    if (!roles.includes('officer') && officers.length < 2)
      throw new SealError(
        'not-allowed',
        'Taking the role officer: two officers must be left, or no store opens again.',
      );
    const outcome = `${user}: ${roles.join(', ') || 'no role'} (before: ${person.roles.join(', ') || 'no role'})`;
    const after = await this.#recorded(
      { kind: 'access', person: actor.user, issuer: person.issuer, outcome },
      (body) => {
        const row = body.people.find((one) => one.user === user)!;
        row.roles = [...new Set(roles)];
        return row;
      },
    );
    this.#endSessions(user);
    return after;
  }

  /** Others take over who open the store; both must be officers, and the journal says who they are. */
  async replaceOfficers(actor: Actor, secrets: readonly OfficerSecret[]): Promise<void> {
    this.require(actor, 'grant-role');
    await this.store.replaceOfficers(secrets);
    const outcome = `key store put under the secrets of ${this.store.officers.join(' and ')}`;
    const time = new Date(this.clock()).toISOString();
    await this.journal.append([{ kind: 'access', person: actor.user, time, outcome }]);
  }

  /** A lost or destroyed card (seal document 8). Answers how many keys ended. */
  async revoke(actor: Actor, { user, card, reason }: Revocation): Promise<number> {
    this.require(actor, 'revoke-key');
    const { issuer } = this.#requireKnown(user);
    if (reason.trim() === '' || reason.length > 200)
      throw new SealError('usage', 'Revoking: expected a reason of 1 to 200 characters, such as "card lost".');
    const ends = (row: { user: string; card: string; revoked?: unknown }): boolean =>
      row.user === user && (card === undefined || row.card === card) && row.revoked === undefined;
    const count = this.store.keys(user).filter(ends).length;
    if (count === 0)
      throw new SealError(
        'key-unknown',
        `Revoking: ${user} has no key${card ? ` of card ${card}` : ''} that is not revoked.`,
      );
    const at = new Date(this.clock()).toISOString();
    const outcome = `${count} ${count === 1 ? 'key' : 'keys'} of ${user}${card ? `, card ${card}` : ''} revoked: ${reason}`;
    await this.#recorded({ kind: 'revocation', person: actor.user, issuer, outcome }, (body) => {
      for (const row of body.keys) if (ends(row)) row.revoked = { at, reason, officer: actor.user };
    });
    this.#endSessions(user);
    return count;
  }

  #requireKnown(user: string): Person {
    const person = this.store.find(user);
    if (person) return person;
    throw new SealError('person-unknown', `There is no person ${user} in the key store.`);
  }

  /** Order matters: first the row, then the change. A row without its change says so in the row after it. */
  async #recorded<T>(entry: Parameters<Journal['append']>[0][number], work: (body: StoreBody) => T): Promise<T> {
    const time = new Date(this.clock()).toISOString();
    await this.journal.append([{ ...entry, time }]);
    try {
      return this.store.change(work);
    } catch (error) {
      await this.journal.append([{ ...entry, time, outcome: `Not done, the key store failed: ${entry.outcome}` }]);
      throw error;
    }
  }
}

export function requirePerson(given: Omit<Person, 'roles'>): Omit<Person, 'roles'> {
  const wrong = (name: string, expected: string): SealError =>
    new SealError('usage', `Entering a person, ${name}: expected ${expected}.`);
  const text = (value: string, most: number): boolean =>
    typeof value === 'string' && /^\P{Cc}*$/u.test(value) && value.length <= most;
  if (!text(given.name, 100) || given.name.trim() === '') throw wrong('name', 'a name of 1 to 100 characters');
  if (!text(given.issuer, 35)) throw wrong('issuer', 'an identity of at most 35 characters');
  if (![1, 2, 3].includes(given.procedure)) throw wrong('procedure', '1, 2 or 3');
  const { name, issuer, procedure } = given;
  return { user: requireUser(given.user), name: name.trim(), issuer, procedure };
}

export function requireFreeIssuer(people: readonly Person[], { user, issuer }: Omit<Person, 'roles'>): void {
  const isTaken = people.some((other) => other.user !== user && issuer !== '' && other.issuer === issuer);
  if (isTaken) throw new SealError('issuer-taken', `Entering a person: issuer ${issuer} belongs to somebody else.`);
}

/** Who leaves procedure 2 takes his seal keys out of the server. */
export function putPerson(body: StoreBody, person: Omit<Person, 'roles'>): Person {
  requireFreeIssuer(body.people, person);
  if (person.procedure !== 2) body.keys = body.keys.filter(({ user, use }) => user !== person.user || use !== 'seal');
  const row = body.people.find(({ user }) => user === person.user);
  if (row) return Object.assign(row, person);
  const added = { ...person, roles: [], notices: [] };
  body.people.push(added);
  return added;
}
