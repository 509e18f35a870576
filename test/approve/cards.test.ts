// Whose card seals an approval: that of the clerk who approved, and none that was revoked.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BridgeRig, bridgeRig } from '../bridge/rig.ts';
import { bertil, codeOf, declaration, Office, revoked } from './office.ts';

let rig: BridgeRig;
let office: Office;
let id: string;
beforeEach(async () => {
  rig = await bridgeRig();
  rig.device.issuer = bertil.issuer;
  office = await Office.open({ device: rig.parts.sealings });
  id = office.desk.add(declaration(), 'tdr041').id;
});
afterEach(async () => {
  revoked.clear();
  await office.close();
  await rig.close();
});

const seal = (approval: string) => codeOf(() => office.desk.sealing.seal('bertil', approval));

async function refusals(journal = rig.parts.journal) {
  const found = [];
  for await (const row of journal.search({ kind: 'verification' })) found.push(row);
  return found;
}

test('SE-9.6 the card of another person is refused before anything is sealed; the own card then seals', async () => {
  const approval = await office.approved('bertil', [id], 3);
  rig.device.issuer = 'SE-SOMEBODY-ELSE';
  expect(await seal(approval)).toBe('wrong-card');
  expect(rig.device.rows).toEqual([]);
  const { state, problem } = office.view('bertil', id);
  expect([state, problem]).toEqual(['approved', expect.stringContaining(`but ${bertil.issuer} approved`)]);
  expect(await refusals()).toMatchObject([
    { person: 'bertil', customsId: '18SE0000000001', issuer: 'SE-SOMEBODY-ELSE', outcome: 'refused: wrong-card' },
  ]);
  rig.device.issuer = bertil.issuer;
  expect(await seal(approval)).toBe('none');
  expect(office.view('bertil', id)).toMatchObject({ state: 'sealed', seals: { issuer: bertil.issuer } });
});

test('SE-9.6 a seal that the card of another person made all the same is not used, and the approval is gone', async () => {
  const approval = await office.approved('bertil', [id], 3);
  Object.assign(rig.device, { issuer: 'SE-SOMEBODY-ELSE', hidden: true });
  expect(await seal(approval)).toBe('seal-refused');
  expect(office.view('bertil', id)).toMatchObject({ state: 'failed', problemCode: 'seal-refused' });
  expect(office.store.get(id).seals).toBeUndefined();
  expect(await refusals()).toMatchObject([{ issuer: 'SE-SOMEBODY-ELSE', outcome: 'refused: wrong-card' }]);
  Object.assign(rig.device, { issuer: bertil.issuer, hidden: false });
  expect(await seal(await office.approved('bertil', [id], 3))).toBe('none');
  expect(office.view('bertil', id)).toMatchObject({ state: 'sealed', seals: { issuer: bertil.issuer } });
});

test('SE-9.6 a seal of another person that a crash kept from its case is not used after the start', async () => {
  const approval = await office.approved('bertil', [id], 3);
  const { shown, profile } = office.store.get(id);
  const name = { owner: 'person:bertil', requestId: `${approval}.0`, person: 'bertil' };
  rig.device.issuer = 'SE-SOMEBODY-ELSE';
  await rig.parts.sealings.seal({ ...name, documents: [{ document: shown!, profile }] });
  await office.stop();
  await office.start();
  await office.desk.recover();
  expect(office.view('bertil', id)).toMatchObject({ state: 'failed', problemCode: 'seal-refused' });
});

test('SE-8.8 a clerk whose cards are all revoked types no seal, and the journal tells of it', async () => {
  await office.approved('bertil', [id], 1);
  revoked.add(bertil.issuer);
  const typed = () => office.desk.typing.type('bertil', id, '123456');
  expect(await codeOf(typed)).toBe('card-revoked');
  expect(await codeOf(typed)).toBe('card-revoked');
  expect(office.view('bertil', id).state).toBe('approved');
  expect(await refusals(office.journal)).toMatchObject([
    { person: 'bertil', customsId: '18SE0000000001', issuer: bertil.issuer, outcome: 'refused: card-revoked' },
    {},
  ]);
  revoked.clear();
  expect(await codeOf(typed)).toBe('none');
});
