// The archive of customs as a reference in a dispute: any change and any loss is found and named.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Archive } from '@sigillator/simulator/customs/archive';
import { startCustoms } from '@sigillator/simulator/customs/start';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gathered } from '../journal/rig.ts';
import { runs, seed } from '../seed.ts';
import { keys, sealed } from './declarations.ts';

const now = (): Date => new Date('2026-06-02T12:00:00Z');
let folder: string;
let original: string;
let copy: string;
let content: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-archive-'));
  [original, copy] = [join(folder, 'original'), join(folder, 'copy')];
  const customs = await startCustoms({ folder: original, keys, now });
  for (const reference of ['1', '2', '3', '4'])
    await customs.reception.receive(sealed({ reference, customsIds: [`18SE${reference}`] }), 'http');
  content = await kept(customs.archive);
  await customs.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const kept = async (archive: Archive): Promise<string[]> =>
  (await gathered(archive.search({ content: true }))).map((row) => JSON.stringify(row));

/** Judges a copy of the archive after `damage`. */
async function judged(damage: (folder: string) => void) {
  rmSync(copy, { recursive: true, force: true });
  cpSync(original, copy, { recursive: true });
  damage(copy);
  let archive: Archive | undefined;
  try {
    archive = await Archive.open(copy, now);
    const verdict = await archive.verify();
    return { verdict, content: verdict.ok ? await kept(archive) : undefined };
  } catch (error) {
    expect(error).toMatchObject({ name: 'SealError', message: expect.stringMatching(/\.$/) });
    return { verdict: { ok: false, firstBad: null }, content: undefined };
  } finally {
    await archive?.close();
  }
}

const sql = (statement: string) => (where: string) => {
  const database = new DatabaseSync(join(where, 'archive.db'));
  database.exec(statement);
  database.close();
};

test('SE-1.2 verifies as it was left', async () => {
  const { verdict, content: found } = await judged(() => {});
  // Four files of five rows: received, transmission, verification, answer, checkpoint.
  expect(verdict).toMatchObject({ ok: true, rows: 20, firstBad: null });
  expect(found).toEqual(content);
});

test('SE-1.2 names the first row where any row was dropped, also the last ones', async () => {
  for (let number = 1; number <= 19; number++)
    expect((await judged(sql(`DELETE FROM "journal" WHERE "number" = ${number}`))).verdict).toMatchObject({
      ok: false,
      firstBad: number,
    });
  for (const left of [0, 5, 18])
    expect((await judged(sql(`DELETE FROM "journal" WHERE "number" > ${left}`))).verdict).toMatchObject({
      ok: false,
      firstBad: left + 1,
    });
});

test('SE-1.2 names the row of a file of which one byte was changed, or that was taken out', async () => {
  const change = sql(
    `UPDATE "journal_content" SET "bytes" = CAST(replace("bytes", 'COFFEE', 'TEABAG') AS BLOB) WHERE "number" = 11`,
  );
  expect((await judged(change)).verdict).toMatchObject({ ok: false, firstBad: 11 });
  const loss = sql('DELETE FROM "journal_content" WHERE "number" = 6');
  expect((await judged(loss)).verdict).toMatchObject({ ok: false, firstBad: 6 });
});

test(
  'SE-1.2 finds any byte of the file that was changed or dropped, or still holds the same',
  async () => {
    const bytes = readFileSync(join(original, 'archive.db'));
    let random = (seed % 2147483646) + 1;
    let named = 0;
    const count = runs(150, bytes.length);
    for (let run = 0; run < count; run++) {
      random = (random * 48271) % 2147483647;
      const at = count === bytes.length ? run : random % bytes.length;
      for (const damaged of [flipped(bytes, at), Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])]) {
        const { verdict, content: found } = await judged((where) => writeFileSync(join(where, 'archive.db'), damaged));
        if (!verdict.ok) named++;
        else expect({ at, found }).toEqual({ at, found: content });
      }
    }
    // Dropped bytes shift all that follows, so at least those are named.
    expect(named).toBeGreaterThan(count * 0.9);
  },
  runs(60_000, 3_600_000),
);

function flipped(bytes: Buffer, at: number): Buffer {
  const copied = Buffer.from(bytes);
  copied[at]! ^= 1 << (at % 8);
  return copied;
}
