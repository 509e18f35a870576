// Who works with devices and hears of them: programs, clerks and administrators that a response has proved. Whoever presses
// Enter under a clerk's name has nothing of the clerk.
import { createSessions } from '@sigillator/host/bridge/sessions';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { declaration } from '../wire/sealing.ts';
import { type BridgeRig, bearer, bridgeRig } from './rig.ts';
import { openSocket } from './web-socket.ts';

let rig: BridgeRig;
beforeEach(async () => {
  rig = await bridgeRig();
});
afterEach(() => rig.close());

type Headers = Record<string, string>;
const routes = [
  ['GET', '/v1/devices'],
  ['POST', '/v1/devices/fake/acquire', { previous: null }],
  ['POST', '/v1/devices/fake/release', { session: 'none' }],
  ['POST', '/v1/devices/fake/pair'],
  ['GET', '/v1/seals/r1'],
  ['DELETE', '/v1/seals/r1'],
] as const;
const ask = (method: string, url: string, headers: Headers, payload?: object) =>
  rig.app.inject({ method: method as 'GET', url, headers, ...(payload ? { payload } : {}) });
const statusOfAll = (headers: Headers): Promise<number[]> =>
  Promise.all(routes.map(async ([method, url, body]) => (await ask(method, url, headers, body)).statusCode));

test('these are all routes of devices and sealings', async () => {
  const { paths } = (await rig.app.inject({ url: '/openapi.json' })).json() as { paths: Record<string, object> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    /^\/v1\/(devices|seals\/)/.test(path)
      ? Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
      : [],
  );
  const named = routes.map(([method, url]) => `${method} ${url}`);
  expect(named.map((one) => one.replace('fake', '{id}').replace('r1', '{requestId}')).sort()).toEqual(described.sort());
});

test.each([
  ['Enter alone', [], []],
  ['an officer', ['officer'], ['response']],
])('%s works with no device and hears nothing', async (_, roles, rights) => {
  expect(await statusOfAll(rig.person('anna', roles, rights))).toEqual(routes.map(() => 403));
  const base = await rig.listen();
  const socket = await openSocket(`${base}/v1/events`, rig.person('anna', roles, rights, base));
  socket.end();
  expect(socket.status).toBe(403);
  expect(rig.parts.devices.list().filter(({ session }) => session !== null)).toEqual([]);
});

test.each([
  ['a program', () => bearer],
  ['a clerk', () => rig.person('anna', ['clerk'], ['response'])],
  ['an administrator', () => rig.person('adam', ['administrator'], ['response'])],
])('%s passes', async (_, headers) => {
  const given = headers();
  // The session "none" has nothing, and nobody asked for r1: these answers come from behind the guard.
  expect(await statusOfAll(given)).toEqual([200, 200, 422, 200, 404, 404]);
});

test("Enter under a clerk's name is not that clerk: not in name, and not for what the clerk has sealed", async () => {
  const caller = async (headers: Headers) => (await ask('GET', '/v1/bridge', headers)).json().caller;
  expect(await caller(rig.person('anna', ['clerk'], ['response', 'seal']))).toBe('person:anna');
  expect(await caller(rig.person('anna'))).not.toBe('person:anna');
  const approve = rig.device.waitForClerk();
  const documents = [{ document: declaration(), profile: 'tdr041' }];
  const sealing = rig.parts.sealings.seal({ owner: 'person:anna', requestId: 'r1', documents });
  while (rig.device.showing === 0) await new Promise(setImmediate);
  expect((await ask('DELETE', '/v1/seals/r1', rig.person('anna'))).statusCode).toBe(403);
  approve();
  expect(await sealing).toHaveLength(1);
});

test('a clerk whose role is taken hears nothing more', async () => {
  const clock = { now: () => new Date('2026-06-01T08:00:00Z') };
  const anna = { user: 'anna', name: 'Anna', issuer: '', procedure: 1 as const, roles: ['clerk' as const] };
  const taken = { ...anna, roles: [] };
  let now: typeof anna | typeof taken = anna;
  const sessions = createSessions(clock, { find: () => now, revocations: () => 0 });
  const office = await bridgeRig({ sessions });
  const base = await office.listen();
  const socket = await openSocket(`${base}/v1/events`, office.person('anna', ['clerk'], ['response'], base));
  expect(await socket.next()).toBe('{"type":"ready"}');
  office.parts.events.publish({ type: 'first' });
  expect(await socket.next()).toBe('{"type":"first"}');
  now = taken;
  office.parts.events.publish({ type: 'second' });
  expect(await socket.next()).toBeUndefined();
  await office.close();
});

test('a listener of whom nobody can tell whether he is logged in hears nothing more, and the others do', async () => {
  const base = await rig.listen();
  const person = await openSocket(`${base}/v1/events`, rig.person('anna', ['clerk'], ['response'], base));
  const program = await openSocket(`${base}/v1/events`, bearer);
  for (const socket of [person, program]) expect(await socket.next()).toBe('{"type":"ready"}');
  vi.spyOn(rig.parts.sessions, 'peek').mockImplementation(() => {
    throw new Error('the disk is gone');
  });
  rig.parts.events.publish({ type: 'first' });
  expect(await person.next()).toBeUndefined();
  expect(await person.closed).toBe(1008);
  expect(await program.next()).toBe('{"type":"first"}');
  program.end();
});
