// What one sequence number stands for: never for two documents, never for another host; and the device journal as a host
// reads, resumes and acknowledges it.
import { limits } from '@sigillator/protocol/tables/limits';
import { beforeAll, expect, test } from 'vitest';
import { act, digitKeys } from '../device/desk.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf, RawHost, said } from './raw-host.ts';
import { announce, approve, ask, clerkComes, declaration, journal, result } from './sealing.ts';
import { pairHost, wired } from './wired.ts';

let rig: SimRig;
let host: RawHost;
/** Number 1 is sealed, the clerk's menu stands. */
let sealed: () => void;
let noCard: () => void;
beforeAll(async () => {
  ({ rig, host } = await wired());
  noCard = host.moment();
  await clerkComes(rig);
  ask(host, 1n, [{ document: declaration() }]);
  await approve(rig);
  host.take();
  sealed = host.moment();
});

const last = (name: Parameters<RawHost['request']>[0], fields: object): string =>
  said(host.request(name, fields as never)).at(-1)!;

test('the same number with the same document gives the same result; with another it is request-reused', () => {
  sealed();
  const before = result(host, 1n);
  const [begun] = host.request('seal-begin', { sequence: 1n, count: 1 });
  expect(begun).toMatchObject({ kind: 'answer', fields: { known: 1 } });
  const other = announce(host, 0, { document: declaration('18SE2') });
  expect(said([other!])).toEqual(['request-reused']);
  expect(said([announce(host, 0, { document: declaration() })!])).toEqual(['seal-document']);
  expect(host.request('seal-approve', { budgetMs: 1 }).at(-1)).toMatchObject({ fields: { sealed: 1 } });
  expect(result(host, 1n)).toEqual(before);
  expect(journal(host)).toHaveLength(1);
});

test('another purpose or profile is another document', () => {
  sealed();
  host.request('seal-begin', { sequence: 1n, count: 1 });
  expect(said([announce(host, 0, { document: declaration(), purpose: 1 })!])).toEqual(['request-reused']);
  expect(said([announce(host, 0, { document: declaration(), profile: 'message' })!])).toEqual(['request-reused']);
});

test('a number below the highest one that has no result is request-expired and never sealed', async () => {
  sealed();
  ask(host, 10n, [{ document: declaration('18SE10') }]);
  await approve(rig);
  host.take();
  expect(last('seal-begin', { sequence: 5n, count: 1 })).toBe('request-expired');
  expect(last('seal-result', { sequence: 5n })).toBe('request-expired');
  expect(last('seal-result', { sequence: 11n })).toBe('request-unknown');
  expect(result(host, 1n).counter).toBe(1);
});

test('SE-2.D two hosts, one device: neither sees the other one’s seals, nor does a host that takes the other’s place', async () => {
  noCard();
  const second = new RawHost(rig.machine, 1).open();
  host.close();
  await pairHost(rig, second, 'Second', keyOf(9));
  await clerkComes(rig);
  ask(second, 1n, [{ document: declaration('18SE77') }]);
  await approve(rig);
  expect(result(second, 1n).counter).toBe(1);
  second.close();
  host.open();
  host.hello();
  host.shake();
  expect(last('seal-result', { sequence: 1n })).toBe('request-unknown');
  const rows = journal(host);
  expect(rows).toHaveLength(1);
  // A row says which host by the beginning of a hash, and holds no issuer seal.
  expect(rows[0]!.host).toMatch(/^[0-9a-f]{16}$/);
  expect([...digitsIn(rows[0]!.row)].filter((digits) => digits.length === 18)).toEqual([rows[0]!.documentSeal]);
  second.leave();
});

const digitsIn = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes)
    .toString('latin1')
    .match(/\d{6,}/g) ?? [];

test('the journal is read from any row on, and acknowledged with the chain value as proof', async () => {
  sealed();
  ask(host, 2n, [{ document: declaration('18SE2') }, { document: declaration('18SE3') }]);
  await approve(rig);
  host.take();
  const rows = journal(host);
  expect(rows.map(({ sequence }) => sequence)).toEqual([1n, 2n, 3n]);
  expect(journal(host, 2).map(({ counter }) => counter)).toEqual([2, 3]);
  expect(last('journal-acknowledge', { counter: 2, chain: rows[0]!.chain })).toBe('digest-mismatch');
  expect(last('journal-acknowledge', { counter: 9, chain: rows[0]!.chain })).toBe('request-unknown');
  const [answer] = host.request('journal-acknowledge', { counter: 2, chain: rows[1]!.chain });
  expect(answer).toMatchObject({ fields: { rows: 1 } });
  await act(rig, 'power');
  host.open();
  host.hello();
  host.shake();
  expect(host.request('info', {})[0]).toMatchObject({ fields: { journalRows: 1, journalCapacity: 512, sequence: 3n } });
});

test('SE-3.1 a seal at the keypad has its row too, before it is shown', async () => {
  sealed();
  await act(rig, '1');
  await act(rig, `${digitKeys('012345')} ok`);
  await act(rig, 'ok');
  expect(await rig.screen()).toMatch(/\d{3} \d{3}/);
  expect(journal(host).at(-1)).toMatchObject({
    counter: 2,
    documentSeal: '012345',
    profile: 0,
    host: '',
    sequence: 0n,
  });
});

test('a full journal refuses to seal until a host has acknowledged it, at the keypad too', async () => {
  sealed();
  const batch = Array.from({ length: limits.batchMaximum }, (_, index) => ({ document: declaration(`${index}`, []) }));
  let next = 2n;
  for (; next + 64n <= BigInt(limits.resultsKept); next += 64n) {
    ask(host, next, batch);
    await approve(rig);
    rig.machine.settle();
    expect(said(host.take()).at(-1)).toBe('seal-approve');
  }
  const room = limits.resultsKept - Number(next) + 1;
  expect(last('seal-begin', { sequence: next, count: room + 1 })).toBe('journal-full');
  ask(host, next, batch.slice(0, room));
  await approve(rig);
  rig.machine.settle();
  host.take();
  expect(last('seal-begin', { sequence: next + 64n, count: 1 })).toBe('journal-full');
  await act(rig, '1');
  await act(rig, `${digitKeys('012345')} ok`);
  await act(rig, 'ok');
  expect(await rig.screen()).toContain('journal');
  await act(rig, 'ok');
  const rows = journal(host);
  expect(rows).toHaveLength(limits.resultsKept);
  const newest = rows.at(-1)!;
  host.request('journal-acknowledge', { counter: newest.counter, chain: newest.chain });
  ask(host, next + 64n, [{ document: declaration('18SE9') }]);
  await approve(rig);
  expect(result(host, next + 64n).counter).toBe(newest.counter + 1);
  // Its place was that of the first row: that result is gone, and its number is never sealed again.
  expect(last('seal-result', { sequence: 1n })).toBe('request-expired');
  expect(last('seal-begin', { sequence: 1n, count: 1 })).toBe('request-expired');
}, 120_000);

test('a host whose key is not paired gets nothing, whatever number it names', () => {
  sealed();
  host.hello();
  host.shake(keyOf(50));
  expect(last('seal-result', { sequence: 1n })).toBe('not-paired');
  expect(last('journal', { counter: 0 })).toBe('not-paired');
});
