// Who asks: a program with a token, or a person logged in at a browser. guard.ts sets it, routes read `request.caller`.
import { SealError } from '../errors.ts';
import { type Action, actions, isAllowed } from '../keys/person.ts';

export interface ClientCaller {
  kind: 'client';
  name: string;
}

export interface PersonCaller {
  kind: 'person';
  user: string;
  roles: readonly string[];
  rights: readonly string[];
}

export type Caller = ClientCaller | PersonCaller;

/** Who may ask for a route: `open` needs no caller, `caller` any. Set in a route's `config`; `caller` if nothing is said. */
export type Access = 'open' | 'client' | 'person' | 'caller';

/** Where a route is for persons alone, nobody else comes this far. */
export function requirePerson(caller: Caller | undefined): PersonCaller {
  if (caller?.kind === 'person') return caller;
  throw new SealError('not-logged-in', 'Asking the bridge: only a person who is logged in may do this.');
}

/** What a person may do now: nothing without a right response. */
export const actionsOf = ({ roles, rights }: PersonCaller): Action[] =>
  rights.includes('response') ? actions.filter((action) => isAllowed(roles, action)) : [];

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
  }
  interface FastifyContextConfig {
    access?: Access;
    /** What a person needs a role for, and a response: the table of keys/person.ts. Nothing is asked where none is named. */
    action?: Action;
  }
}
