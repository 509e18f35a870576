// The ceremony of a new key (seal document 9.3): a security officer and a witness, both identified; the witness opens the
// envelope and types; the clerk's card proves that the key is right; temporary memory is overwritten; time and people present
// are recorded, and a protocol is printed to sign. Called by the officer's pages (through the bridge) and the CLI.
import { randomBytes, randomInt } from 'node:crypto';
import { SealError } from '../errors.ts';
import { sameDigits } from '../seal/digits.ts';
import { keyBytes } from '../seal/open-1.ts';
import { oneTimeResponse } from '../seal/response.ts';
import { checkValue } from './check-value.ts';
import type { Actor, KeyOffice } from './key-office.ts';
import { putPerson, requireFreeIssuer, requirePerson } from './key-office.ts';
import { type NewKey, requireKey } from './key-row.ts';
import { requireNewKey } from './key-store.ts';
import type { Person } from './person.ts';

/** How the witness was identified: by the own card, by the new card that the envelope belongs to, by a secret of the store. */
export type WitnessProof = 'card' | 'new-card' | 'secret';

export interface CeremonyRecord {
  ceremony: string;
  store: string;
  startedAt: string;
  endedAt: string;
  officer: Pick<Person, 'user' | 'name'>;
  witness: Pick<Person, 'user' | 'name'> & { proof: WitnessProof };
  clerk: Omit<Person, 'roles'> & { present: boolean };
  keys: Pick<NewKey, 'use' | 'generation' | 'method' | 'validFrom' | 'validTo' | 'card'>[];
  envelope: 'destroyed' | 'resealed';
}

/** Where it stands in the journal. */
export interface Recorded {
  record: CeremonyRecord;
  row: { number: number; hash: string };
}

export type IntroductionStep = 'witness' | 'keys' | 'proof' | 'end';

interface Typed {
  key: NewKey;
  digits: Uint8Array;
}

const longestMs = 20 * 60_000;
const proofTries = 3;

export class Introduction {
  readonly id = randomBytes(8).toString('hex');
  readonly clerk: Omit<Person, 'roles'>;
  readonly #office: KeyOffice;
  readonly #actor: Actor;
  readonly #startedAt: number;
  readonly #timer: NodeJS.Timeout;
  #witness: CeremonyRecord['witness'] | undefined;
  #typed: Typed[] = [];
  #challenge = '';
  #tries = proofTries;
  #proved = false;
  #over = false;

  constructor(office: KeyOffice, actor: Actor, clerk: Omit<Person, 'roles'>) {
    office.require(actor, 'introduce-key');
    this.clerk = requirePerson(clerk);
    if (this.clerk.user === actor.user)
      throw new SealError(
        'not-allowed',
        'Introducing a key: an officer may not enter his own key. Ask another officer.',
      );
    // What the end would refuse is refused before an envelope is opened.
    requireFreeIssuer(office.store.people(), this.clerk);
    this.#office = office;
    this.#actor = actor;
    this.#startedAt = office.clock();
    // What was typed does not wait in memory for somebody who went away.
    this.#timer = setTimeout(() => this.cancel(), longestMs).unref();
  }

  get officer(): string {
    return this.#actor.user;
  }

  get witness(): string | undefined {
    return this.#witness?.user;
  }

  get isOver(): boolean {
    return this.#over || this.#office.clock() - this.#startedAt >= longestMs;
  }

  get step(): IntroductionStep {
    if (!this.#witness) return 'witness';
    if (!this.#typed.some(({ key }) => key.use === 'response')) return 'keys';
    return this.#witness.proof === 'new-card' && !this.#proved ? 'proof' : 'end';
  }

  /** Keys typed so far, without the keys. */
  get typed(): NewKey[] {
    return this.#typed.map(({ key }) => key);
  }

  get proved(): boolean {
    return this.#proved;
  }

  /** Another person than the officer; the clerk may be his own witness, then the new card must answer. */
  setWitness(user: string, proof: 'card' | 'secret' | 'new-card'): void {
    this.#requireOpen();
    if (user === this.officer)
      throw new SealError('not-allowed', 'Introducing a key: officer and witness are two people.');
    const isClerk = user === this.clerk.user;
    const person = isClerk ? this.clerk : this.#office.store.find(user);
    if (!person || (proof === 'new-card' && !isClerk))
      throw new SealError('person-unknown', `Introducing a key: there is no person ${user} who could be the witness.`);
    this.#witness = { user: person.user, name: person.name, proof };
  }

  /** Typed by the witness from the envelope; answers the check value to be compared with the sheet. */
  enter(key: NewKey, digits: string | Uint8Array): string {
    this.#requireOpen();
    this.#requireWitness();
    requireKey(key);
    if (key.use === 'seal' && this.clerk.procedure !== 2)
      throw new SealError('key-not-wanted', 'Entering a seal key: only clerks of procedure 2 have one on the server.');
    requireNewKey(this.#office.store.keys(this.clerk.user), { ...key, user: this.clerk.user });
    // A copy of our own either way, to be overwritten.
    const bytes = typeof digits === 'string' ? keyBytes(digits.replace(/\s/g, '')) : keyBytes(digits).slice();
    this.#forget(key.use);
    this.#typed.push({ key, digits: bytes });
    return checkValue(bytes);
  }

  /** Six digits for the new card. */
  ask(): string {
    this.#requireOpen();
    if (this.step !== 'proof' && this.step !== 'end') this.#refuse('the login key has to be typed first');
    this.#challenge = String(randomInt(1_000_000)).padStart(6, '0');
    return this.#challenge;
  }

  /** True if the card has the key that was typed. The third wrong answer ends the ceremony. */
  prove(response: string): boolean {
    this.#requireOpen();
    const login = this.#typed.find(({ key }) => key.use === 'response');
    if (this.#challenge === '' || !login) this.#refuse('the card was not asked');
    const expected = oneTimeResponse(this.#challenge, { ...login.key, key: login.digits });
    this.#challenge = '';
    this.#proved = sameDigits(expected, response.replace(/\s/g, ''));
    if (!this.#proved && --this.#tries === 0) this.cancel();
    return this.#proved;
  }

  /** Stores the keys; the row in the journal comes first. */
  async end(envelope: CeremonyRecord['envelope']): Promise<Recorded> {
    this.#requireOpen();
    this.#requireWitness();
    if (this.step !== 'end')
      this.#refuse('the login key has to be typed, and proved by the new card if its clerk is the witness');
    const officer = this.#office.require(this.#actor, 'introduce-key');
    const record = this.#record(officer, envelope);
    const entry = {
      ...({ kind: 'ceremony', person: officer.user, witness: record.witness.user, issuer: this.clerk.issuer } as const),
      time: record.endedAt,
      outcome: `${record.keys.map(({ use, generation }) => `${use} key ${generation}`).join(', ')} of ${this.clerk.user} entered`,
      content: { ...record },
    };
    const [row] = await this.#office.journal.append([entry]);
    try {
      this.#store(record);
    } catch (error) {
      await this.#office.journal.append([{ ...entry, outcome: `Not done, the key store refused: ${entry.outcome}` }]);
      throw error;
    } finally {
      this.cancel();
    }
    return { record, row: { number: row!.number, hash: row!.hash } };
  }

  /** Overwrites what was typed. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#over = true;
    for (const use of ['seal', 'response'] as const) this.#forget(use);
  }

  #store(record: CeremonyRecord): void {
    const { officer, witness, endedAt } = record;
    this.#office.store.change((body) => {
      putPerson(body, this.clerk);
      for (const { key, digits } of this.#typed) {
        const row = { ...key, user: this.clerk.user, enteredAt: endedAt, officer: officer.user, witness: witness.user };
        this.#office.store.addKey(body, row, digits);
        if (record.clerk.present) continue;
        const { use, generation } = key;
        const notice = { at: endedAt, use, generation, officer: officer.name, witness: witness.name };
        body.people.find(({ user }) => user === this.clerk.user)!.notices.push(notice);
      }
    });
  }

  #record(officer: Person, envelope: CeremonyRecord['envelope']): CeremonyRecord {
    const present = this.#proved || this.#witness!.user === this.clerk.user;
    return {
      ceremony: this.id,
      store: this.#office.store.id,
      startedAt: new Date(this.#startedAt).toISOString(),
      endedAt: new Date(this.#office.clock()).toISOString(),
      officer: { user: officer.user, name: officer.name },
      witness: this.#witness!,
      clerk: { ...this.clerk, present },
      keys: this.#typed.map(({ key: { use, generation, method, validFrom, validTo, card } }) => ({
        ...{ use, generation, method, validFrom, validTo, card },
      })),
      envelope,
    };
  }

  #forget(use: NewKey['use']): void {
    for (const { key, digits } of this.#typed) if (key.use === use) digits.fill(0);
    this.#typed = this.#typed.filter(({ key }) => key.use !== use);
    if (use === 'response') this.#proved = false;
  }

  #requireOpen(): void {
    if (!this.isOver) return;
    this.cancel();
    this.#refuse('it is over; begin a new one');
  }

  #requireWitness(): void {
    if (!this.#witness) this.#refuse('the witness has to be identified first');
  }

  #refuse(reason: string): never {
    throw new SealError('ceremony', `Introducing a key for ${this.clerk.user}: ${reason}.`);
  }
}
