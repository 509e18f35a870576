// Withdrawing an approval that a device may have sealed: one document never gets two seals, and no seal is forgotten.
import { SealError } from '@sigillator/host';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BridgeRig, bridgeRig } from '../bridge/rig.ts';
import { bertil, codeOf, declaration, Office, people } from './office.ts';

let rig: BridgeRig;
let office: Office;
let id: string;
let approval: string;
beforeEach(async () => {
  rig = await bridgeRig();
  rig.device.issuer = bertil.issuer;
  office = await Office.open({ device: rig.parts.sealings });
  id = office.desk.add(declaration(), 'tdr041').id;
  approval = await office.approved('bertil', [id], 3);
});
afterEach(async () => {
  await office.close();
  await rig.close();
});

const lost = (): never => {
  throw new SealError('timed-out', 'No answer came.');
};
const seal = () => codeOf(() => office.desk.sealing.seal('bertil', approval));
const withdraw = (user = 'bertil', reason?: string) => codeOf(() => office.desk.withdraw(user, approval, reason));

test('SE-3.3 an approval whose answer was lost is not withdrawn, and its one seal is fetched', async () => {
  const { device } = rig;
  const answering = device.seal;
  device.seal = (...order) => answering.apply(device, order).then(lost);
  expect(await seal()).toBe('timed-out');
  expect(await withdraw()).toBe('sealed-already');
  expect(await withdraw('olga')).toBe('sealed-already');
  expect(office.view('bertil', id).state).toBe('approved');
  device.seal = answering;
  expect(await seal()).toBe('none');
  expect(office.view('bertil', id).state).toBe('sealed');
  expect(device.rows).toHaveLength(1);
});

test('SE-3.3 an approval that never reached the device is withdrawn, and the next one is sealed once', async () => {
  const { device } = rig;
  const answering = device.seal;
  device.seal = async () => lost();
  expect(await seal()).toBe('timed-out');
  device.seal = answering;
  expect(await withdraw()).toBe('none');
  approval = await office.approved('bertil', [id], 3);
  expect(await seal()).toBe('none');
  expect(device.rows).toHaveLength(1);
});

test('a later request does not hide that an earlier one was sealed', async () => {
  const { device } = rig;
  const answering = device.seal;
  device.seal = (...order) => answering.apply(device, order).then(lost);
  await seal();
  device.seal = answering;
  // The device has the row, and no result of it any more.
  device.results.clear();
  const open = device.open.bind(device);
  device.open = () => ({
    ...open(),
    isSealed: async () => {
      throw new SealError('request-expired', 'Too old.');
    },
  });
  await rig.parts.devices.forget('fake');
  expect(await withdraw()).toBe('request-expired');
});

test('without the device only an officer withdraws, and the journal says what nobody knows', async () => {
  rig.device.seal = async () => lost();
  await seal();
  rig.device.plugged = false;
  await rig.parts.devices.forget('fake');
  await rig.parts.devices.look();
  expect(await withdraw('bertil', 'I want to')).toBe('no-device');
  expect(await withdraw('olga')).toBe('no-device');
  expect(await withdraw('olga', 'fell into the harbour')).toBe('none');
  expect((await office.rows('approval')).at(-1)).toMatchObject({
    person: 'olga',
    outcome: 'withdrawn by an officer; whether a device sealed it is not known',
    content: { reason: 'fell into the harbour' },
  });
});

test('what a device has sealed for a clerk who never comes back an officer withdraws with a reason, and its row turns up', async () => {
  const { device } = rig;
  const answering = device.seal;
  device.seal = (...order) => answering.apply(device, order).then(lost);
  await seal();
  device.seal = answering;
  expect(await withdraw('bertil', 'no time')).toBe('sealed-already');
  expect(await withdraw('olga', 'he has left us')).toBe('none');
  expect((await office.rows('approval')).at(-1)).toMatchObject({
    person: 'olga',
    outcome: 'withdrawn by an officer; a device has sealed of it, or will',
    content: { reason: 'he has left us' },
  });
  expect(office.view('bertil', id)).toMatchObject({ state: 'open' });
  device.capacity = 2;
  const first = approval;
  approval = await office.approved('bertil', [id], 3);
  expect(await seal()).toBe('none');
  const seals: string[] = [];
  for await (const { requestId } of rig.parts.journal.search({ kind: 'seal', customsId: '18SE0000000001' }))
    seals.push(requestId!);
  expect(seals).toEqual([expect.stringContaining(first), expect.stringContaining(approval)]);
});

test('seals that the bridge has are not withdrawn by an officer either, whatever the reason', async () => {
  const name = { owner: 'person:bertil', requestId: `${approval}.0`, person: 'bertil' };
  const { shown, profile } = office.store.get(id);
  await rig.parts.sealings.seal({ ...name, documents: [{ document: shown!, profile }] });
  expect(await withdraw('olga', 'no patience')).toBe('sealed-already');
  expect(await seal()).toBe('none');
});

test('SE-3.3 after a crash behind the seals, the start brings them to their case, or the opening of the key store', async () => {
  const name = { owner: 'person:bertil', requestId: `${approval}.0`, person: 'bertil' };
  const { shown, profile } = office.store.get(id);
  await rig.parts.sealings.seal({ ...name, documents: [{ document: shown!, profile }] });
  await office.stop();
  let open = false;
  const revokedCard = (): undefined => {
    if (!open) throw new SealError('key-store-closed', 'Two officers open it.');
  };
  await office.start({ people: { ...people, revokedCard } });
  expect(await withdraw()).toBe('sealed-already');
  rig.device.plugged = false;
  await office.desk.recover();
  expect(office.view('bertil', id)).toMatchObject({ state: 'approved' });
  expect(office.view('bertil', id)).not.toHaveProperty('problem');
  open = true;
  await office.desk.recover();
  expect(office.view('bertil', id)).toMatchObject({ state: 'sealed', seals: { issuer: bertil.issuer } });
});

test('SE-3.3 a no in the middle of a batch leaves it approved, and asking again seals each document once', async () => {
  const { device } = rig;
  const second = office.desk.add(declaration('18SE0000000002'), 'tdr041').id;
  expect(await withdraw()).toBe('none');
  approval = await office.approved('bertil', [id, second], 3);
  const answering = device.seal;
  device.seal = async ([first], options) => {
    await answering.call(device, [first!], options);
    throw new SealError('refused', 'The clerk said no.');
  };
  expect(await seal()).toBe('sealed-already');
  device.seal = answering;
  expect(office.view('bertil', id).state).toBe('approved');
  expect(await withdraw()).toBe('sealed-already');
  expect(await seal()).toBe('none');
  expect(device.rows).toHaveLength(2);
});

test('after a crash, what the device was not asked for is not asked by the start', async () => {
  await office.stop();
  await office.start();
  await office.desk.recover();
  expect(office.view('bertil', id).state).toBe('approved');
  expect(rig.device.rows).toEqual([]);
  expect(rig.requests.counts().noted).toBe(0);
});

test('nobody but its clerk and officers withdraws an approval, and for others no device is asked', async () => {
  rig.device.seal = async () => lost();
  await seal();
  const { opened } = rig.device;
  expect(await withdraw('anna')).toBe('not-allowed');
  expect(rig.device.opened).toBe(opened);
});

test('SE-3.3 a clerk who asks for a seal while a start fetches kept ones gets his, and not an answer that nothing came', async () => {
  const fetching = office.desk.sealing.finish();
  expect(await withdraw()).toBe('busy');
  expect(await seal()).toBe('none');
  await fetching;
  expect(office.view('bertil', id).state).toBe('sealed');
  expect(rig.device.rows).toHaveLength(1);
});

test('after a no the device is asked what it sealed before the next clerk gets it', async () => {
  const { device } = rig;
  const order: string[] = [];
  const open = device.open.bind(device);
  device.open = () => {
    const opened = open();
    const isSealed = (...asked: Parameters<typeof opened.isSealed>) => {
      order.push('asked');
      return opened.isSealed(...asked);
    };
    return { ...opened, isSealed };
  };
  await rig.parts.devices.forget('fake');
  const answering = device.seal;
  let next: Promise<unknown> | undefined;
  device.seal = async (...request) => {
    order.push(next === undefined ? 'refused' : 'next');
    if (next !== undefined) return answering.apply(device, request);
    const documents = [{ document: declaration('18SE0000000002'), profile: 'tdr041' }];
    next = rig.parts.sealings.seal({ owner: 'erp', requestId: 'next', documents });
    await new Promise(setImmediate);
    throw new SealError('refused', 'The clerk said no.');
  };
  expect(await seal()).toBe('refused');
  await next;
  expect(order).toEqual(['refused', 'asked', 'next']);
  expect(office.view('bertil', id).state).toBe('failed');
});
