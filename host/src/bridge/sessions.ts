// People who are logged in at a browser: a random cookie each, forgotten after an idle time of at most 30 minutes
// (seal document 9.2). The log-in route opens a session; guard.ts asks for the current one.
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SealError } from '../errors.ts';
import type { PersonCaller } from './caller.ts';
import type { Clock } from './parts.ts';

export const LONGEST_IDLE_MINUTES = 30;
const cookieName = 'sigillator';

interface Session {
  person: PersonCaller;
  lastUsedMs: number;
}

/** Anything that carries headers: a request of fastify, an upgrade. */
export interface Headed {
  headers: IncomingHttpHeaders;
}

export interface Sessions {
  /** Minutes without a request after which a session ends. */
  readonly idleMinutes: number;
  /** Logs a person in; the answer is the value of a `set-cookie` header. */
  open(person: Omit<PersonCaller, 'kind'>): string;
  /** Who asks, and a new start of the idle time; undefined when nobody is logged in, or not any more. */
  current(request: Headed): PersonCaller | undefined;
  /** As `current`, but the idle time goes on: for what the page does by itself. */
  peek(request: Headed): PersonCaller | undefined;
  /** Logs out; the answer is the `set-cookie` header that clears it. */
  close(request: Headed): string;
  /** Logs a person out everywhere, because a role or a card was withdrawn. */
  closeAllOf(user: string): void;
}

export function createSessions(clock: Clock, idleMinutes = 15): Sessions {
  if (!(idleMinutes > 0 && idleMinutes <= LONGEST_IDLE_MINUTES))
    throw new SealError(
      'usage',
      `Setting the idle time: expected 1 to ${LONGEST_IDLE_MINUTES} minutes, got ${idleMinutes}.`,
    );
  const sessions = new Map<string, Session>();
  const isOver = ({ lastUsedMs }: Session): boolean => clock.now().getTime() - lastUsedMs >= idleMinutes * 60_000;
  const live = (request: Headed): Session | undefined => {
    const key = keyOf(request);
    const session = sessions.get(key);
    if (session === undefined || !isOver(session)) return session;
    sessions.delete(key);
    return undefined;
  };
  return {
    idleMinutes,
    open(person) {
      for (const [key, session] of sessions) if (isOver(session)) sessions.delete(key);
      const secret = randomBytes(32).toString('base64url');
      sessions.set(digest(secret), { person: { kind: 'person', ...person }, lastUsedMs: clock.now().getTime() });
      return `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
    },
    current(request) {
      const session = live(request);
      if (session) session.lastUsedMs = clock.now().getTime();
      return session?.person;
    },
    peek: (request) => live(request)?.person,
    close(request) {
      sessions.delete(keyOf(request));
      return `${cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
    },
    closeAllOf(user) {
      for (const [key, session] of sessions) if (session.person.user === user) sessions.delete(key);
    },
  };
}

/** Looked up by digest: how long a look-up takes says nothing about the cookie. */
const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');

function keyOf({ headers }: Headed): string {
  const [, secret = ''] = new RegExp(`(?:^|; )${cookieName}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '') ?? [];
  return digest(secret);
}
