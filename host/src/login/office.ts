// The office of a server: key store, login and ceremonies under one roof. Closed after a start until two officers open it.
// Called by the bridge and the CLI.
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import '../edifact/load-node.ts';
import { SealError } from '../errors.ts';
import type { Journal, JournalEntry } from '../journal/journal.ts';
import { Introduction } from '../keys/introduction.ts';
import { type Actor, KeyOffice } from '../keys/key-office.ts';
import { KeyStore } from '../keys/key-store.ts';
import type { People } from '../keys/people.ts';
import type { Action, Person } from '../keys/person.ts';
import type { OfficerSecret } from '../keys/store-file.ts';
import type { SealMethods } from '../seal/methods.ts';
import { type Login, type LoginEvent, openLogin } from './login.ts';
import { LoginState } from './login-state.ts';
import type { LoginPolicy } from './policy.ts';
import type { Register } from './sessions.ts';

export interface OfficeOptions {
  /** Where key store and login state lie. */
  folder: string;
  journal: Pick<Journal, 'append'>;
  clock?: () => number;
  policy?: Partial<LoginPolicy>;
  methods?: SealMethods;
  /** Ends all sessions of a user at once. */
  endSessions?: (user: string) => void;
  /** The key store is open: what waited for it goes on. */
  onOpen?: () => void;
  /** scrypt's N of a store that is made; tests take less. */
  cost?: number;
}

export const officeFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'sigillator', 'office');

const storeFile = (folder: string): string => join(folder, 'keys.sqlite');
/** Whether two officers have made a key store there. */
export const hasKeyStore = (folder: string): boolean => existsSync(storeFile(folder));

/** Rows of the journal about logins; requests for challenges and Enter prove nothing and leave none. */
const told: Partial<Record<LoginEvent['event'], string>> = {
  right: 'logged in by a right response',
  wrong: 'wrong response',
  'key-not-valid': 'right response, but the key is revoked or out of its time',
  unlocked: 'unlocked by an officer',
};
/** Ceremonies under way; the oldest makes room. */
const most = 100;

interface Opened {
  store: KeyStore;
  keys: KeyOffice;
  login: Login;
}

export class Office {
  readonly #options: OfficeOptions;
  readonly #state: LoginState;
  readonly #introductions = new Map<string, Introduction>();
  #opened: Opened | undefined;
  #opening = false;

  constructor(options: OfficeOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#state = new LoginState(join(options.folder, 'login.sqlite'));
  }

  get state(): 'missing' | 'closed' | 'open' {
    if (this.#checked()) return 'open';
    return existsSync(this.#file) ? 'closed' : 'missing';
  }

  /** Both officers are here, with their secrets. */
  async open(secrets: readonly OfficerSecret[], acceptOlder = false): Promise<void> {
    if (this.#checked()) throw new SealError('key-store-open', 'Opening the key store: it is open already.');
    const options = { ...this.#options, highMark: this.#state, acceptOlder };
    await this.#tried('not opened', async () => this.#take(await KeyStore.open(this.#file, secrets, options)));
    const [person, witness] = secrets.map(({ officer }) => officer);
    const outcome = `key store opened by two officers${acceptOlder ? ', an older copy accepted' : ''}`;
    await this.#note({ kind: 'access', person, witness, outcome });
  }

  /** For what cannot be taken back: both officers show their secrets once more, and have the role still. */
  async requireBoth(secrets: readonly OfficerSecret[], action: Action): Promise<void> {
    const { store, keys } = this.#required();
    await this.#tried('not authorised', () => store.requireSecrets(secrets));
    for (const { officer } of secrets) keys.require({ user: officer, roles: ['officer'] }, action);
  }

  /** Makes the key store for its first two officers, and opens it. */
  async create(officers: readonly (OfficerSecret & { name: string })[]): Promise<void> {
    await this.#alone(async () =>
      this.#take(await KeyStore.create(this.#file, officers, { ...this.#options, highMark: this.#state })),
    );
    const [person, witness] = officers.map(({ officer }) => officer);
    await this.#note({ kind: 'access', person, witness, outcome: 'key store made for its first two officers' });
  }

  get login(): Login {
    return this.#required().login;
  }

  get keys(): KeyOffice {
    return this.#required().keys;
  }

  get store(): KeyStore {
    return this.#required().store;
  }

  /** For approval: fails with `key-store-closed` as long as it is. */
  get people(): People {
    return {
      find: (user) => this.store.find(user),
      responses: (...asked) => this.store.responses(...asked),
      takeNotices: (user) => this.store.takeNotices(user),
      // An office that has no key store yet has revoked nothing.
      revokedCard: (card) => (this.state === 'missing' ? undefined : this.store.revokedCard(card)),
      issuerSeal: (...asked) => this.store.issuerSeal(...asked),
    };
  }

  /** For sessions: while the key store is closed nobody has rights, and nobody needs to be told why. */
  readonly register: Register = {
    find: (user) => this.#checked()?.store.find(user),
    revocations: (user) => this.#checked()?.store.revocations(user),
  };

  async unlock(actor: Actor, user: string): Promise<void> {
    this.keys.require(actor, 'unlock-user');
    await this.login.unlock(user, actor.user);
  }

  introduce(actor: Actor, clerk: Omit<Person, 'roles'>): Introduction {
    const introduction = new Introduction(this.keys, actor, clerk);
    for (const [id, one] of this.#introductions)
      if (one.isOver || this.#introductions.size >= most) this.#drop(id, one);
    this.#introductions.set(introduction.id, introduction);
    return introduction;
  }

  /** A ceremony under way, for the officer who began it. */
  introduction(actor: Actor, id: string): Introduction {
    const found = this.#introductions.get(id);
    if (found && found.officer === actor.user) return found;
    throw new SealError('not-found', 'Introducing a key: this ceremony is over, or somebody else began it.');
  }

  /** Overwrites every secret in memory. */
  close(): void {
    for (const [id, one] of this.#introductions) this.#drop(id, one);
    this.#opened?.store.close();
    this.#opened = undefined;
  }

  end(): void {
    this.close();
    this.#state.end();
  }

  get #file(): string {
    return storeFile(this.#options.folder);
  }

  #drop(id: string, introduction: Introduction): void {
    introduction.cancel();
    this.#introductions.delete(id);
  }

  /** What the journal keeps of a try that failed. */
  async #tried(outcome: string, work: () => Promise<void>): Promise<void> {
    try {
      await this.#alone(work);
    } catch (error) {
      // The names are only what somebody typed, so they do not stand there. Each try costs half a second: rows are few.
      if (error instanceof SealError && error.code.startsWith('key-store'))
        await this.#note({ kind: 'access', outcome: `${outcome}: ${error.code}` });
      throw error;
    }
  }

  /** One try at a time: each costs half a second and 128 MB. */
  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.#opening)
      throw new SealError('busy', 'Opening the key store: somebody else is at it.', { retryable: true });
    this.#opening = true;
    try {
      await work();
    } finally {
      this.#opening = false;
    }
  }

  #take(store: KeyStore): void {
    const { clock, journal, endSessions, policy } = this.#options;
    const common = clock ? { clock } : {};
    const keys = new KeyOffice({ store, journal, ...common, ...(endSessions ? { endSessions } : {}) });
    const onEvent = (event: LoginEvent): Promise<void> => this.#noteLogin(event);
    const login = openLogin({ state: this.#state, people: store, onEvent, ...common, ...(policy ? { policy } : {}) });
    this.#opened = { store, keys, login };
    this.#options.onOpen?.();
  }

  /** Another program put the store under other secrets, or an older copy back: closed, until two officers open it again. */
  #checked(): Opened | undefined {
    try {
      this.#opened?.store.find('');
    } catch (error) {
      if (!(error instanceof SealError && error.code.startsWith('key-store'))) throw error;
      this.close();
    }
    return this.#opened;
  }

  #required(): Opened {
    const opened = this.#checked();
    if (opened) return opened;
    const how =
      this.state === 'missing'
        ? 'there is none; two officers make it with keys create'
        : 'it is closed; two officers open it with their secrets';
    throw new SealError('key-store-closed', `Asking the key store: ${how}.`, { retryable: true });
  }

  async #note(entry: JournalEntry): Promise<void> {
    await this.#options.journal.append([
      { time: new Date(this.#options.clock?.() ?? Date.now()).toISOString(), ...entry },
    ]);
  }

  async #noteLogin({ at, user, event, officer }: LoginEvent): Promise<void> {
    const outcome = told[event];
    if (outcome === undefined) return;
    const who = officer === undefined ? { person: user } : { person: officer };
    await this.#note({
      kind: 'login',
      time: at.toISOString(),
      ...who,
      outcome: officer ? `${user}: ${outcome}` : outcome,
    });
  }
}
