// Who asks: a program with a token, or a person logged in at a browser. guard.ts sets it, routes read `request.caller`.
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

/** Who works with devices and hears of them: a program, or a clerk or administrator whom a response has proved. */
export const deviceWork = { roles: ['clerk', 'administrator'], right: 'response' } as const;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
  }
  interface FastifyContextConfig {
    access?: Access;
    /** A person needs one of these roles. */
    roles?: readonly string[];
    /** A person needs this right. */
    right?: string;
  }
}
