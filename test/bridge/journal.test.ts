// The journal through the bridge: clerks search, officers verify, export and let content go.
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckpointKeeper, type Journal, openJournal, verifyExport } from '@sigillator/host/journal';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Office } from '../../host/src/login/office.ts';
import { secrets } from '../unit/keys/_store.ts';
import { type BridgeRig, bearer, bridgeRig } from './rig.ts';

let rig: BridgeRig;
let folder: string;
let journal: Journal;
let keeper: CheckpointKeeper;
let office: Office;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sigillator-'));
  journal = await openJournal(join(folder, 'journal.db'));
  keeper = new CheckpointKeeper(journal, join(folder, 'key'));
  office = new Office({ folder, journal: { append: async () => [] }, cost: 2 });
  await office.create(secrets);
  rig = await bridgeRig({ journal, checkpoints: keeper, office });
  await journal.append(
    Array.from({ length: 120 }, (_, at) => ({
      kind: 'seal',
      time: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
      person: 'anna',
      customsId: `AAA${at}`,
      transmission: `T${at % 2}`,
      content: `UNH+${at}`,
    })),
  );
});
afterEach(async () => {
  await rig.close();
  office.end();
  await rm(folder, { recursive: true });
});

const get = async (url: string, headers: Record<string, string>) => {
  const { statusCode, payload } = await rig.app.inject({ url, headers });
  return {
    status: statusCode,
    payload,
    body: payload.startsWith('{') && !payload.includes('\n') ? JSON.parse(payload) : {},
  };
};
const retention = async (payload: object, headers: Record<string, string>) => {
  const { statusCode, payload: text } = await rig.app.inject({
    method: 'POST',
    url: '/v1/journal/retention',
    payload,
    headers,
  });
  return { status: statusCode, body: JSON.parse(text) };
};

const both = secrets.map(({ officer, secret }) => ({ officer, secret }));

describe('searching', () => {
  test('SE-1.3 finds by customs id and transmission, newest first, a page at a time, without content', async () => {
    const clerk = rig.person('anna', ['clerk']);
    const { body } = await get('/v1/journal?customsId=AAA7', clerk);
    expect(body).toMatchObject({ rows: [{ number: 8, person: 'anna', customsId: 'AAA7' }], more: false });
    expect(body.rows[0]).not.toHaveProperty('content');
    const first = await get('/v1/journal?transmission=T1', clerk);
    expect(first.body.rows.length).toBe(50);
    expect(first.body).toMatchObject({ rows: { 0: { number: 120 }, 49: { number: 22 } }, more: true });
    const second = await get('/v1/journal?transmission=T1&after=22', clerk);
    expect(second.body.rows.map(({ number }: { number: number }) => number)).toEqual([
      20, 18, 16, 14, 12, 10, 8, 6, 4, 2,
    ]);
  });

  test('a program sees the rows of a case or a transmission that it names, and nothing without', async () => {
    await journal.append([
      { kind: 'login', person: 'anna' },
      { kind: 'access', person: 'ruth', transmission: 'T9', outcome: 'sent' },
    ]);
    for (const query of ['', '?person=anna', '?kind=login', '?customsId=', '?from=2026-01-01'])
      expect([query, (await get(`/v1/journal${query}`, bearer)).status]).toEqual([query, 403]);
    expect((await get('/v1/journal?customsId=AAA7', bearer)).body.rows).toMatchObject([{ customsId: 'AAA7' }]);
    expect((await get('/v1/journal?transmission=T9', bearer)).body.rows).toMatchObject([{ transmission: 'T9' }]);
    expect((await get('/v1/journal?kind=login', rig.person('anna', ['clerk']))).body.rows).toHaveLength(1);
  });

  test.each(['from=Tuesday', 'after=0', 'colour=red', `customsId=${'A'.repeat(201)}`])(
    '%s is refused',
    async (query) => {
      const { status, body } = await get(`/v1/journal?${query}`, rig.person('anna', ['clerk']));
      expect({ status, ...body }).toMatchObject({ status: 400, message: expect.stringMatching(/\.$/) });
    },
  );
});

describe('an officer', () => {
  test('verifies by the chain and the checkpoints that were kept', async () => {
    const officer = rig.person('oscar', ['officer']);
    expect((await get('/v1/journal/verify', officer)).body).toMatchObject({ ok: true, rows: 120, signed: 0 });
    await keeper.keep();
    expect((await get('/v1/journal/verify', officer)).body).toMatchObject({ ok: true, rows: 121, signed: 120 });
    const later = { number: 400, hash: 'ab'.repeat(32), time: '2026-01-01T00:00:00.000Z', signature: '' };
    writeFileSync(join(folder, 'key.checkpoints'), `${JSON.stringify(later)}\n`, { flag: 'a' });
    expect((await get('/v1/journal/verify', officer)).body).toMatchObject({ ok: false, firstBad: 122 });
  });

  test('exports what verifies elsewhere', async () => {
    const { status, payload } = await get('/v1/journal/export', rig.person('oscar', ['officer']));
    expect(status).toBe(200);
    const pieces = (async function* () {
      yield payload;
    })();
    expect(await verifyExport(pieces)).toMatchObject({ ok: true, rows: 120 });
  });

  test('lets old content go by his secret and that of the other, under both names', async () => {
    const officer = rig.person('oscar', ['officer']);
    const order = { reason: 'five years', before: '2026-01-01T01:00Z', secrets: both };
    const guess = { officer: 'ruth', secret: 'somebody guesses it' };
    for (const [wrong, status] of [
      [[both[1]], 400],
      [[both[1], both[1]], 400],
      [[both[1], guess], 422],
    ] as const)
      expect([wrong, (await retention({ ...order, secrets: wrong }, officer)).status]).toEqual([wrong, status]);
    // His own response is not enough, and nobody acts under two other names.
    expect((await retention({ reason: 'five years', before: '2026-01-01T01:00Z' }, officer)).status).toBe(400);
    expect((await retention(order, rig.person('eve', ['officer']))).status).toBe(403);
    office.store.change(({ people }) => {
      people[0]!.roles = [];
    });
    expect((await retention(order, officer)).status).toBe(403);
    office.store.change(({ people }) => {
      people[0]!.roles = ['officer'];
    });
    expect((await get('/v1/journal?kind=retention', officer)).body.rows).toEqual([]);
    expect(await retention(order, officer)).toEqual({ status: 200, body: { number: 121, upTo: 60, removed: 60 } });
    const { body } = await get('/v1/journal?kind=retention', officer);
    expect(body.rows).toMatchObject([{ person: 'oscar', witness: 'ruth', outcome: 'five years' }]);
    expect((await retention({ ...order, officer: 'ruth' }, officer)).status).toBe(400);
    expect((await retention({ ...order, reason: ' ' }, officer)).status).toBe(422);
  });
});

describe('nobody else', () => {
  test.each(['verify', 'export'])('may %s', async (verb) => {
    for (const headers of [rig.person('anna', ['clerk']), rig.person('adam', ['administrator']), bearer, {}])
      expect([401, 403]).toContain((await get(`/v1/journal/${verb}`, headers)).status);
  });

  test('may let content go', async () => {
    const order = { reason: 'five years', before: '2030-01-01T00:00Z', secrets: both };
    for (const headers of [rig.person('anna', ['clerk']), bearer, {}])
      expect([401, 403]).toContain((await retention(order, headers)).status);
    expect((await get('/v1/journal?kind=retention', rig.person('anna', ['clerk']))).body.rows).toEqual([]);
  });
});

test('a keeper signs at the start, what came since, and at the end, but never twice the same', async () => {
  const count = async (): Promise<number> => {
    let found = 0;
    for await (const _ of journal.search({ kind: 'checkpoint' })) found++;
    return found;
  };
  await keeper.start(3_600_000, () => {});
  await Promise.all([keeper.keep(), keeper.keep()]);
  expect(await count()).toBe(1);
  await journal.append([{ kind: 'logout' }]);
  await keeper.stop();
  expect(await count()).toBe(2);
  expect(await keeper.verify()).toMatchObject({ ok: true, signed: 122 });
});
