// Cases on their way to customs: each is sent once at a time, and nothing of it changes meanwhile.
import { SealError } from '@sigillator/host';
import type { Sent, SentDocument } from '@sigillator/host/approve/desk-parts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf, declaration, Office } from './office.ts';

let office: Office;
/** What went to customs. */
let sent: SentDocument[];
/** How customs answers. */
let answer: (one: SentDocument) => Promise<Sent>;
beforeEach(async () => {
  sent = [];
  answer = async ({ customsId }) => ({ transmission: customsId });
  const sender = {
    send: (one: SentDocument) => {
      sent.push(one);
      return answer(one);
    },
  };
  office = await Office.open({ sender });
});
afterEach(() => office.close());

const away = async (): Promise<Sent> => {
  throw new SealError('channel-customs', 'Sending to customs: nobody answered.');
};
const sentIds = (): string[] => sent.map(({ customsId }) => customsId);
const add = (customsId: string): string => office.desk.add(declaration(customsId), 'tdr041').id;

test('SE-9.6 while customs is away, a typed seal sends its own case and none of those before it', async () => {
  const [a, b] = [add('A'), add('B')];
  const approval = await office.approved('bertil', [a, b], 1);
  answer = away;
  await office.desk.typing.type('bertil', a, '123456');
  await office.desk.typing.type('bertil', b, '123456');
  expect(sentIds()).toEqual(['A', 'B']);
  answer = async ({ customsId }) => ({ transmission: customsId });
  await office.desk.sending.again('bertil', approval);
  expect(office.desk.list('bertil').map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('SE-9.6 a case that is under way to customs is not sent a second time, whoever asks', async () => {
  const [a, b] = [add('A'), add('B')];
  const approval = await office.approved('anna', [a, b], 2);
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  answer = async ({ customsId }) => {
    if (sentIds().join() === 'A') {
      asked.resolve();
      await held.promise;
    }
    return { transmission: customsId };
  };
  const sealing = office.desk.sealing.seal('anna', approval);
  await asked.promise;
  // It leaves A to the first, and sends B, which the first then finds sent.
  await office.desk.sending.again('anna', approval);
  held.resolve();
  await sealing;
  expect(sentIds()).toEqual(['A', 'B']);
  expect(office.desk.list('anna').map(({ state }) => state)).toEqual(['sent', 'sent']);
  expect(await office.rows('transmission')).toHaveLength(2);
});

test('SE-9.6 a rejected case is not changed while it is sent again, and what customs then accepts is sent', async () => {
  const id = add('A');
  const approval = await office.approved('anna', [id], 2);
  answer = async () => ({ transmission: 'A', rejected: 'CUSRES RE' });
  await office.desk.sealing.seal('anna', approval);
  const held = Promise.withResolvers<Sent>();
  answer = () => held.promise;
  const again = office.desk.sending.again('anna', approval);
  const changed = await codeOf(() => office.desk.change(id, declaration('A', 'COPPER PIPES')));
  held.resolve({ transmission: 'A' });
  await again;
  expect(changed).toBe('busy');
  expect(office.view('anna', id).state).toBe('sent');
  expect((await office.rows('transmission')).map(({ outcome }) => outcome)).toEqual(['rejected: CUSRES RE', 'sent']);
});

test('where nothing is sent, a typed seal that nobody here can check is given up; no other seal is', async () => {
  const here = await Office.open();
  const [a, b] = ['A', 'B'].map((name) => here.desk.add(declaration(name), 'tdr041').id) as [string, string];
  const reopen = (user: string, id: string) => codeOf(() => here.desk.reopen(user, id));
  await here.approved('bertil', [a], 1);
  expect(await reopen('bertil', a)).toBe('case-approved');
  await here.desk.typing.type('bertil', a, '123456');
  expect(await reopen('anna', a)).toBe('not-allowed');
  expect(await reopen('bertil', a)).toBe('none');
  expect(here.view('bertil', a)).toMatchObject({ state: 'open', marked: false });
  expect(here.view('bertil', a)).not.toHaveProperty('seals');
  await here.approved('bertil', [a], 1);
  await here.desk.typing.type('bertil', a, '654321');
  expect(here.view('bertil', a)).toMatchObject({ state: 'sealed', seals: { issuerSeal6: '654321' } });
  await here.desk.sealing.seal('anna', await here.approved('anna', [b], 2));
  expect(await reopen('anna', b)).toBe('case-approved');
  expect((await here.rows('approval')).map(({ person, outcome }) => `${person} ${outcome}`)).toEqual([
    'bertil approved',
    'bertil its seal is not used; to be approved anew',
    'bertil approved',
    'anna approved',
  ]);
  await here.close();
  const id = add('C');
  await office.approved('bertil', [id], 1);
  answer = away;
  await office.desk.typing.type('bertil', id, '123456');
  expect(await codeOf(() => office.desk.reopen('bertil', id))).toBe('case-approved'); // customs may have it
});
