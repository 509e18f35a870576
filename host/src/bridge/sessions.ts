// People who are logged in at a browser: the cookie that carries the token of a session, and the caller that the session
// stands for. login/sessions.ts keeps them. The log-in route opens one; guard.ts asks for the current one.
import type { IncomingHttpHeaders } from 'node:http';
import type { Rights } from '../keys/person.ts';
import { Sessions as Kept, type Register, type Session } from '../login/sessions.ts';
import type { PersonCaller } from './caller.ts';
import type { Clock } from './parts.ts';

export const cookieName = 'sigillator';

/** Anything that carries headers: a request of fastify, an upgrade. */
export interface Headed {
  headers: IncomingHttpHeaders;
}

export interface Sessions {
  /** Minutes without a request after which a session ends. */
  readonly idleMinutes: number;
  /** Logs a person in; `setCookie` is the value of a `set-cookie` header. */
  open(user: string, proven: boolean, told: Rights): { setCookie: string; person: PersonCaller };
  /** Who asks, and a new start of the idle time; undefined when nobody is logged in, or not any more. */
  current(request: Headed): PersonCaller | undefined;
  /** As `current`, but the idle time goes on: for what the page does by itself. */
  peek(request: Headed): PersonCaller | undefined;
  /** Logs out; the answer is the `set-cookie` header that clears it. */
  close(request: Headed): string;
  /** Logs a person out everywhere, because a role or a card was withdrawn. */
  closeAllOf(user: string): void;
}

/** With a register, the roles of each moment count; without, those told at the login. */
export function createSessions(clock: Clock, register?: Register, idleMinutes = 15): Sessions {
  const kept = new Kept({ idleMinutes, clock: () => clock.now().getTime(), ...(register ? { register } : {}) });
  return {
    idleMinutes,
    open(user, proven, told) {
      const { token, session } = kept.start(user, proven, told);
      return { setCookie: `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`, person: callerOf(session) };
    },
    current: (request) => optional(kept.find(tokenOf(request))),
    peek: (request) => optional(kept.peek(tokenOf(request))),
    close(request) {
      kept.end(tokenOf(request));
      return `${cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
    },
    closeAllOf: (user) => void kept.endOf(user),
  };
}

const optional = (session: Session | undefined): PersonCaller | undefined => session && callerOf(session);

const callerOf = ({ user, proven, rights }: Session): PersonCaller => ({
  ...{ kind: 'person', user, roles: rights.roles },
  rights: [...(proven ? ['response'] : []), ...(rights.seal ? ['seal'] : [])],
});

const tokenOf = ({ headers }: Headed): string =>
  new RegExp(`(?:^|; )${cookieName}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1] ?? '';
