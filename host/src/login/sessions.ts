// Sessions after a login: a random token each, ended by logout, by idling (seal document 9.2: at most 30 minutes), or by an
// officer. They live in memory: a restart logs everybody out. Called by the bridge and the middleware.
import { createHash, randomBytes } from 'node:crypto';
import { noRights, type Person, type Rights } from '../keys/person.ts';
import { rightsOf } from './login.ts';
import { requirePolicy } from './policy.ts';

export interface Session {
  /** Public: for lists and the journal. */
  id: string;
  user: string;
  /** True after a right response, false after Enter alone. */
  proven: boolean;
  rights: Rights;
  startedAt: number;
}

/** What is asked at each request: a key store may be changed by another program meanwhile. */
export interface Register {
  find(user: string): Person | undefined;
  /** How many login keys of the user were revoked; undefined while nobody can say. */
  revocations(user: string): number | undefined;
}

export interface SessionsOptions {
  /** Whose roles count at each request, and whose revocations end sessions; without it the roles of the login count. */
  register?: Register;
  idleMinutes?: number;
  /** Milliseconds since 1970: it goes on while the computer sleeps. */
  clock?: () => number;
  /** Milliseconds that never go back. */
  monotonic?: () => number;
}

type Defaults = Required<Omit<SessionsOptions, 'register'>>;

interface Kept {
  session: Session;
  /** Of the user, when the session began. */
  revocations: number | undefined;
  wallAt: number;
  steadyAt: number;
}

/** Most sessions at once; the one that idled longest makes room. */
const most = 10_000;
const digest = (token: string): string => createHash('sha256').update(token).digest('base64url');

export class Sessions {
  readonly #kept = new Map<string, Kept>();
  readonly #options: Defaults & Pick<SessionsOptions, 'register'>;
  readonly #idleMs: number;

  constructor(options: SessionsOptions) {
    this.#options = { idleMinutes: 30, clock: Date.now, monotonic: () => performance.now(), ...options };
    this.#idleMs = requirePolicy({ idleMinutes: this.#options.idleMinutes }).idleMinutes * 60_000;
  }

  /** The token is told once; only its digest is kept. */
  start(user: string, proven: boolean, told = noRights): { token: string; session: Session } {
    const { clock, monotonic, register } = this.#options;
    const token = randomBytes(32).toString('base64url');
    const rights = proven ? told : noRights;
    const session = { id: randomBytes(8).toString('hex'), user, proven, rights, startedAt: clock() };
    if (this.#kept.size >= most) this.#kept.delete(this.#kept.keys().next().value!);
    const revocations = register?.revocations(user);
    this.#kept.set(digest(token), { session, revocations, wallAt: clock(), steadyAt: monotonic() });
    return { token, session: this.#withRights(session) };
  }

  /** The session of a token, which this keeps alive; with the rights that the user has now. */
  find(token: string): Session | undefined {
    const key = digest(token);
    const kept = this.#live(key);
    if (!kept) return undefined;
    const { clock, monotonic } = this.#options;
    this.#kept.delete(key);
    // At the end again: the first of the map is the one that idled longest.
    this.#kept.set(key, { ...kept, wallAt: clock(), steadyAt: monotonic() });
    return this.#withRights(kept.session);
  }

  /** As `find`, but the idle time goes on: for what a page asks by itself. */
  peek(token: string): Session | undefined {
    const kept = this.#live(digest(token));
    return kept && this.#withRights(kept.session);
  }

  /** Logout. */
  end(token: string): boolean {
    return this.#kept.delete(digest(token));
  }

  /** Ends all sessions of a user, at once: his card was revoked or his roles changed. */
  endOf(user: string): number {
    const own = [...this.#kept].filter(([, { session }]) => session.user === user);
    for (const [key] of own) this.#kept.delete(key);
    return own.length;
  }

  /** Those that live, for a list; keeps none alive. */
  list(): Session[] {
    for (const key of [...this.#kept.keys()]) this.#live(key);
    return [...this.#kept.values()].map(({ session }) => this.#withRights(session));
  }

  #live(key: string): Kept | undefined {
    const kept = this.#kept.get(key);
    if (!kept || !(this.#isIdle(kept) || this.#isRevoked(kept))) return kept;
    this.#kept.delete(key);
    return undefined;
  }

  /** A clock that goes back makes no session live longer, a computer that sleeps neither. */
  #isIdle({ wallAt, steadyAt }: Kept): boolean {
    const { clock, monotonic } = this.#options;
    return Math.max(clock() - wallAt, monotonic() - steadyAt) >= this.#idleMs;
  }

  #isRevoked({ session, revocations }: Kept): boolean {
    const now = session.proven ? this.#options.register?.revocations(session.user) : undefined;
    return now !== undefined && now !== revocations;
  }

  #withRights(session: Session): Session {
    const { register } = this.#options;
    if (!register) return session;
    const person = session.proven ? register.find(session.user) : undefined;
    return { ...session, rights: person ? rightsOf(person) : noRights };
  }
}
