// Who may ask the bridge what: host, origin, token, log-in, type and length of the body. See THREATS "The bridge".
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BridgeRig, bearer, bridgeRig } from './rig.ts';

let rig: BridgeRig;
beforeEach(async () => {
  rig = await bridgeRig();
  rig.app.get('/closed', () => ({ done: true }));
  rig.app.post('/closed', (request) => request.body);
  rig.app.get('/officer', { config: { access: 'person', action: 'grant-role' } }, (request) => request.caller);
  rig.app.get('/sealing', { config: { access: 'person', action: 'approve' } }, (request) => request.caller);
  rig.app.get('/programs', { config: { access: 'client' } }, (request) => request.caller);
});
afterEach(() => rig.close());

const get = (url: string, headers: Record<string, string> = {}) => rig.app.inject({ method: 'GET', url, headers });
const post = (headers: Record<string, string>, payload: string) =>
  rig.app.inject({ method: 'POST', url: '/closed', headers, payload });
const json = { 'content-type': 'application/json' };

describe('host and origin', () => {
  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1:81',
    'localhost:8080',
    '127.0.0.2',
    'LOCALHOST@evil',
  ])('a request to host "%s" is answered 421, whatever else is right', async (host) => {
    const answer = await get('/closed', { ...bearer, host });
    expect(answer.statusCode).toBe(421);
    expect(answer.json()).toMatchObject({ code: 'wrong-host', retryable: false });
  });

  test('also what does not exist, and the page, is for the right host only', async () => {
    expect((await get('/nowhere', { host: 'evil.example' })).statusCode).toBe(421);
    expect((await get('/', { host: 'evil.example' })).statusCode).toBe(421);
    expect((await get('/openapi.json', { host: 'evil.example' })).statusCode).toBe(421);
  });

  test.each([
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'https://localhost',
    'http://localhost:81',
    'file://',
  ])('a request of a page of "%s" is answered 403', async (origin) => {
    const answer = await get('/closed', { ...bearer, origin });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'wrong-origin' });
  });

  test.each(['cross-site', 'same-site'])('a %s request without an origin is answered 403', async (site) => {
    expect((await get('/closed', { ...bearer, 'sec-fetch-site': site })).statusCode).toBe(403);
  });

  test('an address that the user typed opens the page', async () => {
    expect((await get('/openapi.json', { 'sec-fetch-site': 'none' })).statusCode).toBe(200);
  });
});

describe('callers', () => {
  test('a program with its token is told apart from one with another or none', async () => {
    expect((await get('/programs', bearer)).json()).toEqual({ kind: 'client', name: 'erp' });
    for (const authorization of ['Bearer other', 'Bearer ', 'Basic dGVzdA==', `Bearer ${bearer.authorization}`, ''])
      expect((await get('/programs', { authorization })).json()).toMatchObject({ code: 'wrong-token' });
    expect((await get('/programs')).json()).toMatchObject({ code: 'not-logged-in' });
  });

  test('PK-5.5 a person gets as far as roles and rights go, a program nowhere near', async () => {
    expect((await get('/officer', rig.person('bo', ['officer']))).json()).toMatchObject({ kind: 'person', user: 'bo' });
    expect((await get('/officer', rig.person('anna', ['clerk'], ['seal']))).statusCode).toBe(403);
    expect((await get('/sealing', rig.person('anna', ['clerk'], ['seal']))).json()).toMatchObject({
      rights: ['response', 'seal'],
    });
    expect((await get('/sealing', rig.person('bo', ['officer']))).statusCode).toBe(403);
    expect((await get('/officer', bearer)).json()).toMatchObject({ code: 'not-allowed' });
    expect((await get('/programs', rig.person('anna'))).json()).toMatchObject({ code: 'not-allowed' });
  });

  test('a cookie changes nothing unless the page is ours', async () => {
    const { cookie } = rig.person('anna');
    expect((await post({ ...json, cookie: cookie! }, '{}')).statusCode).toBe(401);
    expect((await post({ ...json, ...rig.person('anna') }, '{}')).statusCode).toBe(200);
  });

  test('SE-9.4e after the idle time the person has to log in again, and each request begins it anew', async () => {
    const anna = rig.person('anna');
    rig.pass(14 * 60_000);
    expect((await get('/closed', anna)).statusCode).toBe(200);
    rig.pass(14 * 60_000);
    expect((await get('/closed', anna)).statusCode).toBe(200);
    rig.pass(15 * 60_000);
    expect((await get('/closed', anna)).statusCode).toBe(401);
  });
});

describe('bodies', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json-seq',
    '',
  ])('a body of type "%s" is answered 415', async (type) => {
    const answer = await post({ ...bearer, 'content-type': type }, '{}');
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'wrong-type' });
  });

  test.each(['{', '', '[1,', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '\u0000'])(
    'a body "%s" is answered 400',
    async (body) => {
      expect((await post({ ...bearer, ...json }, body)).statusCode).toBe(400);
    },
  );

  test('a body that is too long is answered 413 and not read', async () => {
    const answer = await post({ ...bearer, ...json }, `"${'x'.repeat(16 * 1024 * 1024)}"`);
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'too-long' });
  });
});

test('every answer carries the headers that keep other pages out', async () => {
  for (const answer of [await get('/closed', bearer), await get('/nowhere'), await get('/closed', { host: 'evil' })]) {
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
});
