// What the store of cases reads and keeps: lists read no document of what is decided, and nothing outlives the journal.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SealError } from '@sigillator/host';
import { mostDone } from '@sigillator/host/approve/approval-desk';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { declaration, Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

async function sealed(customsId: string, goods: string): Promise<string> {
  const { id } = office.desk.add(declaration(customsId, goods), 'tdr041');
  await office.desk.sealing.seal('anna', await office.approved('anna', [id], 2));
  return id;
}

/** Whether any file of the store has this text, its write-ahead log too. */
const isOnDisk = (text: string): boolean =>
  readdirSync(office.folder)
    .filter((name) => name.startsWith('cases'))
    .some((name) => readFileSync(join(office.folder, name)).includes(text));

test('the list reads the document of an undecided case once, and none of the others', async () => {
  await sealed('A', 'STEEL');
  const { id } = office.desk.add(declaration('B'), 'tdr041');
  const get = vi.spyOn(office.store, 'get');
  const [first, second] = office.desk.list('bertil');
  expect(get.mock.calls).toEqual([[id]]);
  expect(office.desk.list('bertil')).toEqual([first, second]);
  expect(get).toHaveBeenCalledTimes(1);
  const { digest } = office.desk.list('anna')[1]!;
  expect(digest).not.toBe(second!.digest);
  office.desk.change(id, declaration('B', 'COPPER'));
  expect(office.desk.list('anna')[1]!.digest).not.toBe(digest);
});

test('of what is done the list has what was approved last, and all that is not done', async () => {
  const done = office.store.get(await sealed('DONE', 'STEEL'));
  const early = office.desk.add(declaration('EARLY'), 'tdr041');
  const at = (minute: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + minute * 60_000).toISOString();
  office.store.change(() => {
    for (let i = 0; i <= mostDone; i++)
      office.store.put({ ...done, id: `done-${i}`, state: 'sent', approval: { ...done.approval!, at: at(i) } });
  });
  const late = office.desk.add(declaration('LATE'), 'tdr041');
  const ids = office.desk.list('anna').map(({ id }) => id);
  const newest = Array.from({ length: mostDone }, (_, i) => `done-${i + 1}`);
  expect(ids).toEqual([done.id, early.id, ...newest, late.id]);
});

test('SE-1.3 what the journal was ordered to forget is gone from the store of cases too, but not what is younger or open', async () => {
  await sealed('A', 'GOLD BARS');
  const open = office.desk.add(declaration('B', 'SILVER BARS'), 'tdr041').id;
  office.pass(60 * 24 * 365 * 6);
  const young = await sealed('C', 'COPPER BARS');
  expect(await office.desk.purge()).toBe(0);
  expect(isOnDisk('GOLD BARS')).toBe(true);
  const before = new Date(office.nowMs - 60_000).toISOString();
  await office.journal.retain({ officer: 'olga', reason: 'five years are over', before });
  expect(await office.desk.purge()).toBe(1);
  expect(office.desk.list('anna').map(({ id }) => id)).toEqual([open, young]);
  expect(isOnDisk('GOLD BARS')).toBe(false);
  expect(isOnDisk('COPPER BARS')).toBe(true);
  // The rows that prove it stay.
  expect((await office.rows()).filter(({ customsId }) => customsId === 'A').map(({ kind }) => kind)).toEqual([
    'approval',
    'seal',
  ]);
});

test('SE-1.3 a sealed case that has still to be sent stays when the journal forgets it, and goes once it is sent', async () => {
  await office.stop();
  let isAway = true;
  const send = async () => {
    if (isAway) throw new SealError('channel-customs', 'Nobody answered.');
    return { transmission: 'T1' };
  };
  await office.start({ sender: { send } });
  const id = await sealed('A', 'GOLD BARS');
  office.pass(60 * 24 * 365 * 6);
  const forget = () =>
    office.journal.retain({ officer: 'olga', reason: 'over', before: new Date(office.nowMs).toISOString() });
  await forget();
  expect(await office.desk.purge()).toBe(0);
  isAway = false;
  await office.desk.sending.again('anna', office.view('anna', id).approval!.id);
  expect(office.view('anna', id).state).toBe('sent');
  office.pass(60 * 24 * 365 * 6);
  await forget();
  expect(await office.desk.purge()).toBe(1);
});
