// People log in at the bridge's page; programs have responses judged. Over the bridge's real routes and guard.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { secrets } from '../unit/keys/_store.ts';
import { cardAnswer } from '../unit/login/_office.ts';
import { keys, type OfficeRig, officeRig } from './office-rig.ts';
import { bearer } from './rig.ts';
import { openSocket } from './web-socket.ts';

let rig: OfficeRig;
beforeEach(async () => {
  rig = await officeRig();
});
afterEach(() => rig.close());

const challengeOf = async (user: string): Promise<string> =>
  (await rig.ask('POST', 'login/challenge', { user })).body.challenge;
const wrong = (challenge: string, key = keys.anna!): string =>
  String((Number(cardAnswer(challenge, key)) + 1) % 1_000_000).padStart(6, '0');
const rows = async (kind: 'login' | 'logout') => {
  const found = [];
  for await (const row of rig.parts.journal.search({ kind })) found.push([row.person, row.outcome]);
  return found;
};

describe('logging in at the page', () => {
  test('SE-3.2 SE-9.4d by a right response: a cookie that no script reads, the rights, a row in the journal', async () => {
    const response = cardAnswer(await challengeOf('anna'), keys.anna!);
    const answer = await rig.app.inject({
      ...{ method: 'POST', url: '/v1/login', payload: { user: 'anna', response } },
      headers: { host: 'localhost', origin: 'http://localhost', 'sec-fetch-site': 'same-origin' },
    });
    const user = {
      user: 'anna',
      name: 'Anna Ek',
      roles: ['clerk'],
      rights: ['response', 'seal'],
      procedure: 2,
      idleMinutes: 15,
    };
    expect(answer.json()).toEqual({ ok: true, reason: 'right', notices: [], user });
    expect(answer.headers['set-cookie']).toMatch(/^sigillator=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
    expect((await rig.ask('GET', 'session', undefined, cookie)).body).toEqual(user);
    expect(await rows('login')).toEqual([['anna', 'logged in by a right response']]);
  });

  test('SE-9.4b by Enter alone: no roles, no right, no name that was not proved, and no row in the journal', async () => {
    for (const user of ['ruth', 'nobody']) {
      await challengeOf(user);
      const { body, cookie } = await rig.ask('POST', 'login', { user, response: '' });
      expect(body).toMatchObject({ ok: true, reason: 'ordinary', user: { user, name: user, roles: [], rights: [] } });
      expect((await rig.ask('GET', 'office/people', undefined, cookie)).status).toBe(403);
      expect((await rig.ask('POST', 'session/logout', {}, cookie)).body).toEqual({ ok: true });
      expect((await rig.ask('GET', 'session', undefined, cookie)).status).toBe(401);
    }
    expect([await rows('login'), await rows('logout')]).toEqual([[], []]);
  });

  test('SE-9.4d a wrong response repeats the procedure once with a new challenge', async () => {
    const first = await challengeOf('anna');
    const once = (await rig.ask('POST', 'login', { user: 'anna', response: wrong(first) })).body;
    expect(once).toMatchObject({ ok: false, reason: 'wrong', again: { challenge: expect.stringMatching(/^\d{6}$/) } });
    expect(once.again.challenge).not.toBe(first);
    const twice = (await rig.ask('POST', 'login', { user: 'anna', response: wrong(once.again.challenge) })).body;
    expect(twice).toEqual({
      ...{ ok: false, reason: 'wrong', notices: [] },
      message: 'The response was wrong. Begin again with a new challenge.',
    });
  });

  test('SE-9.4e the session ends by idling and by logout', async () => {
    const [idle, left] = [await rig.enter('anna'), await rig.enter('anna')];
    expect((await rig.ask('POST', 'session/logout', {}, left)).status).toBe(200);
    expect((await rig.ask('GET', 'session', undefined, left)).status).toBe(401);
    rig.pass(15 * 60_000);
    expect((await rig.ask('GET', 'session', undefined, idle)).status).toBe(401);
    expect(await rows('logout')).toEqual([['anna', 'logged out']]);
  });

  test('SE-9.4e what a page loads by itself keeps nobody logged in, and neither does its socket', async () => {
    const cookie = await rig.enter('anna');
    const url = await rig.listen();
    const own = { cookie, host: new URL(url).host, origin: url, 'sec-fetch-site': 'same-origin' };
    const status = async (more: Record<string, string>): Promise<number> =>
      (
        await rig.app.inject({
          url: '/v1/session',
          headers: { ...own, host: 'localhost', origin: 'http://localhost', ...more },
        })
      ).statusCode;
    for (let minutes = 0; minutes < 14; minutes++) {
      rig.pass(60_000);
      expect(await status({ 'x-background': '1' })).toBe(200);
      const socket = await openSocket(`${url}/v1/events`, own);
      expect(socket.status).toBe(101);
      socket.end();
    }
    rig.pass(60_000);
    expect(await status({ 'x-background': '1' })).toBe(401);
    expect(await status({})).toBe(401);
  });

  test('PK-5.5 a role that another program takes counts no more at the next request, and while the store is closed none', async () => {
    const officer = await rig.enter('oscar');
    const bothSecrets = secrets.map(({ officer: user, secret }) => ({ officer: user, secret }));
    const retention = { reason: 'ten years are over', before: '2016-01-01', secrets: bothSecrets };
    const acts = [
      ...[['GET', 'office/people'] as const, ['GET', 'office/protocols'] as const, ['GET', 'journal'] as const],
      ...[['GET', 'journal/verify'] as const, ['GET', 'journal/export'] as const],
      ...[['POST', 'journal/retention', retention] as const, ['POST', 'office/close', {}] as const],
    ];
    const statuses = async (): Promise<Record<string, number>> => {
      const found: Record<string, number> = {};
      for (const [method, path, body] of acts) found[path] = (await rig.ask(method, path, body, officer)).status;
      return found;
    };
    const all = (status: number) => Object.fromEntries(acts.map(([, path]) => [path, status]));
    expect(await statuses()).toEqual(all(200));
    await rig.open();
    await rig.elsewhere(({ keys }) => keys.grant({ user: 'ruth', roles: ['officer'] }, 'adam', ['officer']));
    await rig.elsewhere(({ keys }) => keys.grant({ user: 'ruth', roles: ['officer'] }, 'oscar', []));
    expect(await statuses()).toEqual(all(403));
    expect((await rig.ask('GET', 'session', undefined, officer)).body).toMatchObject({ user: 'oscar', roles: [] });
    const clerk = await rig.enter('anna');
    rig.office.close();
    expect((await rig.ask('GET', 'session', undefined, clerk)).body).toMatchObject({ roles: [], rights: ['response'] });
  });

  test('SE-8.8 a card that another program revokes ends the session at the next request', async () => {
    const [lost, other] = [await rig.enter('anna'), await rig.enter('adam')];
    expect((await rig.ask('GET', 'session', undefined, lost)).status).toBe(200);
    const order = { user: 'anna', card: 'CARD-anna', reason: 'left in a train' };
    await rig.elsewhere(({ keys }) => keys.revoke({ user: 'ruth', roles: ['officer'] }, order));
    expect((await rig.ask('GET', 'session', undefined, lost)).status).toBe(401);
    expect((await rig.ask('GET', 'session', undefined, other)).status).toBe(200);
  });

  test('a key store that another program puts under new secrets is closed here, and those open it', async () => {
    const officer = await rig.enter('ruth');
    const others = secrets.map(({ officer, secret }) => ({ officer, secret: `${secret} from now on` }));
    await rig.elsewhere(({ keys }) => keys.replaceOfficers({ user: 'ruth', roles: ['officer'] }, others));
    expect((await rig.ask('GET', 'office/state')).body).toEqual({ store: 'closed' });
    expect((await rig.ask('GET', 'office/people', undefined, officer)).status).toBe(503);
    expect((await rig.ask('POST', 'office/open', { secrets: others })).status).toBe(200);
    expect((await rig.ask('GET', 'office/people', undefined, officer)).status).toBe(200);
  });

  test('is impossible while the key store is closed, and says who can open it', async () => {
    rig.office.close();
    const { status, body } = await rig.ask('POST', 'login/challenge', { user: 'anna' });
    expect([status, body]).toEqual([
      503,
      {
        ...{ code: 'key-store-closed', retryable: true },
        message: 'Asking the key store: it is closed; two officers open it with their secrets.',
      },
    ]);
  });

  test('a page of another origin can not log in', async () => {
    const answer = await rig.app.inject({
      ...{ method: 'POST', url: '/v1/login', payload: { user: 'anna', response: '' } },
      headers: { host: 'localhost', origin: 'http://evil.test', 'sec-fetch-site': 'cross-site' },
    });
    expect(answer.statusCode).toBe(403);
  });
});

describe('a program', () => {
  const post = (url: string, payload: object, headers: Record<string, string> = { ...bearer }) =>
    rig.app.inject({ method: 'POST', url, payload, headers: { host: 'localhost', ...headers } });

  test('SE-3.2 has a response judged for its own log-in', async () => {
    const { challenge } = (await post('/v1/login/challenge', { user: 'anna' })).json();
    const answer = await post('/v1/login/verify', { user: 'anna', response: cardAnswer(challenge, keys.anna!) });
    expect(answer.json()).toEqual({
      ...{ ok: true, reason: 'right', attemptsLeft: 0 },
      rights: { seal: true, procedure: 2, roles: ['clerk'] },
      notices: [],
    });
  });

  test('without a token is refused', async () => {
    expect((await post('/v1/login/verify', { user: 'anna', response: '123456' }, {})).statusCode).toBe(401);
  });
});
