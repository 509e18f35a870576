// The security hook: runs before anything of a request is read, WebSocket upgrades and static files included.
// Loopback is no wall: any web page of any site can send requests here, by name or by rebinding its own name.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SealError } from '../errors.ts';
import { requireAllowed } from '../keys/person.ts';
import type { Caller } from './caller.ts';
import { preflightHeaders } from './headers.ts';
import type { Parts } from './parts.ts';

export function guard(parts: Parts): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  return async (request, reply) => {
    const names = ownNames(request);
    requireHost(request, names);
    const page = pageOf(request, names, parts.origins ?? []);
    if (request.method === 'OPTIONS' && page === 'elsewhere') return reply.status(204).headers(preflightHeaders).send();
    requireJson(request);
    const caller = callerOf(request, parts, page);
    request.caller = caller;
    requireAccess(request, caller, parts);
  };
}

/** The names under which this very port may be called. Without a socket (inject) the port is HTTP's own. */
function ownNames(request: FastifyRequest): string[] {
  const port = request.raw.socket.localPort ?? 80;
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  return port === 80 ? [...names, ...names.map((name) => `${name}:80`)] : names.map((name) => `${name}:${port}`);
}

function requireHost(request: FastifyRequest, names: string[]): void {
  // Node joins repeated Host lines to nothing and keeps the first: two of them are an attack, not a request.
  const hosts = request.raw.rawHeaders.filter((_, i, all) => i % 2 === 0 && all[i]!.toLowerCase() === 'host');
  const host = request.headers.host ?? '';
  if (hosts.length < 2 && names.includes(host)) return;
  throw new SealError('wrong-host', `Asking the bridge: expected host "${names[0]}", got "${host}".`);
}

/** Which page asks: ours, one elsewhere that was allowed by name, or none that says so (a program, a typed address). */
type Page = 'own' | 'elsewhere' | 'unsaid';

function pageOf(request: FastifyRequest, names: string[], allowed: readonly string[]): Page {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined) {
    const own = names.some((name) => origin === `http://${name}`);
    if (own && (site === undefined || site === 'same-origin')) return 'own';
    if (!own && allowed.includes(origin)) return 'elsewhere';
    throw new SealError('wrong-origin', `Asking the bridge: pages of "${origin}" may not use it.`);
  }
  if (site === 'same-origin') return 'own';
  if (site === undefined || site === 'none') return 'unsaid';
  throw new SealError('wrong-origin', 'Asking the bridge: pages of other sites may not use it.');
}

/** A form or an image cannot send JSON: whoever does has asked the browser first, or is no browser. */
function requireJson(request: FastifyRequest): void {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const type = headers['content-type'];
  if (!hasBody && type === undefined) return;
  if (/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type ?? '')) return;
  throw new SealError('wrong-type', `Reading the request: expected "application/json", got "${type ?? ''}".`);
}

function callerOf(request: FastifyRequest, parts: Parts, page: Page): Caller | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token = ''] = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization) ?? [];
    const name = parts.tokens.nameOf(token);
    if (name !== undefined) return { kind: 'client', name };
    throw new SealError(
      'wrong-token',
      'Asking the bridge: this token is not known. Make one with "sigillator bridge token add NAME".',
    );
  }
  // A cookie travels by itself, so it counts only where the page is ours; what only reads needs no such proof.
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const plain = reads && request.headers.upgrade === undefined;
  if (page === 'elsewhere' || (page === 'unsaid' && !plain)) return undefined;
  // What a page does by itself says so, and a socket comes back by itself after each break: nobody acted (9.2).
  const byItself = request.headers.upgrade !== undefined || request.headers['x-background'] !== undefined;
  return byItself ? parts.sessions.peek(request) : parts.sessions.current(request);
}

function requireAccess(request: FastifyRequest, caller: Caller | undefined, { office }: Parts): void {
  const { access = 'caller', action } = request.routeOptions.config;
  if (access === 'open' || request.is404) return;
  if (caller === undefined)
    throw new SealError(
      'not-logged-in',
      'Asking the bridge: expected a token ("Authorization: Bearer …") or a log-in at its page; got neither.',
    );
  if (access !== 'caller' && access !== caller.kind)
    throw new SealError(
      'not-allowed',
      access === 'person'
        ? 'Asking the bridge: only a person who is logged in may do this, a program may not.'
        : 'Asking the bridge: only a program with a token may do this.',
    );
  if (caller.kind !== 'person' || action === undefined) return;
  if (!caller.rights.includes('response'))
    throw new SealError('not-allowed', 'Asking the bridge: this takes more than a name; log in again with a response.');
  if (office?.state === 'closed')
    throw new SealError(
      'key-store-closed',
      'Asking the bridge: the key store is closed, so nobody has a role; two officers open it with their secrets.',
      { retryable: true },
    );
  requireAllowed(caller.roles, action);
}
