// The middleware in a real HTTP server: of Node alone, and of fastify; with users that the application knows.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { loginPlugin } from '../../../host/src/login/fastify-plugin.ts';
import { loginMiddleware, type MiddlewareOptions, requireSealing } from '../../../host/src/login/middleware.ts';
import { remoteLogin } from '../../../host/src/login/remote-login.ts';
import { Sessions } from '../../../host/src/login/sessions.ts';
import { officeRig } from '../../bridge/office-rig.ts';
import { token } from '../../bridge/rig.ts';
import { sealKey } from '../keys/_store.ts';
import { annaKey, keyRow, office } from './_office.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The application takes its users from a header, as from a cookie of its own. */
const userOf = ({ headers }: IncomingMessage): string | undefined => headers['x-user']?.toString();

/** Stacks middlewares as connect does. */
async function nodeServer(options: MiddlewareOptions): Promise<string> {
  const login = loginMiddleware(options);
  const server: Server = createServer((request, response) => {
    const fail = () => response.writeHead(500).end();
    login(request, response, (error) => {
      if (error) return fail();
      const rest = () => response.end(JSON.stringify(request.sigillator ?? null));
      if (request.url === '/approve') requireSealing(request, response, rest);
      else rest();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function fastifyServer(options: MiddlewareOptions): Promise<string> {
  const app = fastify({ forceCloseConnections: true });
  await app.register(loginPlugin, options);
  app.get('/', ({ raw }) => raw.sigillator ?? null);
  app.get('/approve', ({ raw }, reply) => {
    if (raw.sigillator?.rights.seal) return raw.sigillator;
    return reply.code(403).send({});
  });
  app.post('/echo', ({ body }) => body);
  closing.push(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
}

const desk = () =>
  office({ keys: [keyRow('anna', annaKey), keyRow('anna', sealKey, { use: 'seal', heldBy: 'host' })] });

async function ask(base: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const json = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(base + path, { ...json, headers: { 'x-user': 'anna', ...type, ...headers } });
  const text = await answer.text();
  const set = answer.headers.get('set-cookie') ?? '';
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), set, cookie: set.split(';')[0]! };
}

describe.each([
  ['node:http', nodeServer],
  ['fastify', fastifyServer],
] as const)('the middleware on %s', (_, serve) => {
  async function logIn(options: Partial<MiddlewareOptions> = {}) {
    const { login, answer } = desk();
    const base = await serve({ login, userOf, ...options });
    const { challenge } = (await ask(base, '/sigillator/challenge', {})).body;
    const entered = await ask(base, '/sigillator/verify', { response: answer(challenge) });
    return { base, entered, cookie: entered.cookie };
  }

  test('SE-3.2 a right response opens what only sealing clerks reach; logout closes it', async () => {
    const { base, entered, cookie } = await logIn();
    expect(entered.body).toMatchObject({ ok: true, reason: 'right', rights: { seal: true, procedure: 2 } });
    expect(entered.set).toMatch(/^sigillator-login=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await ask(base, '/approve')).status).toBe(403);
    expect((await ask(base, '/approve', undefined, { cookie })).status).toBe(200);
    expect((await ask(base, '/', undefined, { cookie })).body).toMatchObject({ user: 'anna', proven: true });
    expect((await ask(base, '/sigillator/logout', {}, { cookie })).set).toContain('Max-Age=0');
    expect((await ask(base, '/approve', undefined, { cookie })).status).toBe(403);
  });

  test('SE-9.4b Enter passes through without the right to seal', async () => {
    const { login } = desk();
    const base = await serve({ login, userOf });
    const { body, cookie } = await ask(base, '/sigillator/verify', { response: '' });
    expect(body).toMatchObject({ ok: true, reason: 'ordinary', rights: { seal: false } });
    expect((await ask(base, '/', undefined, { cookie })).body).toMatchObject({ user: 'anna', proven: false });
    expect((await ask(base, '/approve', undefined, { cookie })).status).toBe(403);
  });

  test('a wrong response sets no cookie, and a session is no use to another user', async () => {
    const { base, cookie } = await logIn();
    const { status, body, set } = await ask(base, '/sigillator/verify', { response: '000000' });
    expect([status, body.ok, set]).toEqual([200, false, '']);
    expect((await ask(base, '/', undefined, { cookie, 'x-user': 'bo' })).body).toBe(null);
  });

  test('SE-9.4e idling ends the session', async () => {
    const time = { now: 0 };
    const sessions = new Sessions({ clock: () => time.now, monotonic: () => time.now });
    const { base, cookie } = await logIn({ sessions });
    time.now += 30 * 60_000;
    expect((await ask(base, '/approve', undefined, { cookie })).status).toBe(403);
  });

  test('pages of other sites, forms, other methods and long bodies are refused', async () => {
    const { base } = await logIn();
    const path = '/sigillator/verify';
    const cross = await ask(base, path, {}, { 'sec-fetch-site': 'cross-site' });
    expect([cross.status, cross.body.code]).toEqual([403, 'wrong-origin']);
    const form = await ask(base, path, {}, { 'content-type': 'application/x-www-form-urlencoded' });
    expect([form.status, form.body.code]).toEqual([400, 'wrong-type']);
    expect((await ask(base, path)).body.code).toBe('wrong-method');
    expect((await ask(base, path, { response: '0'.repeat(5000) })).status).toBe(413);
    expect((await ask(base, path, [] as object)).body.code).toBe('bad-json');
  });

  test('without userOf the page tells the name itself', async () => {
    const { login, answer } = desk();
    const base = await serve({ login });
    expect((await ask(base, '/sigillator/challenge', {})).status).toBe(401);
    const { challenge } = (await ask(base, '/sigillator/challenge', { user: 'anna' })).body;
    const { body } = await ask(base, '/sigillator/verify', { user: 'anna', response: answer(challenge) });
    expect(body.ok).toBe(true);
  });
});

describe('the plugin', () => {
  test('leaves bodies of other routes to fastify', async () => {
    const base = await fastifyServer({ login: desk().login, userOf });
    expect((await ask(base, '/echo', { a: 1 })).body).toEqual({ a: 1 });
  });
});

describe('the middleware over a bridge', () => {
  test('SE-3.2 asks the bridge, where the keys stay', async () => {
    const rig = await officeRig();
    closing.push(() => rig.close());
    const login = remoteLogin({ url: await rig.listen(), token });
    const base = await nodeServer({ login, userOf });
    const { challenge } = (await ask(base, '/sigillator/challenge', {})).body;
    const { body } = await ask(base, '/sigillator/verify', { response: office().answer(challenge) });
    expect(body).toMatchObject({ ok: true, rights: { seal: true, procedure: 2, roles: ['clerk'] } });
    rig.office.close();
    const closed = await ask(base, '/sigillator/challenge', {});
    expect([closed.status, closed.body.code]).toEqual([503, 'key-store-closed']);
  });
});
