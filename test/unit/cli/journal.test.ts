// The noun `journal`: answers in JSON, exit codes, exports that verify elsewhere. In this process.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openJournal } from '@sigillator/host/journal';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../../host/src/cli/run.ts';
import { Office } from '../../../host/src/login/office.ts';
import { secrets } from '../keys/_store.ts';

let home: string;
let file: string;

async function cli(words: string[], stdin = '') {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await run(words, {
    streams: { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr },
    environment: { XDG_CONFIG_HOME: home, XDG_STATE_HOME: home },
    signal: new AbortController().signal,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, out, err };
}

async function json(...words: string[]) {
  const { code, out, err } = await cli(['--json', 'journal', ...words]);
  return { code, answer: out === '' ? JSON.parse(err) : JSON.parse(out) };
}

function damage(sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  file = join(home, 'sigillator', 'journal.db');
  const journal = await openJournal(file);
  await journal.append([
    { kind: 'login', time: '2026-03-01T08:00Z', person: 'anna', content: { challenge: '123456' } },
    { kind: 'seal', time: '2026-03-02T08:00Z', person: 'anna', customsId: 'AAA1', transmission: 'T1', content: 'UNH' },
    { kind: 'seal', time: '2026-03-03T08:00Z', person: 'bo', customsId: 'AAA2', content: Uint8Array.of(255) },
  ]);
  await journal.close();
});
afterEach(() => rmSync(home, { recursive: true }));

test('SE-1.3 search answers the rows by customs id, person, transmission and time', async () => {
  const { code, answer } = await json('search', '--customs-id', 'AAA1');
  expect(code).toBe(0);
  expect(answer).toMatchObject([{ number: 2, person: 'anna', customsId: 'AAA1', transmission: 'T1' }]);
  expect((await json('search', '--transmission', 'T1', '--person', 'anna')).answer).toHaveLength(1);
  const late = await json('search', '--from', '2026-03-02', '--to', '2026-03-04', '--newest-first', '--content');
  expect(late.answer).toMatchObject([
    { number: 3, content: '/w==' },
    { number: 2, content: 'UNH' },
  ]);
  expect((await json('search', '--kind', 'seal', '--limit', '1', '--after', '2')).answer).toMatchObject([
    { number: 3 },
  ]);
});

test('search says to people where the next page begins', async () => {
  const { out, err } = await cli(['journal', 'search', '--limit', '2']);
  expect(out).toMatch(/^1 {2}2026-03-01T08:00:00.000Z {2}login {2}anna\n2 {2}/);
  expect(err).toContain('--after 2');
});

test('verify answers ok, rows and no first bad row, with exit code 0', async () => {
  expect(await json('verify')).toMatchObject({ code: 0, answer: { ok: true, rows: 3, firstBad: null } });
});

test('verify names the first bad row of a damaged journal, with exit code 11', async () => {
  damage(`UPDATE "journal" SET "person" = 'eva' WHERE "number" = 2`);
  expect(await json('verify')).toMatchObject({ code: 11, answer: { ok: false, rows: 1, firstBad: 2 } });
  expect((await cli(['journal', 'verify'])).out).toContain('DAMAGED: row 2');
});

test('a checkpoint is kept beside its key, and from then on a cut journal is found', async () => {
  const { answer } = await json('checkpoint');
  expect(answer).toMatchObject({ number: 3 });
  expect((await json('verify')).answer).toMatchObject({ ok: true, rows: 4, signed: 3 });
  damage('DELETE FROM "journal" WHERE "number" > 2');
  expect(await json('verify')).toMatchObject({ code: 11, answer: { firstBad: 3 } });
});

test('a checkpoint key that others may read is refused', async () => {
  const key = join(home, 'loose-key');
  writeFileSync(key, '', { mode: 0o644 });
  expect(await json('checkpoint', '--journal-key', key)).toMatchObject({ code: 1, answer: { code: 'checkpoint-key' } });
});

test('an export verifies elsewhere by the public key, from a file and from standard input', async () => {
  await json('checkpoint');
  const out = join(home, 'export.ndjson');
  expect((await json('export', '--out', out)).answer).toEqual({ output: out, rows: 4 });
  const key = `${file}.key.pub`;
  const exported = readFileSync(out, 'utf8');
  expect((await cli(['journal', 'export'])).out).toBe(exported);
  rmSync(file);
  expect(await json('verify', '--export', out, '--public-key', key)).toMatchObject({ code: 0, answer: { rows: 4 } });
  const words = ['--json', 'journal', 'verify', '--export', '-', '--public-key', key];
  const changed = await cli(words, exported.replace('AAA1', 'AAA9'));
  expect(changed.code).toBe(11);
  expect(JSON.parse(changed.out)).toMatchObject({ ok: false, firstBad: 2 });
});

test('an export is never half: a file that is there stays as it is when the journal is damaged', async () => {
  const out = join(home, 'export.ndjson');
  writeFileSync(out, 'older');
  writeFileSync(file, 'Dear diary, '.repeat(1000));
  expect(await json('export', '--out', out)).toMatchObject({ code: 11, answer: { code: 'journal-damaged' } });
  expect(readFileSync(out, 'utf8')).toBe('older');
});

test('retain of a journal without an office removes content only with --yes, and its row says that nobody proved it', async () => {
  const words = ['retain', '--officer', 'oskar', '--reason', 'five years', '--before', '2026-03-03T00:00Z'];
  expect(await json(...words)).toMatchObject({ code: 2 });
  expect(await json(...words, '--yes')).toMatchObject({ code: 0, answer: { kind: 'retention', upTo: 2, removed: 2 } });
  const { answer } = await json('search', '--person', 'anna', '--content');
  expect(answer).toHaveLength(2);
  expect(answer[0]).not.toHaveProperty('content');
  const [row] = (await json('search', '--kind', 'retention')).answer;
  expect(row).toMatchObject({ person: 'oskar', outcome: 'five years (names not proved: no key store)' });
  expect(await json('verify')).toMatchObject({ code: 0 });
  const secret = join(home, 'secret');
  writeFileSync(secret, 'whatever it is', { mode: 0o600 });
  expect(await json(...words, '--yes', '--secret', secret)).toMatchObject({ code: 2 });
});

test('retain of an office takes the secrets of both officers, who have the role still', async () => {
  const journal = await openJournal(file);
  const office = new Office({ folder: join(home, 'sigillator', 'office'), journal, cost: 2 });
  await office.create(secrets);
  office.close();
  const files = [...secrets.map(({ secret }) => secret), 'somebody guesses'].map((secret, index) => {
    const name = join(home, `secret-${index}`);
    writeFileSync(name, secret, { mode: 0o600 });
    return name;
  });
  const [ruth, oscar, guess] = files as [string, string, string];
  const words = ['retain', '--yes', '--officer', 'ruth', '--reason', 'five years', '--before', '2026-03-03T00:00Z'];
  const witness = ['--witness', 'oscar'];
  const by = (first: string, second: string) => ['--secret', first, '--secret', second];
  for (const [given, status, name] of [
    [[], 2, 'usage'],
    [witness, 2, 'usage'],
    [[...witness, '--secret', ruth], 2, 'usage'],
    [[...witness, ...by(ruth, guess)], 1, 'key-store-not-opened'],
    [['--witness', 'eve', ...by(ruth, oscar)], 1, 'key-store-not-opened'],
  ] as const)
    expect([given, await json(...words, ...given)]).toMatchObject([given, { code: status, answer: { code: name } }]);
  expect((await json('search', '--kind', 'retention')).answer).toEqual([]);

  await office.open(secrets);
  office.store.change(({ people }) => {
    people[1]!.roles = [];
  });
  office.close();
  const right = [...words, ...witness, ...by(ruth, oscar)];
  expect(await json(...right)).toMatchObject({ answer: { code: 'not-allowed' } });
  await office.open(secrets);
  office.store.change(({ people }) => {
    people[1]!.roles = ['officer'];
  });
  office.end();
  await journal.close();
  expect(await json(...right)).toMatchObject({ code: 0, answer: { removed: 2, outcome: 'five years' } });
  expect((await json('search', '--kind', 'retention')).answer).toMatchObject([{ person: 'ruth', witness: 'oscar' }]);
});

test.each([['postgres://desk:hush@host/journal'], ['postgresql://host/journal?user=desk&password=hush']])(
  'a password in the address of the journal is refused and not repeated',
  async (place) => {
    const { code, err } = await cli(['journal', 'verify', '--journal', place]);
    expect(code).toBe(2);
    expect(err).not.toContain('hush');
  },
);

test.each([
  ['--limit', 'many'],
  ['--from', 'Tuesday'],
  ['--kind', 'gossip'],
])('search %s %s is a wrong use', async (flag, value) => {
  expect((await cli(['journal', 'search', flag, value])).code).toBe(2);
});

test('a journal that is not there is not made', async () => {
  const { code, answer } = await json('verify', '--journal', join(home, 'none.db'));
  expect({ code, name: answer.code }).toEqual({ code: 1, name: 'no-journal' });
});
