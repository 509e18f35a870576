// The journal in a file.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Journal, openJournal } from '@sigillator/host/journal';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { question } from '../../host/src/journal/sql.ts';
import { runs, seed } from '../seed.ts';
import { cases } from './desk.ts';
import { journalSuite } from './journal-suite.ts';
import { proofSuite } from './proof-suite.ts';
import { gathered, sqliteRig } from './rig.ts';

describe('a journal in a file', () => {
  journalSuite(async () => sqliteRig());
  proofSuite(async () => sqliteRig());
});

/** In full it reads the file a hundred thousand times. */
const patience = { timeout: runs(60_000, 3_600_000) };

describe('the file', () => {
  let rig: ReturnType<typeof sqliteRig>;
  beforeEach(() => {
    rig = sqliteRig();
  });
  afterEach(() => rig.remove());

  const withJournal = async <T>(work: (journal: Journal) => Promise<T>): Promise<T> => {
    const journal = await openJournal(rig.file);
    try {
      return await work(journal);
    } finally {
      await journal.close();
    }
  };

  test('belongs to its user alone', async () => {
    await withJournal((journal) => journal.append(cases));
    expect(statSync(rig.file).mode & 0o777).toBe(0o600);
  });

  test('may be made by two at once', async () => {
    const [first, second] = await Promise.all([openJournal(rig.file), openJournal(rig.file)]);
    await Promise.all([first.append(cases), second.append(cases)]);
    expect(await second.verify()).toMatchObject({ ok: true, rows: 20 });
    await first.close();
    await second.close();
  });

  test('is searched by time in the order of its rows, few or many, also where times go back', async () => {
    const day = (at: number): string => new Date(Date.UTC(2026, 0, 1 + (at % 7), 0, 0, at)).toISOString();
    await withJournal(async (journal) => {
      const times = Array.from({ length: 6_000 }, (_, at) => day(at));
      const rows = await journal.append(times.map((time) => ({ kind: 'login', time })));
      for (const [from, to] of [
        ['2026-01-01', '2026-01-08'],
        ['2026-01-03T01:00', '2026-01-03T01:01'],
      ] as const) {
        const expected = rows.filter(
          ({ time }) => time >= new Date(from).toISOString() && time < new Date(to).toISOString(),
        );
        expect(expected.length).toBeGreaterThan(5);
        expect(await gathered(journal.search({ from, to }))).toEqual(expected);
        expect(await gathered(journal.search({ from, to, newestFirst: true }))).toEqual(expected.toReversed());
      }
    });
  });

  test('is not read whole for its orders to remove content', async () => {
    await withJournal((journal) => journal.append(cases));
    const { sql, parameters } = question({ kind: 'retention', limit: 500 });
    const database = new DatabaseSync(rig.file);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
    database.close();
    expect(plan.map(({ detail }) => detail)).toEqual(['SCAN j USING INDEX journal_retention']);
  });

  test.each(['salt', 'bytes'])('in which %s became a number is damaged at that row', async (column) => {
    await withJournal((journal) => journal.append(cases));
    await rig.sql(`UPDATE "journal_content" SET "${column}" = 5 WHERE "number" = 4`);
    await withJournal(async (journal) => {
      expect(await journal.verify()).toMatchObject({ ok: false, rows: 3, firstBad: 4 });
    });
  });

  test('holds nothing of removed content, nor does its log', async () => {
    const secretWord = 'CONFIDENTIAL';
    await withJournal(async (journal) => {
      await journal.append([{ kind: 'seal', time: '2020-01-01T00:00Z', content: secretWord.repeat(2000) }]);
      await journal.retain({ officer: 'oskar', reason: 'over', before: '2021-01-01T00:00Z' });
      for (const file of [rig.file, `${rig.file}-wal`].filter((name) => existsSync(name)))
        expect(readFileSync(file).includes(secretWord)).toBe(false);
    });
  });

  test('of another program is left alone', async () => {
    const other = new DatabaseSync(rig.file);
    other.exec('CREATE TABLE accounts (name TEXT)');
    other.close();
    const before = readFileSync(rig.file);
    await expect(openJournal(rig.file)).rejects.toMatchObject({ code: 'not-a-journal' });
    expect(readFileSync(rig.file).equals(before)).toBe(true);
  });

  test('that is no database is called damaged', async () => {
    writeFileSync(rig.file, 'Dear diary, '.repeat(500));
    await expect(openJournal(rig.file)).rejects.toMatchObject({ code: 'journal-damaged' });
  });

  test('that was emptied is an empty journal, which a kept checkpoint tells from the real one', async () => {
    const kept = { number: 10, hash: 'ab'.repeat(32), time: '2026-04-01T12:00:00.000Z', signature: '' };
    await withJournal((journal) => journal.append(cases));
    writeFileSync(rig.file, '');
    await withJournal(async (journal) => {
      expect(await journal.verify({ checkpoints: [kept] })).toMatchObject({ ok: false, rows: 0, firstBad: 1 });
    });
  });

  /** What a reader of the journal learns from the file. */
  const everything = (journal: Journal): Promise<string[]> => gathered(journal.export());

  test('in which any byte was changed or dropped is called damaged, or still says the same', patience, async () => {
    await withJournal((journal) =>
      journal.append(Array.from({ length: 12 }, (_, at) => ({ ...cases[at % 10]!, content: `${at}`.repeat(700) }))),
    );
    const whole = readFileSync(rig.file);
    const rows = await withJournal(everything);
    const found = await withJournal((journal) => gathered(journal.search({ person: 'anna' })));
    const positions = positionsOf(whole.length, runs(250, whole.length));
    let named = 0;
    for (const at of positions)
      for (const damaged of [flipped(whole, at), Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)])]) {
        writeFileSync(rig.file, damaged);
        try {
          await withJournal(async (journal) => {
            const verdict = await journal.verify();
            if (!verdict.ok) {
              named++;
              expect(verdict).toMatchObject({ firstBad: expect.any(Number), reason: expect.any(String) });
              // Every row before the one that is named reads as it was written.
              const before = await gathered(firstOf(journal.export(), verdict.rows));
              expect(before).toEqual(rows.slice(0, verdict.rows));
              return;
            }
            expect({ at, rows: await everything(journal) }).toEqual({ at, rows });
            expect(await gathered(journal.search({ person: 'anna' }))).toEqual(found);
          });
        } catch (error) {
          if ((error as Error).name !== 'SealError') throw error;
          expect(error).toMatchObject({ code: expect.stringMatching(/^(journal-damaged|not-a-journal)$/) });
          named++;
        }
      }
    // Most of the file is rows: were none named, this test would have looked at nothing.
    expect(named).toBeGreaterThan(positions.length / 2);
  });
});

async function* firstOf<T>(all: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  if (count === 0) return;
  let at = 0;
  for await (const one of all) {
    yield one;
    if (++at === count) return;
  }
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1 << (at % 8);
  return copy;
}

/** All of them, or as many as asked by the seed. */
function positionsOf(length: number, count: number): number[] {
  if (count >= length) return Array.from({ length }, (_, at) => at);
  let random = (seed % 2147483646) + 1;
  return Array.from({ length: count }, () => {
    random = (random * 48271) % 2147483647;
    return random % length;
  });
}
