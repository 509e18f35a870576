// The real program of the bridge after its computer slept for a night in the middle of a sealing, and after a kill while its
// key store is still closed: the approval that waits gets its one seal, and only from people who are there.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { declaration } from '../approve/office.ts';
import { responseDigits } from '../device/desk.ts';
import { secrets } from '../unit/keys/_store.ts';
import { cardAnswer } from '../unit/login/_office.ts';
import { type Bridge, Killed, OfficeWorld, rowsOf } from './office-world.ts';
import { openSocket } from './web-socket.ts';

let world: OfficeWorld;
let bridge: Bridge;

beforeAll(async () => {
  world = await OfficeWorld.open();
  bridge = await world.start('./_sleeper.ts');
  await bridge.open();
});
beforeEach(() => bridge.login());
afterAll(async () => {
  await bridge.end();
  await world.close();
});

/** Everything that must be there once, in the office and at customs. */
async function requireOneSeal(customsId: string): Promise<void> {
  const rows = await world.rows({ customsId });
  const kinds = rows.map(({ kind }) => kind).filter((kind) => kind !== 'answer');
  expect(kinds).toEqual(['approval', 'seal', 'transmission']);
  const received = await rowsOf(world.customs.archive.search({ customsId, kind: 'verification' }));
  expect(received.map(({ outcome }) => outcome)).toEqual(['sealed']);
}

test('SE-3.3 SE-9.4e a sealing that waits while the computer sleeps gets its one seal, and nobody is logged in any more', async () => {
  const { id } = await bridge.bring('18SE00000000SLEEP');
  const approval = await bridge.approve(id, 3);
  const { challenge } = await bridge.ask('POST', 'login/challenge', { user: 'bertil' });
  const { cookie } = bridge;
  const news = await openSocket(`${bridge.url}v1/events`, { cookie, origin: new URL(bridge.url).origin });
  const sealing = bridge.try('POST', `approvals/${approval}/seal`, {});
  await world.desk.player.waitFor('Seal this?');

  bridge.child.kill('SIGSTOP');
  await world.unplug();
  bridge.child.kill('SIGUSR2'); // waits until it goes on
  bridge.child.kill('SIGCONT');
  expect(await news.closed).toBe(1008);
  expect((await bridge.try('GET', 'session')).status).toBe(401);
  expect((await bridge.try('GET', `cases/${id}`)).status).toBe(401);
  const late = await bridge.try('POST', 'login', { user: 'bertil', response: cardAnswer(challenge, responseDigits) });
  expect(late.answer).toMatchObject({ reason: 'expired' });

  await world.plug();
  expect(await world.pressing(sealing)).toEqual({ status: 200, answer: { ok: true } });
  await bridge.login();
  const { case: one } = await bridge.ask('GET', `cases/${id}`);
  expect(one).toMatchObject({ state: 'sent' });
  expect((await bridge.try('POST', `approvals/${approval}/seal`, {})).status).toBe(200);
  await requireOneSeal(one.customsId);
}, 60_000);

test('SE-3.3 after a kill nothing is sealed until two officers have opened the key store; then the approval goes on', async () => {
  const { id } = await bridge.bring('18SE00000000CLOSED');
  const approval = await bridge.approve(id, 3);
  const sealing = bridge.try('POST', `approvals/${approval}/seal`, {}).catch((error: unknown) => error);
  await world.desk.player.waitFor('Seal this?');
  await bridge.end('SIGKILL');
  expect(await sealing).toBeInstanceOf(Killed);
  const { cookie } = bridge;
  bridge = await world.start('./_sleeper.ts');
  bridge.cookie = cookie;

  const closed = { answer: { code: 'key-store-closed' } };
  const document = Buffer.from(declaration('18SE000000000ORDER')).toString('base64');
  const order = { requestId: 'order', documents: [{ document, profile: 'tdr041' }] };
  expect((await bridge.try('POST', `approvals/${approval}/seal`, {})).status).toBe(401);
  expect(await bridge.try('POST', 'login/challenge', { user: 'bertil' })).toMatchObject(closed);
  const [first] = secrets.map(({ officer, secret }) => ({ officer, secret }));
  expect((await bridge.try('POST', 'office/open', { secrets: [first, first] })).status).not.toBe(200);
  expect(await bridge.try('POST', 'seals', order, bridge.token)).toMatchObject(closed);
  expect(world.desk.driver.screen()).toContain('What do you want?');

  await bridge.open();
  await bridge.login();
  const { case: waiting } = await bridge.ask('GET', `cases/${id}`);
  expect(waiting).toMatchObject({ state: 'approved' });
  await world.pressing(bridge.ask('POST', `approvals/${approval}/seal`, {}));
  await requireOneSeal(waiting.customsId);
  await bridge.end();
  const onDevice = await world.sealedByDevice();
  expect(onDevice).toHaveLength(2);
  expect(new Set(onDevice).size).toBe(2);
}, 60_000);
