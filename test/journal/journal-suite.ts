// What a journal promises, on whatever database it lies. Called by sqlite.test.ts and postgres.test.ts.
import { generateKeyPairSync } from 'node:crypto';
import {
  CheckpointKey,
  type Journal,
  type JournalEntry,
  type JournalQuery,
  openJournal,
  verifyExport,
} from '@sigillator/host/journal';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seed } from '../seed.ts';
import { appender, gathered, type JournalRig } from './rig.ts';

export const newKey = (): CheckpointKey => new CheckpointKey(generateKeyPairSync('ed25519').privateKey);

async function* pieces(...all: string[]): AsyncGenerator<string> {
  yield* all;
}

/** Ten cases of three people in two files, one a day, each with its document. */
export const cases: JournalEntry[] = Array.from({ length: 10 }, (_, at) => ({
  kind: at % 5 === 4 ? 'transmission' : 'seal',
  time: `2026-03-${String(at + 10)}T08:00:00.000Z`,
  person: ['anna', 'bo', 'cecilia'][at % 3],
  customsId: `AAA${at}`,
  transmission: at < 5 ? 'T1' : 'T2',
  digest: 'ab'.repeat(32),
  documentSeal: '123456789012345678',
  issuerSeal: '876543210987654321',
  issuer: 'SE2',
  keyGeneration: at,
  origin: 'card',
  method: 'open-1',
  outcome: 'ok',
  content: `UNH+${at}+CUSDEC'`,
}));

export function journalSuite(makeRig: () => Promise<JournalRig>): void {
  let rig: JournalRig;
  let journal: Journal;
  let now = new Date('2026-04-01T12:00:00Z');
  const open = (): Promise<Journal> => openJournal(rig.where, { now: () => now });
  const found = async (query: JournalQuery): Promise<number[]> =>
    (await gathered(journal.search(query))).map(({ number }) => number);

  beforeEach(async () => {
    now = new Date('2026-04-01T12:00:00Z');
    rig = await makeRig();
    journal = await open();
  });
  afterEach(async () => {
    await journal.close();
    await rig.remove();
  });

  describe('writing', () => {
    test('answers each row with its number, and the next one chains to it', async () => {
      const [first, second] = await journal.append([{ kind: 'login', person: 'anna' }, { kind: 'logout' }]);
      expect(first).toMatchObject({ number: 1, kind: 'login', person: 'anna', time: now.toISOString() });
      expect(first?.previous).toBe('0'.repeat(64));
      expect(second).toMatchObject({ number: 2, previous: first?.hash });
      expect(await gathered(journal.search())).toEqual([first, second]);
    });

    test('hashes a row as the format says', async () => {
      const [row] = await journal.append([{ kind: 'login', time: '2026-04-01T12:00:00Z', person: 'anna' }]);
      // printf '["sigillator-journal-1",1,"0…0","2026-04-01T12:00:00.000Z","login","anna",null,…,null]' | sha256sum
      // with 64 zeros, and 18 times null behind the name.
      expect(row?.hash).toBe('d0c785bfe02eef9ef9c9619285d04b2c7ad7d9c49d2772568efcbe59e2397387');
    });

    test('keeps text, JSON and bytes as they were', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
      const contents = ['', '\ufeffå\0b', { list: [1, null, 'å'] }, bytes, new Uint8Array()];
      await journal.append(contents.map((content) => ({ kind: 'received', content })));
      const rows = await gathered(journal.search({ content: true }));
      expect(rows.map(({ content }) => (content instanceof Uint8Array ? Uint8Array.from(content) : content))).toEqual(
        contents,
      );
      expect(rows.map(({ contentType }) => contentType)).toEqual(['text', 'text', 'json', 'bytes', 'bytes']);
    });

    test.each([
      ['kind', { kind: 'gossip' }],
      ['kind', { kind: 'toString' }],
      ['time', { kind: 'seal', time: 'yesterday' }],
      ['person', { kind: 'seal', person: 'a'.repeat(201) }],
      ['person', { kind: 'seal', person: 'a\0b' }],
      ['outcome', { kind: 'seal', outcome: '\ud800' }],
      ['keyGeneration', { kind: 'seal', keyGeneration: 1.5 }],
      ['pin', { kind: 'seal', pin: '1234' }],
      ['hash', { kind: 'seal', hash: 'ab' }],
      ['signature', { kind: 'seal', signature: 'ab' }],
      ['upTo', { kind: 'seal', upTo: 5 }],
    ])('refuses a wrong %s, and then writes none of the call', async (name, entry) => {
      const call = journal.append([{ kind: 'seal' }, entry as unknown as JournalEntry]);
      await expect(call).rejects.toMatchObject({ code: 'entry-wrong', message: expect.stringContaining(name) });
      expect(await found({})).toEqual([]);
    });

    test.each(['retention', 'checkpoint'] as const)('leaves rows of kind %s to the journal', async (kind) => {
      await expect(journal.append([{ kind }])).rejects.toMatchObject({ code: 'entry-wrong' });
    });

    test('keeps one chain when two hundred calls come at once', async () => {
      const calls = Array.from({ length: 200 }, (_, at) => journal.append([{ kind: 'seal', customsId: `C${at}` }]));
      const rows = (await Promise.all(calls)).flat();
      expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
      expect(await journal.verify()).toMatchObject({ ok: true, rows: 200 });
    });

    test('keeps one chain when three processes write at once, and each call stays whole', async () => {
      const desks = ['one', 'two', 'three'].map((name) => appender(rig.where, name, 20, 7));
      await Promise.all(desks.map(({ ended }) => ended));
      expect(await journal.verify()).toMatchObject({ ok: true, rows: 3 * 20 * 7 });
      const rows = await gathered(journal.search());
      for (let at = 0; at < rows.length; at += 7)
        expect(new Set(rows.slice(at, at + 7).map(({ requestId }) => requestId)).size).toBe(1);
    });

    test('a killed process loses nothing that was acknowledged, and leaves nothing half', async () => {
      let random = seed;
      for (let round = 0; round < 4; round++) {
        random = (random * 48271) % 2147483647;
        const victim = appender(rig.where, `r${round}`, 100_000, 25);
        await victim.waitFor(1 + (random % 20));
        victim.kill();
        await victim.ended;
        const rows = await gathered(journal.search({ person: `r${round}` }));
        const calls = Map.groupBy(rows, ({ requestId }) => requestId);
        expect(calls.size).toBeGreaterThanOrEqual(victim.acknowledged());
        for (const call of calls.values()) expect(call.length).toBe(25);
      }
      expect(await journal.verify()).toMatchObject({ ok: true });
    });

    test('goes on with the chain when it is opened again', async () => {
      const [row] = await journal.append([{ kind: 'seal' }]);
      await journal.close();
      journal = await open();
      const [next] = await journal.append([{ kind: 'seal' }]);
      expect(next?.previous).toBe(row?.hash);
    });

    test('is not made where it is only to be read', async () => {
      const other = await makeRig();
      await expect(openJournal(other.where, { create: false })).rejects.toMatchObject({ code: 'no-journal' });
      await other.remove();
    });
  });

  describe('searching', () => {
    beforeEach(() => journal.append(cases));

    test.each<[string, JournalQuery, number[]]>([
      ['customs id', { customsId: 'AAA3' }, [4]],
      ['person', { person: 'bo' }, [2, 5, 8]],
      ['transmission', { transmission: 'T2' }, [6, 7, 8, 9, 10]],
      ['kind', { kind: 'transmission' }, [5, 10]],
      ['time', { from: '2026-03-12T08:00Z', to: '2026-03-15T08:00:00Z' }, [3, 4, 5]],
      ['person and transmission', { person: 'anna', transmission: 'T1' }, [1, 4]],
      ['what nobody wrote', { customsId: "' OR 1=1 --" }, []],
      ['nothing: the newest first', { newestFirst: true, limit: 2 }, [10, 9]],
    ])('SE-1.3 finds rows by %s', async (_, query, expected) => {
      expect(await found(query)).toEqual(expected);
    });

    test('turns pages in both directions', async () => {
      expect(await found({ limit: 3, after: 4 })).toEqual([5, 6, 7]);
      expect(await found({ limit: 3, after: 8, newestFirst: true })).toEqual([7, 6, 5]);
    });

    test('gives content only to those who ask for it', async () => {
      const [bare] = await gathered(journal.search({ customsId: 'AAA3' }));
      expect(bare).not.toHaveProperty('content');
      const [row] = await gathered(journal.search({ customsId: 'AAA3', content: true }));
      expect(row?.content).toBe("UNH+3+CUSDEC'");
    });

    test('says what it expects where a time is none', async () => {
      await expect(found({ from: 'Tuesday' })).rejects.toMatchObject({ code: 'usage' });
    });

    test('finds every row of a search that is longer than a page of the database', async () => {
      await journal.append(Array.from({ length: 1203 }, () => ({ kind: 'login', person: 'dag' })));
      expect((await found({ person: 'dag' })).length).toBe(1203);
      expect((await found({ person: 'dag', limit: 1100, newestFirst: true })).at(-1)).toBe(1213 - 1099);
    });
  });

  describe('verifying', () => {
    beforeEach(() => journal.append(cases));

    const columns = [
      ...['time', 'person', 'customsId', 'transmission', 'digest', 'documentSeal', 'issuerSeal', 'issuer'],
      ...['origin', 'method', 'outcome', 'previous', 'hash', 'contentHash', 'contentType'],
    ];
    test.each(columns)('names the row in which one character of %s was changed', async (column) => {
      await rig.sql(`UPDATE "journal" SET "${column}" = 'x' || substr("${column}", 2) WHERE "number" = 4`);
      expect(await journal.verify()).toMatchObject({ ok: false, rows: 3, firstBad: 4 });
    });

    test.each([...columns.filter((name) => !/^(time|previous|hash)$/.test(name)), 'keyGeneration'])(
      'names the row from which %s was taken',
      async (column) => {
        await rig.sql(`UPDATE "journal" SET "${column}" = NULL WHERE "number" = 4`);
        expect(await journal.verify()).toMatchObject({ ok: false, firstBad: 4 });
      },
    );

    test('names the row whose number, key generation, content or salt was changed', async () => {
      for (const [statement, mended] of [
        [
          'UPDATE "journal" SET "number" = 40 WHERE "number" = 4',
          'UPDATE "journal" SET "number" = 4 WHERE "number" = 40',
        ],
        [
          'UPDATE "journal" SET "keyGeneration" = 7 WHERE "number" = 4',
          'UPDATE "journal" SET "keyGeneration" = 3 WHERE "number" = 4',
        ],
      ] as const) {
        await rig.sql(statement);
        expect(await journal.verify()).toMatchObject({ ok: false, firstBad: 4 });
        await rig.sql(mended);
        expect(await journal.verify()).toMatchObject({ ok: true, rows: 10 });
      }
      await rig.sql('UPDATE "journal_content" SET "salt" = ? WHERE "number" = 4', new Uint8Array(16));
      expect(await journal.verify()).toMatchObject({
        ok: false,
        firstBad: 4,
        reason: expect.stringContaining('content'),
      });
      await rig.sql('UPDATE "journal_content" SET "bytes" = ? WHERE "number" = 2', new Uint8Array(2));
      expect(await journal.verify()).toMatchObject({ ok: false, firstBad: 2 });
    });

    test('names the row that was taken out, put in, or swapped', async () => {
      await rig.sql('DELETE FROM "journal" WHERE "number" = 4');
      expect(await journal.verify()).toMatchObject({ ok: false, rows: 3, firstBad: 4, reason: 'it is missing' });
      await rig.sql(`INSERT INTO "journal" ("number", "previous", "time", "kind", "hash")
        SELECT 4, "previous", "time", "kind", "hash" FROM "journal" WHERE "number" = 5`);
      expect(await journal.verify()).toMatchObject({ ok: false, firstBad: 4 });
      for (const [from, to] of [
        [7, 99],
        [8, 7],
        [99, 8],
        [4, 98],
      ])
        await rig.sql('UPDATE "journal" SET "number" = ? WHERE "number" = ?', to!, from!);
      expect(await journal.verify()).toMatchObject({ ok: false, firstBad: 4 });
    });

    test('names the first of two rows that changed places', async () => {
      for (const [from, to] of [
        [7, 99],
        [8, 7],
        [99, 8],
      ])
        await rig.sql('UPDATE "journal" SET "number" = ? WHERE "number" = ?', to!, from!);
      expect(await journal.verify()).toMatchObject({ ok: false, rows: 6, firstBad: 7 });
    });

    test('a row behind the last one that does not follow is named', async () => {
      await rig.sql(`INSERT INTO "journal" ("number", "previous", "time", "kind", "hash")
        SELECT 11, "hash", "time", "kind", "hash" FROM "journal" WHERE "number" = 10`);
      expect(await journal.verify()).toMatchObject({ ok: false, rows: 10, firstBad: 11 });
    });
  });

  describe('checkpoints', () => {
    const key = newKey();
    const publicKeys = [key.publicKey];

    test('say up to where everything is signed', async () => {
      await journal.append(cases);
      await journal.checkpoint(key);
      await journal.append([{ kind: 'logout' }]);
      expect(await journal.verify({ publicKeys })).toMatchObject({ ok: true, rows: 12, signed: 10 });
    });

    test('show a cut tail to whoever kept one', async () => {
      await journal.append(cases);
      const checkpoint = await journal.checkpoint(key);
      await rig.sql('DELETE FROM "journal" WHERE "number" > 8');
      expect(await journal.verify()).toMatchObject({ ok: true, rows: 8 });
      expect(await journal.verify({ checkpoints: [checkpoint] })).toMatchObject({ ok: false, rows: 8, firstBad: 9 });
      expect(await journal.verify({ publicKeys })).toMatchObject({ ok: false, signed: 0 });
    });

    test('show a chain that was made anew, to the key and to whoever kept one', async () => {
      await journal.append(cases);
      const checkpoint = await journal.checkpoint(key);
      await rig.sql('DELETE FROM "journal"');
      await rig.sql('DELETE FROM "journal_content"');
      await journal.append([...cases.slice(0, 9), { ...cases[9]!, person: 'mallory' }]);
      expect(await journal.verify()).toMatchObject({ ok: true });
      expect(await journal.verify({ checkpoints: [checkpoint] })).toMatchObject({ ok: false, firstBad: 10 });
      expect(await journal.verify({ publicKeys })).toMatchObject({ ok: false, rows: 0, firstBad: 1 });
      await journal.checkpoint(newKey());
      expect(await journal.verify({ publicKeys })).toMatchObject({ ok: false, firstBad: 1 });
    });

    test('of a key that signed something else are named', async () => {
      await journal.append(cases);
      const { signature } = await journal.checkpoint(key);
      await rig.sql('DELETE FROM "journal"');
      await rig.sql('DELETE FROM "journal_content"');
      await journal.append(cases.slice(0, 5));
      const forger = { id: key.id, publicKey: key.publicKey, sign: () => signature } as unknown as CheckpointKey;
      await journal.checkpoint(forger);
      expect(await journal.verify({ publicKeys })).toMatchObject({
        ok: false,
        firstBad: 6,
        reason: 'its signature is wrong',
      });
    });
  });

  describe('retention', () => {
    const order = { officer: 'oskar', witness: 'vera', reason: 'five years are over', before: '2026-03-15T00:00Z' };

    test('removes content and keeps the chain, and is a row itself', async () => {
      await journal.append(cases);
      const { row, removed } = await journal.retain(order);
      expect(removed).toBe(5);
      expect(row).toMatchObject({ number: 11, kind: 'retention', person: 'oskar', witness: 'vera', upTo: 5 });
      expect(row.outcome).toBe('five years are over');
      expect(await journal.verify()).toMatchObject({ ok: true, rows: 11 });
      const rows = await gathered(journal.search({ content: true, kind: 'seal' }));
      expect(rows.filter(({ content }) => content !== undefined).map(({ number }) => number)).toEqual([6, 7, 8, 9]);
    });

    test('PK-5.4 still names years later who approved, when content and clerk are gone', async () => {
      await journal.append([{ kind: 'approval', person: 'anna', customsId: 'AAA1', content: { goods: 'steel' } }]);
      now = new Date('2036-04-02T12:00:00Z');
      await journal.append([{ kind: 'access', person: 'oskar', outcome: 'anna is no clerk any more' }]);
      await journal.retain({ ...order, before: now.toISOString() });
      const [row] = await gathered(journal.search({ customsId: 'AAA1', kind: 'approval', content: true }));
      expect(row).toMatchObject({ person: 'anna', time: '2026-04-01T12:00:00.000Z' });
      expect(row).not.toHaveProperty('content');
      expect(await journal.verify()).toMatchObject({ ok: true });
    });

    test('is the only way: content that went without it is named', async () => {
      await journal.append(cases);
      await journal.retain(order);
      await rig.sql('DELETE FROM "journal_content" WHERE "number" = 8');
      expect(await journal.verify()).toMatchObject({ ok: false, rows: 7, firstBad: 8 });
    });

    test('that would cover more than the officer allowed is named', async () => {
      await journal.append(cases);
      await journal.retain(order);
      await rig.sql('UPDATE "journal" SET "upTo" = 8 WHERE "number" = 11');
      await rig.sql('DELETE FROM "journal_content" WHERE "number" = 8');
      expect(await journal.verify()).toMatchObject({ ok: false });
    });

    test.each([
      ['officer', { officer: ' ' }],
      ['reason', { reason: '' }],
      ['time', { before: 'soon' }],
    ])('without an %s removes nothing', async (_, missing) => {
      await journal.append(cases);
      await expect(journal.retain({ ...order, ...missing })).rejects.toThrow(/expected/);
      expect(await found({ kind: 'retention' })).toEqual([]);
    });
  });

  describe('export', () => {
    const exported = async (): Promise<string[]> => gathered(journal.export());

    test('verifies without the journal, by the public key and a kept checkpoint', async () => {
      const key = newKey();
      const bytes = Uint8Array.of(0, 255, 39);
      await journal.append([...cases, { kind: 'received', content: bytes }, { kind: 'login', content: { a: 'å' } }]);
      await journal.retain({ officer: 'oskar', reason: 'over', before: '2026-03-12T00:00Z' });
      const checkpoint = await journal.checkpoint(key);
      const lines = await exported();
      const trusted = { publicKeys: [key.publicKey], checkpoints: [checkpoint] };
      expect(await verifyExport(pieces(...lines), trusted)).toMatchObject({ ok: true, rows: 14, signed: 13 });
      expect(await verifyExport(pieces(...lines.slice(0, 12)), trusted)).toMatchObject({ ok: false, firstBad: 13 });
    });

    test('of which any byte was changed or dropped, or any line dropped, names the row', async () => {
      await journal.append(cases.slice(0, 4));
      const key = newKey();
      await journal.checkpoint(key);
      const text = (await exported()).join('');
      const rowAt = (at: number): number => text.slice(0, at).split('\n').length;
      for (let at = 0; at < text.length - 1; at++) {
        const flipped = String.fromCharCode(text.charCodeAt(at) ^ 1);
        for (const damaged of [
          text.slice(0, at) + flipped + text.slice(at + 1),
          text.slice(0, at) + text.slice(at + 1),
        ]) {
          const verdict = await verifyExport(pieces(damaged), { publicKeys: [key.publicKey] });
          expect({ at, ...verdict }).toMatchObject({ ok: false, firstBad: rowAt(at) });
        }
      }
      const lines = await exported();
      for (const dropped of [0, 1, 2, 3]) {
        const verdict = await verifyExport(pieces(...lines.toSpliced(dropped, 1)));
        expect(verdict).toMatchObject({ ok: false, firstBad: dropped + 1 });
      }
    });
  });
}
