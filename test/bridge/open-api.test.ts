// /openapi.json describes every route, with what it takes and answers; what comes back fits it.

import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { declaration } from '../wire/sealing.ts';
import { type OfficeRig, officeRig } from './office-rig.ts';
import { bearer } from './rig.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document that the test walks through.
type Json = any;

let rig: OfficeRig;
let document: Json;
const registered: { method: string; url: string }[] = [];
beforeAll(async () => {
  rig = await officeRig();
  document = (await rig.app.inject({ url: '/openapi.json' })).json();
  // A tree: a route stands four columns further in than the one that it goes on from.
  const above: string[] = [];
  for (const line of rig.app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', path, methods = ''] = /^(.*── )(\S+) \(([A-Z, ]+)\)/.exec(line) ?? [];
    if (path === undefined) continue;
    const depth = indent.length / 4 - 1;
    above[depth] = `${depth === 0 ? '' : above[depth - 1]}${path}`;
    for (const method of methods.split(', ')) registered.push({ method, url: above[depth]! });
  }
});
afterAll(() => rig.close());

const described = (method: string, url: string): Json =>
  document.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];

test('every route is described, and nothing else', () => {
  const routes = registered.filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/v1/'));
  expect(routes.length).toBeGreaterThan(10);
  for (const { method, url } of routes) {
    const told = described(method, url);
    expect(told?.summary, `${method} ${url}`).toMatch(/\w/);
    expect(Object.keys(told.responses), `${method} ${url}`).toEqual(expect.arrayContaining(['4XX', '5XX']));
  }
  const operations = Object.values(document.paths as Record<string, object>).flatMap((path) => Object.keys(path));
  expect(operations.length).toBe(routes.length + 1); // and /metrics
});

test('it is OpenAPI 3.1, in JSON that refers to nothing that is missing', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document.info).toMatchObject({ title: 'Sigillator bridge' });
  for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    expect(document.components.schemas).toHaveProperty([name!]);
  for (const [path, operations] of Object.entries<Json>(document.paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const operation of Object.values<Json>(operations))
      expect(
        (operation.parameters ?? []).filter((one: Json) => one.in === 'path').map((one: Json) => one.name),
      ).toEqual(inPath);
  }
});

test('it says what each route takes to be asked: a token, a log-in, either, or nothing', () => {
  const { securitySchemes } = document.components;
  expect(Object.keys(securitySchemes)).toEqual(['token', 'session']);
  const proofs = (method: string, url: string) =>
    described(method, url).security.map((one: Json) => Object.keys(one)[0]);
  expect(proofs('POST', '/v1/cases')).toEqual(['token']);
  expect(proofs('POST', '/v1/approvals')).toEqual(['session']);
  expect(proofs('GET', '/v1/devices')).toEqual(['token', 'session']);
  expect(proofs('POST', '/v1/login')).toEqual([]);
  for (const { method, url } of registered)
    if (url.startsWith('/v1/') && method !== 'HEAD') expect(described(method, url).security, url).toBeDefined();
});

test('answers and errors fit what is described', async () => {
  const seal = {
    requestId: 'r1',
    documents: [{ document: Buffer.from(declaration()).toString('base64'), profile: 'tdr041' }],
  };
  const asked = [
    ['GET', '/v1/bridge', '/v1/bridge', undefined, 200],
    ['GET', '/v1/devices', '/v1/devices', undefined, 200],
    ['POST', '/v1/devices/:id/acquire', '/v1/devices/fake/acquire', { previous: 'nobody' }, 409],
    ['POST', '/v1/seals', '/v1/seals', seal, 200],
    ['POST', '/v1/seals', '/v1/seals', { ...seal, requestId: ' ' }, 400],
    ['GET', '/v1/seals/:requestId', '/v1/seals/r1', undefined, 200],
    ['GET', '/v1/seals/:requestId', '/v1/seals/r2', undefined, 404],
    ['DELETE', '/v1/seals/:requestId', '/v1/seals/r1', undefined, 200],
    ['POST', '/v1/login/challenge', '/v1/login/challenge', { user: 'anna' }, 200],
    ['POST', '/v1/login/verify', '/v1/login/verify', { user: 'anna', response: '000000' }, 200],
    ['GET', '/v1/office/state', '/v1/office/state', undefined, 200],
  ] as const;
  for (const [method, route, url, payload, status] of asked) {
    const body = payload === undefined ? {} : { payload };
    const answer = await rig.app.inject({ method, url, headers: bearer, ...body });
    expect(answer.statusCode, `${method} ${url}: ${answer.body}`).toBe(status);
    const { responses } = described(method, route);
    const { schema } = (responses[status] ?? responses[`${String(status)[0]}XX`]).content['application/json'];
    expect([...Compile(schema).Errors(answer.json())], `${method} ${url}`).toEqual([]);
  }
});
