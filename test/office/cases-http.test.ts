// The routes of cases without a browser: who may do what, and what a program may.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { declaration } from '../approve/office.ts';
import { secrets } from '../unit/keys/_store.ts';
import { type OfficeSite, officeSite } from './office-site.ts';
import { bring } from './pages.ts';

let site: OfficeSite;
beforeEach(async () => {
  site = await officeSite();
});
afterEach(() => site.close());

const post = async (path: string, payload: object, headers: Record<string, string>) => {
  const answer = await site.rig.app.inject({ method: 'POST', url: `/v1/${path}`, payload, headers });
  return { status: answer.statusCode, code: answer.json().code };
};
const approval = (id: string) => ({
  cases: [{ id, digest: site.desk.list('anna').find((one) => one.id === id)!.digest }],
  procedure: 2 as const,
  language: 'en',
});

test('SE-9.5b PK-5.5 approves nothing for a program, another site, who has no right, or who has not marked', async () => {
  const [id] = bring(site, 'FOREIGN-A');
  const order = approval(id!);
  const anna = site.person('anna', ['clerk'], ['response', 'seal']);
  expect(await post('approvals', order, anna)).toEqual({ status: 422, code: 'not-marked' });
  const program = { authorization: 'Bearer test-token-of-the-erp', host: 'localhost' };
  expect(await post('approvals', order, program)).toEqual({ status: 403, code: 'not-allowed' });
  const { cookie } = anna;
  const foreign = { host: 'localhost', origin: 'http://evil.example', cookie: cookie! };
  expect(await post('approvals', order, foreign)).toEqual({ status: 403, code: 'wrong-origin' });
  const ordinary = site.person('anna', [], []);
  expect(await post('approvals', order, ordinary)).toEqual({ status: 403, code: 'not-allowed' });
  const { cases } = order;
  expect(await post('cases/mark', { cases }, ordinary)).toEqual({ status: 403, code: 'not-allowed' });
  expect(site.desk.list('anna')[0]!.state).toBe('open');
});

test('SE-9.4b tells a session without a response nothing about cases, and lets it undo nothing', async () => {
  const [id] = bring(site, 'ENTER-A');
  const anna = site.person('anna', ['clerk'], ['response', 'seal']);
  expect(await post('cases/mark', { cases: approval(id!).cases }, anna)).toMatchObject({ status: 200 });
  const approved = await site.desk.approve('anna', approval(id!));
  const routes = [
    ...['cases', `cases/${id}`, `cases/${id}/document`, `cases/${id}/document-seal`].map((url) => ['GET', url]),
    ...['review', 'release', 'issuer-seal', 'reopen'].map((act) => ['POST', `cases/${id}/${act}`]),
    ...['cases/mark', 'cases/unmark', 'approvals'].map((url) => ['POST', url]),
    ...['seal', 'send', 'withdraw'].map((act) => ['POST', `approvals/${approved}/${act}`]),
  ] as ['GET' | 'POST', string][];
  // Anna's own name, and that of an officer, who may withdraw anybody's approval
  for (const user of ['anna', 'ruth'])
    for (const [method, url] of routes) {
      const headers = site.person(user, [], []);
      const answer = await site.rig.app.inject({ method, url: `/v1/${url}`, headers });
      expect([user, url, answer.statusCode, answer.json().code]).toEqual([user, url, 403, 'not-allowed']);
    }
  expect(site.desk.list('anna')[0]!.state).toBe('approved');
  const officer = site.person('ruth', ['officer'], ['response']);
  const url = `/v1/approvals/${approved}/withdraw`;
  expect((await site.rig.app.inject({ method: 'POST', url, headers: officer })).json()).toEqual({ withdrawn: 1 });
});

test('a program brings a case, sees how it stands, and changes it only while no clerk has it', async () => {
  const program = { authorization: 'Bearer test-token-of-the-erp', host: 'localhost' };
  const base64 = (goods: string) => Buffer.from(declaration('ERP-A', goods)).toString('base64');
  const ask = async (method: 'POST' | 'PUT' | 'GET', path: string, payload?: object) => {
    const answer = await site.rig.app.inject({
      method,
      url: `/v1/cases${path}`,
      headers: program,
      ...(payload ? { payload } : {}),
    });
    return { status: answer.statusCode, ...answer.json() };
  };
  const brought = await ask('POST', '', { document: base64('PIPES'), profile: 'tdr041' });
  const list = await site.rig.app.inject({ url: '/v1/cases', headers: site.person('anna', ['clerk'], ['response']) });
  expect(list.json()).toMatchObject({ cases: [{ customsId: 'ERP-A' }], sends: false });
  expect(brought).toMatchObject({ status: 200, customsId: 'ERP-A', state: 'open', sealed: null });
  expect(await ask('PUT', `/${brought.id}`, { document: base64('TUBES') })).toMatchObject({ status: 200 });
  site.desk.review('anna', brought.id);
  expect(await ask('PUT', `/${brought.id}`, { document: base64('GOLD') })).toMatchObject({
    status: 409,
    code: 'busy',
  });
  expect(await ask('GET', `/${brought.id}/standing`)).toMatchObject({ status: 200, state: 'review' });
  expect(await ask('POST', '', { document: 'no base64!', profile: 'tdr041' })).toMatchObject({ status: 400 });
});

test('SE-1.3 an order to forget takes the cases with it whose journal rows it empties', async () => {
  const [id, open] = bring(site, 'FORGET-A', 'FORGET-B');
  const { cases } = approval(id!);
  site.desk.mark('anna', cases);
  await site.desk.sealing.seal('anna', await site.desk.approve('anna', approval(id!)));
  const officer = site.person(secrets[0].officer, ['officer'], ['response', 'seal']);
  const order = {
    reason: 'five years',
    before: '2099-01-01T00:00Z',
    secrets: secrets.map(({ officer, secret }) => ({ officer, secret })),
  };
  expect((await post('journal/retention', order, officer)).status).toBe(200);
  expect(site.desk.list('anna').map((one) => one.id)).toEqual([open]);
});
