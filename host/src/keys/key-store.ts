// A server's people and their keys, open while the bridge runs (seal document 9.3). Keys stay encrypted one by one in memory
// too; each is laid open for one computation and then overwritten. Called by login, approval, key office, bridge and CLI.
import { randomDigits } from '../card/card-order.ts';
import { SealError } from '../errors.ts';
import { asciiBytes, requireDigits } from '../seal/digits.ts';
import { requireMethod, type SealMethods, sealMethods } from '../seal/methods.ts';
import { keyBytes } from '../seal/open-1.ts';
import { oneTimeResponse } from '../seal/response.ts';
import { isUsable, type KeyRow } from './key-row.ts';
import type { ExpectedResponse, HostSeal, Notice, People } from './people.ts';
import type { Person } from './person.ts';
import { StoreCell } from './store-cell.ts';
import {
  createHead,
  type OfficerSecret,
  openBody,
  openHead,
  parseStoreFile,
  type StoreFile,
  sealBody,
} from './store-file.ts';
import { equalBytes, openKey, type StoredKey, sealedKey } from './stored-key.ts';

export interface StoreBody {
  people: (Person & { notices: Notice[] })[];
  keys: StoredKey[];
  /** Keys that nobody has. */
  decoys: StoredKey[];
}

/** Where the highest sequence that was seen is kept, apart from the store: an older copy that is put back is noticed. */
export interface HighMark {
  mark(name: string): number;
  setMark(name: string, value: number): void;
}

export interface KeyStoreOptions {
  /** scrypt's N of a new store; tests take less. */
  cost?: number;
  methods?: SealMethods;
  highMark?: HighMark;
  /** A backup was put back on purpose: takes its sequence for the highest. */
  acceptOlder?: boolean;
}

const markName = 'key-store-sequence';
/** Keys that a user has while cards change. */
const alike = 2;

export class KeyStore implements People {
  readonly #cell: StoreCell;
  readonly #methods: SealMethods;
  readonly #highMark: HighMark | undefined;
  #key: Uint8Array;
  #file: StoreFile;
  #body: StoreBody;
  #version = -1;
  #closed = false;

  private constructor(cell: StoreCell, key: Uint8Array, file: StoreFile, options: KeyStoreOptions) {
    this.#cell = cell;
    this.#key = key;
    this.#file = file;
    this.#methods = options.methods ?? sealMethods();
    this.#highMark = options.highMark;
    this.#body = parseBody(openBody(file, key));
    const highest = this.#highMark?.mark(markName) ?? 0;
    if (file.sequence < highest && !options.acceptOlder) throw older(file.sequence, highest);
    this.#highMark?.setMark(markName, file.sequence);
  }

  /** A new store for two officers, who are its first people. */
  static async create(
    file: string,
    officers: readonly (OfficerSecret & { name: string })[],
    options: KeyStoreOptions = {},
  ): Promise<KeyStore> {
    const { head, key } = await createHead(officers, options.cost);
    const person = (user: string, name: string) => ({
      user,
      name,
      issuer: '',
      roles: ['officer'],
      procedure: 1,
      notices: [],
    });
    const people = officers.map(({ officer, name }) => person(officer, name)) as StoreBody['people'];
    try {
      const cell = new StoreCell(file, true);
      const decoys = [asciiBytes(randomDigits(35)), asciiBytes(randomDigits(35))].map((digits) => {
        const decoy = sealedKey(key, decoyRow, digits);
        digits.fill(0);
        return decoy;
      });
      const stored = sealBody(head, 1, key, bytesOf({ people, keys: [], decoys }));
      cell.change(() => cell.write(JSON.stringify(stored)));
      return new KeyStore(cell, key, stored, { ...options, acceptOlder: true });
    } catch (error) {
      key.fill(0);
      throw error;
    }
  }

  static async open(file: string, secrets: readonly OfficerSecret[], options: KeyStoreOptions = {}): Promise<KeyStore> {
    const cell = new StoreCell(file, false);
    let key: Uint8Array | undefined;
    try {
      const stored = parseStoreFile(cell.read());
      key = await openHead(stored, secrets);
      return new KeyStore(cell, key, stored, options);
    } catch (error) {
      key?.fill(0);
      cell.end();
      throw error;
    }
  }

  /** Fails unless these are the secrets of the two who open it. */
  async requireSecrets(secrets: readonly OfficerSecret[]): Promise<void> {
    this.#latest(true);
    const file = this.#file;
    const key = await openHead(file, secrets);
    try {
      openBody(file, key);
    } finally {
      key.fill(0);
    }
  }

  get id(): string {
    return this.#file.id;
  }

  get sequence(): number {
    return this.#latest().sequence;
  }

  /** The two whose secrets open it. */
  get officers(): string[] {
    return this.#file.officers.map(({ user }) => user);
  }

  find(user: string): Person | undefined {
    const found = this.#latest().people.find((person) => person.user === user);
    return found && personOf(found);
  }

  people(): Person[] {
    return this.#latest().people.map(personOf);
  }

  /** Of a user, or all; newest first. */
  keys(user?: string): KeyRow[] {
    const own = this.#latest().keys.filter((key) => user === undefined || key.user === user);
    return own.map(({ sealed: _, ...row }) => row).reverse();
  }

  /** How many login keys of a user were revoked. */
  revocations(user: string): number {
    return this.#latest().keys.filter((row) => row.user === user && row.use === 'response' && row.revoked).length;
  }

  responses(user: string, challenge: string, at: Date): ExpectedResponse[] {
    const { keys, decoys } = this.#latest();
    const own = keys.filter((key) => key.user === user && key.use === 'response');
    // All that may be used; of the others so many that a user with old keys is no slower than a stranger.
    const usable = own.filter((row) => isUsable(row, at));
    const others = own.filter((row) => !usable.includes(row)).reverse();
    const tried = [...usable, ...others].slice(0, Math.max(alike, usable.length));
    return [...tried, ...decoys.slice(tried.length)].map((row) => ({
      digits6: this.#withKey(row, (key) => oneTimeResponse(challenge, { ...row, key }, this.#methods)),
      generation: row.generation,
      valid: isUsable(row, at),
    }));
  }

  revokedCard({ issuer, card = '', generation }: { issuer: string; card?: string; generation?: number }) {
    const { people, keys } = this.#latest();
    const user = people.find((person) => issuer !== '' && person.issuer === issuer)?.user;
    const own = keys.filter((row) => row.user === user);
    const sameGeneration = own.filter((row) => row.generation === generation);
    // The rows that say most about it: nobody has to name a card, and a clerk of procedure 3 has no seal key here.
    const about = [
      sameGeneration.filter((row) => row.use === 'seal' && (row.card === card || row.card === '' || card === '')),
      own.filter((row) => card !== '' && row.card === card),
      sameGeneration.filter((row) => row.card === '' || card === ''),
      own,
    ].find(({ length }) => length > 0);
    return about?.every(({ revoked }) => revoked) ? about[0]!.revoked : undefined;
  }

  takeNotices(user: string): Notice[] {
    const told = this.#latest().people.find((person) => person.user === user)?.notices ?? [];
    if (told.length === 0) return [];
    return this.change(({ people }) => people.find((person) => person.user === user)?.notices.splice(0) ?? []);
  }

  issuerSeal(user: string, documentSeal6: string, at: Date): HostSeal {
    const digits = requireDigits(documentSeal6, 6, 'A document seal');
    const person = this.find(user);
    const usable = this.#latest().keys.filter((key) => key.user === user && key.use === 'seal' && isUsable(key, at));
    const row = usable.sort((a, b) => b.generation - a.generation)[0];
    if (person?.procedure !== 2 || !person.roles.includes('clerk') || !row)
      throw new SealError(
        'no-seal-key',
        `Sealing for ${user}: the server holds no seal key of this clerk that is valid now. Use the device, or have a key introduced.`,
      );
    const seal = this.#withKey(row, (key) => requireMethod(this.#methods, row.method).sixDigits('issuer', key, digits));
    return { ...seal, issuer: person.issuer, generation: row.generation, origin: 'host-held' };
  }

  /** Adds a key; `digits` are the caller's to wipe. */
  addKey(body: StoreBody, row: KeyRow, digits: Uint8Array): void {
    const person = body.people.find(({ user }) => user === row.user);
    if (!person) throw new SealError('person-unknown', `Entering a key: there is no person ${row.user}.`);
    if (row.use === 'seal' && person.procedure !== 2)
      throw new SealError(
        'key-not-wanted',
        `Entering a seal key for ${row.user}: only clerks of procedure 2 have one here; the card has it.`,
      );
    const own = body.keys.filter(({ user }) => user === row.user);
    requireNewKey(own, row);
    keyBytes(digits);
    if (
      !row.classic &&
      own.some((other) => other.use !== row.use && this.#withKey(other, (key) => equalBytes(key, digits)))
    )
      throw new SealError(
        'keys-equal',
        `Entering a key: seal key and login key of ${row.user} are equal. Whoever shows him a challenge could get a seal.`,
      );
    body.keys.push(sealedKey(this.#key, row, digits));
  }

  /** All of the change is stored, or nothing. */
  change<T>(work: (body: StoreBody) => T): T {
    this.#requireOpen();
    return this.#store(() => {
      const { sequence, ...body } = structuredClone(this.#latest(true));
      const result = work(body);
      return { result, body, file: sealBody(this.#file, sequence + 1, this.#key, bytesOf(body)) };
    });
  }

  /** Two officers take the place of those whose secrets opened the store; everything is encrypted anew. */
  async replaceOfficers(secrets: readonly OfficerSecret[]): Promise<void> {
    for (const { officer } of secrets)
      if (!this.find(officer)?.roles.includes('officer'))
        throw new SealError('not-allowed', `Replacing the officers: ${officer} has not the role officer.`);
    const { head, key } = await createHead(secrets, this.#file.cost, this.#file.id);
    let old = key;
    try {
      this.#store(() => {
        const { sequence, ...body } = structuredClone(this.#latest(true));
        const anew = (row: StoredKey): StoredKey => this.#withKey(row, (digits) => sealedKey(key, row, digits));
        const moved = { ...body, keys: body.keys.map(anew), decoys: body.decoys.map(anew) };
        return { result: undefined, body: moved, file: sealBody(head, sequence + 1, key, bytesOf(moved)) };
      });
      old = this.#key;
      this.#key = key;
    } finally {
      old.fill(0);
    }
  }

  /** Overwrites the store key; nothing works afterwards. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#key.fill(0);
    this.#body = { people: [], keys: [], decoys: [] };
    this.#cell.end();
  }

  /** What `work` made is remembered once it is on the disk. */
  #store<T>(work: () => { result: T; body: StoreBody; file: StoreFile }): T {
    const { result, body, file } = this.#cell.change(() => {
      const made = work();
      this.#cell.write(JSON.stringify(made.file));
      return made;
    });
    this.#highMark?.setMark(markName, file.sequence);
    this.#file = file;
    this.#body = body;
    return result;
  }

  /** Another program may have changed the store: a card that it revoked is revoked here too. */
  #latest(certainly = false): StoreBody & { sequence: number } {
    this.#requireOpen();
    const version = this.#cell.version();
    if (certainly || version !== this.#version) {
      const file = parseStoreFile(this.#cell.read());
      if (file.sequence < this.#file.sequence) throw older(file.sequence, this.#file.sequence);
      if (file.sequence > this.#file.sequence) this.#body = parseBody(openBody(file, this.#key));
      this.#file = file;
      this.#version = version;
    }
    return { ...this.#body, sequence: this.#file.sequence };
  }

  #requireOpen(): void {
    if (this.#closed) throw new SealError('key-store-closed', 'The key store was closed; two officers open it again.');
  }

  #withKey<T>(row: StoredKey, work: (digits: Uint8Array) => T): T {
    const digits = openKey(this.#key, row);
    try {
      return work(digits);
    } finally {
      digits.fill(0);
    }
  }
}

const decoyRow: KeyRow = {
  ...{ user: '', use: 'response', generation: 0, method: 'ocra', classic: false, validFrom: '', validTo: '', card: '' },
  ...{ enteredAt: '', officer: '', witness: '' },
};

const older = (sequence: number, highest: number): SealError =>
  new SealError(
    'key-store-old',
    `Opening the key store: an older copy was put back (${sequence}, but ${highest} was seen here), so cards may be valid again that were revoked. Put the newest back, or open it once with --accept-older.`,
  );

const bytesOf = (body: StoreBody): Uint8Array => new TextEncoder().encode(JSON.stringify(body));
const parseBody = (bytes: Uint8Array): StoreBody => JSON.parse(new TextDecoder().decode(bytes));

const personOf = ({ user, name, issuer, roles, procedure }: Person): Person => ({
  ...{ user, name, issuer, procedure },
  roles: [...roles],
});

/** Also asked by introduction.ts, before an envelope is opened. */
export function requireNewKey(
  own: readonly Pick<KeyRow, 'use' | 'generation'>[],
  { user, use, generation }: Pick<KeyRow, 'user' | 'use' | 'generation'>,
): void {
  if (own.some((one) => one.use === use && one.generation === generation))
    throw new SealError('key-there', `Entering a key: ${user} has ${use} key ${generation} already.`);
}
