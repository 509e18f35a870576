// Login by one-time response for a web application that exists already, as a middleware of the connect and Express kind:
// `app.use(loginMiddleware({ login, userOf }))`. It serves challenge, verify and logout under a path of its own, and puts the
// session on every request. fastify-plugin.ts wraps it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SealError } from '../errors.ts';
import { requireUser } from '../keys/person.ts';
import type { LoginService } from './remote-login.ts';
import { type Session, Sessions } from './sessions.ts';

declare module 'node:http' {
  interface IncomingMessage {
    /** The session of whoever logged in by card or by Enter; undefined before. */
    sigillator?: Session | undefined;
  }
}

export interface MiddlewareOptions {
  /** `openLogin(…)`, or `remoteLogin(…)` of a bridge. */
  login: LoginService;
  /** Who the application says is asking; without it the page tells the name itself. */
  userOf?: (request: IncomingMessage) => string | undefined;
  /** At most 30 minutes idle. */
  sessions?: Sessions;
  /** Default `/sigillator`. */
  path?: string;
  /** The cookie goes over https only. Default: as the request came. */
  secure?: boolean;
}

type Next = (error?: unknown) => void;
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

const cookieName = 'sigillator-login';
const longestBody = 4096;

export function loginMiddleware(options: MiddlewareOptions): Middleware {
  const { login, userOf, sessions = new Sessions({}), path = '/sigillator' } = options;

  const tokenOf = ({ headers }: IncomingMessage): string =>
    new RegExp(`(?:^|; )${cookieName}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1] ?? '';
  const cookie = (request: IncomingMessage, token: string): string => {
    const secure = options.secure ?? 'encrypted' in request.socket;
    const age = token === '' ? '; Max-Age=0' : '';
    return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}${age}`;
  };
  /** A session counts for the one whom the application knows at this moment, and for nobody else. */
  const sessionOf = (request: IncomingMessage): Session | undefined => {
    const session = sessions.find(tokenOf(request));
    if (session === undefined || userOf === undefined) return session;
    return userOf(request) === session.user ? session : undefined;
  };
  const userNamed = (request: IncomingMessage, body: Record<string, unknown>): string => {
    const user = userOf ? userOf(request) : body.user;
    if (typeof user === 'string') return requireUser(user);
    throw new SealError('not-logged-in', 'Logging in by card: expected a user whom the application knows.');
  };

  const acts: Record<string, (request: IncomingMessage, body: Record<string, unknown>) => Promise<[object, string?]>> =
    {
      async challenge(request, body) {
        return [await login.challenge(userNamed(request, body))];
      },
      async verify(request, body) {
        const user = userNamed(request, body);
        const { notices, ...verdict } = await login.verify(user, String(body.response ?? ''));
        if (!verdict.ok) return [verdict];
        sessions.end(tokenOf(request));
        const { token } = sessions.start(user, verdict.reason === 'right', verdict.rights);
        return [{ ...verdict, notices }, cookie(request, token)];
      },
      async logout(request) {
        sessions.end(tokenOf(request));
        return [{ ok: true }, cookie(request, '')];
      },
    };

  return (request, response, next) => {
    const target = ((request as { originalUrl?: string }).originalUrl ?? request.url ?? '').split('?')[0]!;
    const act = target.startsWith(`${path}/`) ? acts[target.slice(path.length + 1)] : undefined;
    if (!act || !Object.hasOwn(acts, target.slice(path.length + 1))) {
      request.sigillator = sessionOf(request);
      next();
      return;
    }
    answer(request, response, act).catch(next);
  };
}

/** For what only a clerk who may seal shall reach: `app.post('/approve', requireSealing, …)`. */
export const requireSealing: Middleware = (request, response, next) => {
  if (request.sigillator?.rights.seal) next();
  else send(response, 403, new SealError('not-allowed', 'This needs a login by a card that may seal.').toJSON());
};

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  act: (request: IncomingMessage, body: Record<string, unknown>) => Promise<[object, string?]>,
): Promise<void> {
  try {
    requireOwnPage(request);
    const [said, setCookie] = await act(request, await bodyOf(request));
    if (setCookie !== undefined) response.appendHeader('set-cookie', setCookie);
    send(response, 200, said);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const status = { 'wrong-origin': 403, 'not-logged-in': 401, 'too-long': 413 }[error.code];
    send(response, status ?? (error.retryable ? 503 : 400), error.toJSON());
  }
}

/** Only JSON from pages of the same site: another site's form or image can send neither. */
function requireOwnPage({ method, headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site'];
  if (method !== 'POST') throw new SealError('wrong-method', 'Logging in by card: expected POST.');
  if (site !== undefined && site !== 'same-origin')
    throw new SealError('wrong-origin', 'Logging in by card: pages of other sites may not do this.');
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    throw new SealError('wrong-type', 'Logging in by card: expected "application/json".');
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  // An application that has parsed the body already has it here.
  const parsed = (request as { body?: unknown }).body;
  if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > longestBody)
      throw new SealError('too-long', `Logging in by card: expected at most ${longestBody} bytes.`);
    chunks.push(chunk as Buffer);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls to the one sentence below.
  }
  throw new SealError('bad-json', 'Logging in by card: expected a JSON object.');
}

function send(response: ServerResponse, status: number, value: object): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(JSON.stringify(value));
}
