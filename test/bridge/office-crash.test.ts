// The real program of the bridge is killed at a step of approving, sealing and sending a case, with key store, device and
// customs around it: whoever logs in afterwards brings it to its end, and nothing is lost, nothing is doubled.
import { issuerSeal } from '@sigillator/host';
import type { CaseView } from '@sigillator/host/approve/case-view';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealDigits } from '../device/desk.ts';
import { all, seed } from '../seed.ts';
import { generator } from '../unit/login/_office.ts';
import { type Bridge, Killed, OfficeWorld, rowsOf } from './office-world.ts';

let world: OfficeWorld;
let bridge: Bridge;

beforeAll(async () => {
  world = await OfficeWorld.open();
  await start();
});
afterAll(async () => {
  await bridge.end();
  await world.close();
});

/** The program, opened by two officers, with Bertil logged in. */
async function start(): Promise<void> {
  bridge = await world.start('./_kill-at.ts');
  await bridge.open();
  await bridge.login();
}

/** What is left to do for a case, by Bertil at the page; killed at a step of it where one is named. */
async function finish(id: string, procedure: 1 | 3, killAt?: number): Promise<CaseView> {
  const look = async (): Promise<CaseView> => (await bridge.ask('GET', `cases/${id}`)).case;
  let one = await look();
  if (one.approval === undefined) {
    await bridge.approve(id, procedure, killAt === undefined ? {} : { 'x-kill-at': String(killAt) });
    one = await look();
  }
  const approval = `approvals/${one.approval!.id}`;
  if (one.state === 'approved' && procedure === 1) {
    const { documentSeal6 } = await bridge.ask('GET', `cases/${id}/document-seal`);
    const typed = issuerSeal(documentSeal6, sealDigits).digits6;
    await bridge.ask('POST', `cases/${id}/issuer-seal`, { issuerSeal6: typed });
  } else if (one.state === 'approved') await world.pressing(bridge.ask('POST', `${approval}/seal`, {}));
  else if (one.state === 'sealed') await bridge.ask('POST', `${approval}/send`, {});
  return look();
}

let count = 0;
/** Brings a case and kills the bridge at the n-th step of it; the next bridge ends it. False: there was no such step. */
async function killedAt(procedure: 1 | 3, n: number): Promise<boolean> {
  const customsId = `18SE0000${procedure}${String(count++).padStart(4, '0')}`;
  const { id } = await bridge.bring(customsId);
  const outcome = await finish(id, procedure, n).catch((error: unknown) => {
    if (error instanceof Killed) return 'killed';
    throw error;
  });
  const where = `procedure ${procedure}, step ${n}, seed ${seed}`;
  if (outcome === 'killed') {
    expect(await bridge.ended(), where).toBe('SIGKILL');
    await start();
    expect(await finish(id, procedure), where).toMatchObject({ state: 'sent', transmission: expect.any(String) });
  } else expect(outcome, where).toMatchObject({ state: 'sent' });
  const kinds = (await world.rows({ customsId })).map(({ kind }) => kind);
  const once = kinds.filter((kind) => kind !== 'answer');
  expect(once, where).toEqual(['approval', 'seal', 'transmission']);
  expect(kinds, where).toContain('answer');
  const received = await rowsOf(world.customs.archive.search({ customsId, kind: 'verification' }));
  expect(
    received.map(({ outcome }) => outcome),
    where,
  ).toEqual(['sealed']);
  return outcome === 'killed';
}

/** How many steps the two requests of a case have, up to its seals and behind them. */
const sealing = { 3: 23, 1: 18 } as const;
const sending = 10;

test('SE-3.3 SE-9.6 killed at a step of a sealing by the device, of a typed seal, or of sending', async () => {
  const next = generator(seed);
  const sample = { 3: [next(sealing[3])], 1: [next(sealing[1]), sealing[1] + next(sending)] };
  let byDevice = 0;
  for (const procedure of [3, 1] as const) {
    let n = 0;
    if (all) while (await killedAt(procedure, n)) n++;
    else for (const at of sample[procedure]) expect(await killedAt(procedure, at), `step ${at}`).toBe(true);
    if (all) expect(n, `steps of procedure ${procedure}`).toBe(sealing[procedure] + sending);
    if (procedure === 3) byDevice = count;
  }
  const onDevice = await world.sealedByDevice();
  expect(onDevice).toHaveLength(byDevice);
  expect(new Set(onDevice).size).toBe(onDevice.length);
}, 600_000);
