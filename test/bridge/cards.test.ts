// Whose card seals through the bridge: a revoked one never, whether it shows before the clerk is asked or behind the seal.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anna } from '../unit/keys/_store.ts';
import { declaration } from '../wire/sealing.ts';
import { type OfficeRig, officeRig } from './office-rig.ts';
import { bearer } from './rig.ts';

let rig: OfficeRig;
beforeEach(async () => {
  rig = await officeRig();
  rig.device.issuer = anna.issuer;
  rig.device.card.cardId = 'CARD-anna';
});
afterEach(() => rig.close());

const revoke = async (): Promise<void> => {
  const officer = await rig.enter('ruth');
  const { status } = await rig.ask('POST', 'office/people/anna/revoke', { card: 'CARD-anna', reason: 'lost' }, officer);
  expect(status).toBe(200);
};

async function seal(requestId = 'r1') {
  const document = Buffer.from(declaration()).toString('base64');
  const payload = { requestId, documents: [{ document, profile: 'tdr041' }] };
  const response = await rig.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload });
  return response.json();
}

const standing = async (requestId = 'r1') =>
  (await rig.app.inject({ url: `/v1/seals/${requestId}`, headers: bearer })).json();

async function rows(kind: 'seal' | 'verification') {
  const found = [];
  for await (const row of rig.parts.journal.search({ kind, customsId: '18SE0000000001' })) found.push(row);
  return found;
}

const refusal = { requestId: 'erp/r1/1', issuer: anna.issuer, keyGeneration: 1, outcome: 'refused: card-revoked' };

test('SE-8.8 a revoked card is refused before the clerk is asked, and the journal tells of it', async () => {
  expect((await seal('before')).seals).toHaveLength(1);
  rig.pass(1_000);
  await revoke();
  expect(await seal()).toMatchObject({
    code: 'card-revoked',
    message: expect.stringContaining('revoked on 2026-06-01'),
  });
  expect(rig.device.rows).toHaveLength(1);
  expect(await rows('verification')).toMatchObject([{ ...refusal, device: rig.device.serial }]);
  // What was given out before stands.
  expect((await seal('before')).seals).toHaveLength(1);
  // Another card of the same device seals.
  rig.device.issuer = 'SE5566';
  expect((await seal()).seals).toHaveLength(1);
});

test('SE-8.8 a revoked card that is put in later is refused before the clerk has decided', async () => {
  await revoke();
  const { device } = rig;
  const asking = device.seal.bind(device);
  device.hidden = true;
  device.waitForClerk();
  device.seal = (...order) => {
    device.hidden = false;
    return asking(...order);
  };
  expect(await seal()).toMatchObject({ code: 'card-revoked' });
  expect(device.rows).toEqual([]);
  expect(await rows('verification')).toMatchObject([refusal]);
});

test('SE-8.8 a seal that a revoked card made all the same is given to nobody, then or later', async () => {
  await revoke();
  rig.device.hidden = true;
  const { code, message } = await seal();
  expect([code, message]).toEqual(['seal-refused', expect.stringContaining('card CARD-anna of 471100 was revoked')]);
  expect(await standing()).toMatchObject({ seals: null });
  expect(await seal()).toMatchObject({ code: 'seal-refused' });
  expect(rig.device.rows).toHaveLength(1);
  const [made, ...more] = await rows('seal');
  expect(more).toEqual([]);
  expect(made).toMatchObject({ requestId: 'erp/r1/1', issuer: anna.issuer });
  expect(made).not.toHaveProperty('issuerSeal');
  expect(await rows('verification')).toMatchObject([refusal]);
});

test('SE-8.8 a seal of a revoked card that a crash left with the bridge is told to nobody who asks how it stands', async () => {
  const cut = vi.spyOn(rig.parts.journal, 'append').mockRejectedValueOnce(new Error('cut'));
  await seal();
  cut.mockRestore();
  expect((await standing()).seals).toHaveLength(1);
  await revoke();
  expect(await standing()).toMatchObject({ state: 'sealed', seals: null });
});

test('SE-8.8 while nobody can look into the register, nothing is sealed', async () => {
  rig.office.close();
  for (const hidden of [false, true]) {
    rig.device.hidden = hidden;
    expect(await seal()).toMatchObject({ code: 'key-store-closed', retryable: true });
    expect(rig.device.rows).toEqual([]);
  }
  await rig.open();
  expect((await seal()).seals).toHaveLength(1);
});

test('while nobody can look into the register, how a request stands is told without its seals', async () => {
  await seal();
  rig.office.close();
  expect(await standing()).toEqual({ requestId: 'r1', state: 'journalled', running: false, seals: null });
  await rig.open();
  expect((await standing()).seals).toHaveLength(1);
});

test('a document whose customs id no journal takes is refused before anybody is asked', async () => {
  const document = Buffer.from(declaration('A'.repeat(201))).toString('base64');
  const payload = { requestId: 'r1', documents: [{ document, profile: 'tdr041' }] };
  const response = await rig.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload });
  expect(response.json()).toMatchObject({ code: 'too-long' });
  expect(rig.device.rows).toEqual([]);
});

test('SE-8.8 a seal that nobody came back for until its card was revoked is journalled, and given to nobody', async () => {
  vi.spyOn(rig.requests, 'seal').mockImplementationOnce(() => {
    throw new Error('cut');
  });
  expect(await seal()).toMatchObject({ code: 'failure' });
  expect(rig.device.rows).toHaveLength(1);
  await revoke();
  // Another card seals until the device has to be rid of its rows.
  rig.device.issuer = 'SE5566';
  rig.device.capacity = 6;
  for (let n = 2; n <= 5; n++) expect((await seal(`r${n}`)).seals).toHaveLength(1);
  expect(rig.device.acknowledged).toBeGreaterThan(1);
  const [left] = (await rows('seal')).filter(({ requestId }) => requestId === 'erp/r1/1');
  expect(left).toMatchObject({ issuer: anna.issuer, outcome: "row 1 of the device's journal" });
  expect(left).not.toHaveProperty('issuerSeal');
  expect(await rows('verification')).toMatchObject([refusal]);
  expect(await seal()).toMatchObject({ code: 'seal-refused' });
});
