// The officer's routes: the key store opened by two, people, roles, revocation, unlocking, the whole ceremony with its protocol.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Notice } from '../../host/src/keys/people.ts';
import type { Action } from '../../host/src/keys/person.ts';
import { protocolLanguages, protocolTexts } from '../../host/src/keys/protocol-texts.ts';
import { anna, keyOf, secrets } from '../unit/keys/_store.ts';
import { cardAnswer } from '../unit/login/_office.ts';
import { keys, type OfficeRig, officeRig } from './office-rig.ts';
import { cookieOf } from './rig.ts';

let rig: OfficeRig;
beforeEach(async () => {
  rig = await officeRig();
});
afterEach(() => rig.close());

const newKey = '99999888887777766666555554444433333';
const bo = { user: 'bo', name: 'Bo Al', issuer: '4712', procedure: 3 };

/** Every route of the officer, with a body that would do. */
const routes: ['GET' | 'POST', string, object?][] = [
  ['GET', 'office/people'],
  ['POST', 'office/close'],
  ['POST', 'office/people', bo],
  ['POST', 'office/people/anna/roles', { roles: ['officer'] }],
  ['POST', 'office/people/anna/revoke', { reason: 'lost' }],
  ['POST', 'office/people/anna/unlock'],
  ['POST', 'office/introductions', bo],
  ['POST', 'office/introductions/0/witness', { user: 'oscar' }],
  ['POST', 'office/introductions/0/witness/response', { response: '' }],
  ['POST', 'office/introductions/0/keys', { ...keyOf('response'), digits: newKey }],
  ['POST', 'office/introductions/0/ask'],
  ['POST', 'office/introductions/0/prove', { response: '' }],
  ['POST', 'office/introductions/0/end', { envelope: 'destroyed' }],
  ['POST', 'office/introductions/0/cancel'],
  ['GET', 'office/protocols'],
  ['GET', 'office/protocols/1'],
];

describe('who may', () => {
  test.each(routes)(
    'PK-5.5 %s %s is for officers: not for clerks, strangers, Enter or nobody',
    async (method, path, body) => {
      const before = JSON.stringify([rig.office.store.people(), rig.office.store.keys()]);
      const ordinary = (await rig.ask('POST', 'login', { user: 'ruth', response: '' })).cookie;
      const clerk = await rig.enter('anna');
      expect((await rig.ask(method, path, body)).status).toBe(401);
      for (const cookie of [ordinary, clerk]) expect((await rig.ask(method, path, body, cookie)).status).toBe(403);
      const adam = (await rig.ask(method, path, body, await rig.enter('adam'))).status;
      expect(adam).toBe(path === 'office/people' && method === 'GET' ? 200 : 403);
      expect(JSON.stringify([rig.office.store.people(), rig.office.store.keys()])).toBe(before);
    },
  );

  test('PK-5.5 the matrix tells each person exactly what the routes let this person do', async () => {
    const proofs = secrets.map(({ officer, secret }) => ({ officer, secret }));
    /** A route of each action; whoever may, gets past the guard, to whatever the route says of the rest. */
    const guarded: Record<Action, ['GET' | 'POST', string, object?]> = {
      'view-cases': ['GET', 'cases'],
      approve: ['POST', 'cases/mark', { cases: [] }],
      'withdraw-approval': ['POST', 'approvals/none/withdraw', {}],
      'use-devices': ['GET', 'devices'],
      'search-journal': ['GET', 'journal'],
      'verify-journal': ['GET', 'journal/verify'],
      'export-journal': ['GET', 'journal/export'],
      'remove-content': ['POST', 'journal/retention', { reason: 'over', before: '2000-01-01', secrets: proofs }],
      'list-people': ['GET', 'office/people'],
      'introduce-key': ['POST', 'office/introductions', bo],
      'print-protocol': ['GET', 'office/protocols'],
      'revoke-key': ['POST', 'office/people/nobody/revoke', { reason: 'lost' }],
      'grant-role': ['POST', 'office/people/nobody/roles', { roles: [] }],
      'unlock-user': ['POST', 'office/people/nobody/unlock', {}],
      'close-key-store': ['POST', 'office/close', {}],
    };
    const told: Record<string, string[]> = {};
    for (const user of ['anna', 'adam', 'Enter', 'ruth']) {
      const enter = { user: 'ruth', response: '' };
      const cookie = user === 'Enter' ? (await rig.ask('POST', 'login', enter)).cookie : await rig.enter(user);
      told[user] = (await rig.ask('GET', 'office/matrix', undefined, cookie)).body.actions;
      const done: string[] = [];
      for (const [action, [method, path, body]] of Object.entries(guarded))
        if ((await rig.ask(method, path, body, cookie)).status !== 403) done.push(action);
      expect([user, ...told[user]!]).toEqual([user, ...done]);
    }
    expect(told.Enter).toEqual([]);
    expect(told.anna).toContain('approve');
    expect(told.adam).not.toContain('export-journal');
  });

  test('every route of the office is in this list', async () => {
    await rig.app.ready();
    const paths = Object.entries(rig.app.swagger().paths ?? {}).filter(([path]) => path.startsWith('/v1/office/'));
    const known = new Set(
      routes.map(([method, path]) => `${method} /v1/${path}`.replace(/\/(0|1|anna)(?=\/|$)/g, '/{}')),
    );
    const open = ['GET /v1/office/state', 'POST /v1/office/open', 'GET /v1/office/matrix'];
    for (const [path, methods] of paths)
      for (const method of Object.keys(methods!)) {
        const name = `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`;
        if (!open.includes(name)) expect([...known]).toContain(name);
      }
    expect(paths.length).toBeGreaterThan(12);
  });
});

describe('the key store', () => {
  test('SE-9.3b is opened by two officers after a start; one alone, or a wrong secret, opens nothing', async () => {
    rig.office.close();
    expect((await rig.ask('GET', 'office/state')).body).toEqual({ store: 'closed' });
    const given = secrets.map(({ officer, secret }) => ({ officer, secret }));
    const tries = [
      [given[0], given[0]],
      [given[0], { ...given[1], secret: 'guessed it' }],
      [given[0], { ...given[1], officer: 'anna' }],
    ];
    for (const wrong of tries) {
      const { status, body } = await rig.ask('POST', 'office/open', { secrets: wrong });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(JSON.stringify(body)).not.toContain(given[0]!.secret);
    }
    expect((await rig.ask('POST', 'office/open', { secrets: [given[0]] })).status).toBe(400);
    expect((await rig.ask('GET', 'office/state')).body).toEqual({ store: 'closed' });
    expect((await rig.ask('POST', 'office/open', { secrets: given })).body).toEqual({ ok: true });
    expect((await rig.ask('GET', 'office/state')).body).toEqual({ store: 'open' });
    expect(rig.log.join('')).not.toContain(given[0]!.secret);
    const rows = [];
    for await (const row of rig.parts.journal.search({ kind: 'access' }))
      rows.push([row.person, row.witness, row.outcome]);
    const failed = [undefined, undefined, 'not opened: key-store-not-opened'];
    expect(rows.slice(1)).toEqual([failed, failed, ['ruth', 'oscar', 'key store opened by two officers']]);
  });

  test('closed, it is the reason that those who are logged in hear, not their roles', async () => {
    const [anna, ordinary] = [await rig.enter('anna'), cookieOf(rig.parts.sessions, 'anna', [], [])];
    rig.office.close();
    expect((await rig.ask('GET', 'cases', undefined, anna)).body).toMatchObject({ code: 'key-store-closed' });
    expect((await rig.ask('GET', 'cases', undefined, ordinary)).body).toMatchObject({ code: 'not-allowed' });
    await rig.open();
    expect((await rig.ask('GET', 'cases', undefined, anna)).status).toBe(200);
  });
});

describe('an officer', () => {
  test('sees people and keys, never a key', async () => {
    const { body } = await rig.ask('GET', 'office/people', undefined, await rig.enter('ruth'));
    const one = body.find(({ user }: { user: string }) => user === 'anna');
    expect(one).toMatchObject({ ...anna, roles: ['clerk'], locked: false });
    expect(one.keys.map(({ use, generation }: { use: string; generation: number }) => [use, generation])).toEqual([
      ...[
        ['seal', 1],
        ['response', 1],
      ],
    ]);
    for (const key of Object.values(keys)) expect(JSON.stringify(body)).not.toContain(key);
    expect(JSON.stringify(body)).not.toContain('sealed');
  });

  test('SE-8.8 revokes a lost card: its session ends, its log-in fails, at once', async () => {
    const [officer, clerk] = [await rig.enter('ruth'), await rig.enter('anna')];
    const { body } = await rig.ask('POST', 'office/people/anna/revoke', { card: 'CARD-anna', reason: 'lost' }, officer);
    expect(body).toEqual({ revoked: 2 });
    expect((await rig.ask('GET', 'session', undefined, clerk)).status).toBe(401);
    const { challenge } = (await rig.ask('POST', 'login/challenge', { user: 'anna' })).body;
    const answer = await rig.ask('POST', 'login', { user: 'anna', response: cardAnswer(challenge, keys.anna!) });
    expect(answer.body).toMatchObject({ ok: false, reason: 'key-not-valid' });
  });

  test('SE-9.4d unlocks who gave too many wrong responses', async () => {
    const officer = await rig.enter('ruth');
    for (let i = 0; i < 6; i++) {
      await rig.ask('POST', 'login/challenge', { user: 'anna' });
      await rig.ask('POST', 'login', { user: 'anna', response: '00000' });
    }
    const locked = async () =>
      (await rig.ask('GET', 'office/people', undefined, officer)).body.find(
        (one: { user: string }) => one.user === 'anna',
      ).locked;
    expect(await locked()).toBe(true);
    expect((await rig.ask('POST', 'office/people/anna/unlock', {}, officer)).status).toBe(200);
    expect(await locked()).toBe(false);
  });

  test('PK-5.5 grants a role to somebody else; an officer whose role was taken is out at once', async () => {
    const [one, two] = [await rig.enter('ruth'), await rig.enter('oscar')];
    expect((await rig.ask('POST', 'office/people/adam/roles', { roles: ['officer'] }, one)).status).toBe(200);
    expect((await rig.ask('POST', 'office/people/oscar/roles', { roles: [] }, one)).status).toBe(200);
    expect((await rig.ask('GET', 'office/people', undefined, two)).status).toBe(401);
    const { status, body } = await rig.ask('POST', 'office/people/ruth/roles', { roles: ['clerk'] }, one);
    expect([status, body.message]).toEqual([403, 'Granting a role: nobody grants to himself. Ask another officer.']);
  });
});

describe('the ceremony', () => {
  const key = { ...keyOf('response', { card: 'CARD-bo' }), digits: newKey.replace(/(.{5})/g, '$1 ').trim() };

  test('SE-9.3a SE-9.3b step by step: officer, witness by card, key, proof by the new card, protocol', async () => {
    const officer = await rig.enter('ruth');
    const post = async (path: string, body: object = {}) =>
      (await rig.ask('POST', `office/introductions${path}`, body, officer)).body;
    const { id, step } = await post('', bo);
    expect(step).toBe('witness');
    const named = await post(`/${id}/witness`, { user: 'oscar' });
    expect((await post(`/${id}/witness/response`, { response: '' })).ok).toBe(false);
    const again = await post(`/${id}/witness`, { user: 'oscar' });
    expect(again.challenge).not.toBe(named.challenge);
    const witnessed = await post(`/${id}/witness/response`, { response: cardAnswer(again.challenge, keys.oscar!) });
    expect(witnessed).toMatchObject({ ok: true, state: { step: 'keys', witness: 'oscar' } });
    const entered = await post(`/${id}/keys`, key);
    expect(entered).toMatchObject({ check: expect.stringMatching(/^\d{6}$/), state: { step: 'end' } });
    const { challenge } = await post(`/${id}/ask`);
    expect(await post(`/${id}/prove`, { response: cardAnswer(challenge, newKey) })).toMatchObject({
      ok: true,
      over: false,
    });
    const { number } = await post(`/${id}/end`, { envelope: 'destroyed' });
    for (const language of protocolLanguages) {
      const title = protocolTexts[language].title.replace("'", '&#39;');
      const page = await rig.ask('GET', `office/protocols/${number}?language=${language}`, undefined, officer);
      for (const part of [title, 'Ruth Berg', 'Oscar Lind', 'Bo Al', '4712', 'CARD-bo'])
        expect(page.body).toContain(part);
      expect(page.body.replace(/\s/g, '')).not.toContain(newKey.slice(0, 10));
    }
    const list = (await rig.ask('GET', 'office/protocols', undefined, officer)).body;
    expect(list).toMatchObject([
      { number, officer: 'ruth', witness: 'oscar', outcome: 'response key 1 of bo entered' },
    ]);
    expect(rig.log.join('')).not.toContain(newKey.slice(0, 10));
    expect(JSON.stringify(await rig.ask('GET', 'office/people', undefined, officer))).toContain('CARD-bo');
  });

  test('SE-9.3b a witness reads at his next log-in, not in the ceremony, that a key of his was entered', async () => {
    const notice: Notice = { at: '2026-05-31T10:00:00Z', officer: 'ruth', witness: 'adam', use: 'seal', generation: 1 };
    rig.office.store.change(({ people }) => {
      people.find(({ user }) => user === 'oscar')!.notices.push(notice);
    });
    const officer = await rig.enter('ruth');
    const { id } = (await rig.ask('POST', 'office/introductions', bo, officer)).body;
    const named = await rig.ask('POST', `office/introductions/${id}/witness`, { user: 'oscar' }, officer);
    const response = cardAnswer(named.body.challenge, keys.oscar!);
    const path = `office/introductions/${id}/witness/response`;
    expect((await rig.ask('POST', path, { response }, officer)).body.ok).toBe(true);
    const { challenge } = (await rig.ask('POST', 'login/challenge', { user: 'oscar' })).body;
    const own = await rig.ask('POST', 'login', { user: 'oscar', response: cardAnswer(challenge, keys.oscar!) });
    expect(own.body.notices).toEqual([notice]);
  });

  test('another officer cannot take a ceremony over, and a journal row of another kind is no protocol', async () => {
    const [one, two] = [await rig.enter('ruth'), await rig.enter('oscar')];
    const { id } = (await rig.ask('POST', 'office/introductions', bo, one)).body;
    expect((await rig.ask('POST', `office/introductions/${id}/witness`, { user: 'adam' }, two)).status).toBe(404);
    expect((await rig.ask('POST', `office/introductions/${id}/cancel`, {}, one)).body).toEqual({ ok: true });
    expect((await rig.ask('GET', 'office/protocols/1', undefined, one)).status).toBe(404);
  });

  test('SE-9.3a a clerk with a card already is a witness by that card, not by the envelope', async () => {
    const officer = await rig.enter('ruth');
    const { id } = (await rig.ask('POST', 'office/introductions', { ...anna }, officer)).body;
    const { body } = await rig.ask('POST', `office/introductions/${id}/witness`, { user: 'anna' }, officer);
    expect(body.challenge).toMatch(/^\d{6}$/);
  });
});
