// What a journal proves: damage is named, checkpoints, retention, export. Called by sqlite.test.ts and postgres.test.ts.
import { CheckpointKey, verifyExport } from '@sigillator/host/journal';
import { beforeEach, describe, expect, test } from 'vitest';
import { cases, deskOf, type MakeRig } from './desk.ts';
import { gathered } from './rig.ts';

async function* pieces(...all: string[]): AsyncGenerator<string> {
  yield* all;
}

export function proofSuite(makeRig: MakeRig): void {
  const desk = deskOf(makeRig);

  describe('verifying', () => {
    beforeEach(() => desk.journal.append(cases));

    const columns = [
      ...['time', 'person', 'customsId', 'transmission', 'digest', 'documentSeal', 'issuerSeal', 'issuer'],
      ...['origin', 'method', 'outcome', 'previous', 'hash', 'contentHash', 'contentType'],
    ];
    test.each(columns)('names the row in which one character of %s was changed', async (column) => {
      await desk.rig.sql(`UPDATE "journal" SET "${column}" = 'x' || substr("${column}", 2) WHERE "number" = 4`);
      expect(await desk.journal.verify()).toMatchObject({ ok: false, rows: 3, firstBad: 4 });
    });

    test.each([...columns.filter((name) => !/^(time|previous|hash)$/.test(name)), 'keyGeneration'])(
      'names the row from which %s was taken',
      async (column) => {
        await desk.rig.sql(`UPDATE "journal" SET "${column}" = NULL WHERE "number" = 4`);
        expect(await desk.journal.verify()).toMatchObject({ ok: false, firstBad: 4 });
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
        await desk.rig.sql(statement);
        expect(await desk.journal.verify()).toMatchObject({ ok: false, firstBad: 4 });
        await desk.rig.sql(mended);
        expect(await desk.journal.verify()).toMatchObject({ ok: true, rows: 10 });
      }
      await desk.rig.sql('UPDATE "journal_content" SET "salt" = ? WHERE "number" = 4', new Uint8Array(16));
      expect(await desk.journal.verify()).toMatchObject({
        ok: false,
        firstBad: 4,
        reason: expect.stringContaining('content'),
      });
      await desk.rig.sql('UPDATE "journal_content" SET "bytes" = ? WHERE "number" = 2', new Uint8Array(2));
      expect(await desk.journal.verify()).toMatchObject({ ok: false, firstBad: 2 });
    });

    test('names the row that was taken out, put in, or swapped', async () => {
      await desk.rig.sql('DELETE FROM "journal" WHERE "number" = 4');
      expect(await desk.journal.verify()).toMatchObject({ ok: false, rows: 3, firstBad: 4, reason: 'it is missing' });
      await desk.rig.sql(`INSERT INTO "journal" ("number", "previous", "time", "kind", "hash")
        SELECT 4, "previous", "time", "kind", "hash" FROM "journal" WHERE "number" = 5`);
      expect(await desk.journal.verify()).toMatchObject({ ok: false, firstBad: 4 });
      for (const [from, to] of [
        [7, 99],
        [8, 7],
        [99, 8],
        [4, 98],
      ])
        await desk.rig.sql('UPDATE "journal" SET "number" = ? WHERE "number" = ?', to!, from!);
      expect(await desk.journal.verify()).toMatchObject({ ok: false, firstBad: 4 });
    });

    test('names the first of two rows that changed places', async () => {
      for (const [from, to] of [
        [7, 99],
        [8, 7],
        [99, 8],
      ])
        await desk.rig.sql('UPDATE "journal" SET "number" = ? WHERE "number" = ?', to!, from!);
      expect(await desk.journal.verify()).toMatchObject({ ok: false, rows: 6, firstBad: 7 });
    });

    test('a row behind the last one that does not follow is named', async () => {
      await desk.rig.sql(`INSERT INTO "journal" ("number", "previous", "time", "kind", "hash")
        SELECT 11, "hash", "time", "kind", "hash" FROM "journal" WHERE "number" = 10`);
      expect(await desk.journal.verify()).toMatchObject({ ok: false, rows: 10, firstBad: 11 });
    });
  });

  describe('checkpoints', () => {
    const key = CheckpointKey.make();
    const publicKeys = [key.publicKey];

    test('say up to where everything is signed', async () => {
      await desk.journal.append(cases);
      await desk.journal.checkpoint(key);
      await desk.journal.append([{ kind: 'logout' }]);
      expect(await desk.journal.verify({ publicKeys })).toMatchObject({ ok: true, rows: 12, signed: 10 });
    });

    test('show a cut tail to whoever kept one', async () => {
      await desk.journal.append(cases);
      const checkpoint = await desk.journal.checkpoint(key);
      await desk.rig.sql('DELETE FROM "journal" WHERE "number" > 8');
      expect(await desk.journal.verify()).toMatchObject({ ok: true, rows: 8 });
      expect(await desk.journal.verify({ checkpoints: [checkpoint] })).toMatchObject({
        ok: false,
        rows: 8,
        firstBad: 9,
      });
      expect(await desk.journal.verify({ publicKeys })).toMatchObject({ ok: false, signed: 0 });
    });

    test('show a chain that was made anew, to the key and to whoever kept one', async () => {
      await desk.journal.append(cases);
      const checkpoint = await desk.journal.checkpoint(key);
      await desk.rig.sql('DELETE FROM "journal"');
      await desk.rig.sql('DELETE FROM "journal_content"');
      await desk.journal.append([...cases.slice(0, 9), { ...cases[9]!, person: 'mallory' }]);
      expect(await desk.journal.verify()).toMatchObject({ ok: true });
      expect(await desk.journal.verify({ checkpoints: [checkpoint] })).toMatchObject({ ok: false, firstBad: 10 });
      expect(await desk.journal.verify({ publicKeys })).toMatchObject({ ok: false, rows: 0, firstBad: 1 });
      await desk.journal.checkpoint(CheckpointKey.make());
      expect(await desk.journal.verify({ publicKeys })).toMatchObject({ ok: false, firstBad: 1 });
    });

    test('of a key that signed something else are named', async () => {
      await desk.journal.append(cases);
      const { signature } = await desk.journal.checkpoint(key);
      await desk.rig.sql('DELETE FROM "journal"');
      await desk.rig.sql('DELETE FROM "journal_content"');
      await desk.journal.append(cases.slice(0, 5));
      const forger = { id: key.id, publicKey: key.publicKey, sign: () => signature } as unknown as CheckpointKey;
      await desk.journal.checkpoint(forger);
      expect(await desk.journal.verify({ publicKeys })).toMatchObject({
        ok: false,
        firstBad: 6,
        reason: 'its signature is wrong',
      });
    });
  });

  describe('retention', () => {
    const order = { officer: 'oskar', witness: 'vera', reason: 'five years are over', before: '2026-03-15T00:00Z' };

    test('removes content and keeps the chain, and is a row itself', async () => {
      await desk.journal.append(cases);
      const { row, removed } = await desk.journal.retain(order);
      expect(removed).toBe(5);
      expect(row).toMatchObject({ number: 11, kind: 'retention', person: 'oskar', witness: 'vera', upTo: 5 });
      expect(row.outcome).toBe('five years are over');
      expect(await desk.journal.verify()).toMatchObject({ ok: true, rows: 11 });
      const rows = await gathered(desk.journal.search({ content: true, kind: 'seal' }));
      expect(rows.filter(({ content }) => content !== undefined).map(({ number }) => number)).toEqual([6, 7, 8, 9]);
    });

    test('PK-5.4 still names years later who approved, when content and clerk are gone', async () => {
      await desk.journal.append([{ kind: 'approval', person: 'anna', customsId: 'AAA1', content: { goods: 'steel' } }]);
      desk.now = new Date('2036-04-02T12:00:00Z');
      await desk.journal.append([{ kind: 'access', person: 'oskar', outcome: 'anna is no clerk any more' }]);
      await desk.journal.retain({ ...order, before: desk.now.toISOString() });
      const [row] = await gathered(desk.journal.search({ customsId: 'AAA1', kind: 'approval', content: true }));
      expect(row).toMatchObject({ person: 'anna', time: '2026-04-01T12:00:00.000Z' });
      expect(row).not.toHaveProperty('content');
      expect(await desk.journal.verify()).toMatchObject({ ok: true });
    });

    test('is the only way: content that went without it is named', async () => {
      await desk.journal.append(cases);
      await desk.journal.retain(order);
      await desk.rig.sql('DELETE FROM "journal_content" WHERE "number" = 8');
      expect(await desk.journal.verify()).toMatchObject({ ok: false, rows: 7, firstBad: 8 });
    });

    test('that would cover more than the officer allowed is named', async () => {
      await desk.journal.append(cases);
      await desk.journal.retain(order);
      await desk.rig.sql('UPDATE "journal" SET "upTo" = 8 WHERE "number" = 11');
      await desk.rig.sql('DELETE FROM "journal_content" WHERE "number" = 8');
      expect(await desk.journal.verify()).toMatchObject({ ok: false });
    });

    test.each([
      ['officer', { officer: ' ' }],
      ['reason', { reason: '' }],
      ['time', { before: 'soon' }],
    ])('without an %s removes nothing', async (_, missing) => {
      await desk.journal.append(cases);
      await expect(desk.journal.retain({ ...order, ...missing })).rejects.toThrow(/expected/);
      expect(await desk.found({ kind: 'retention' })).toEqual([]);
    });
  });

  describe('export', () => {
    const exported = async (): Promise<string[]> => gathered(desk.journal.export());

    test('verifies without the journal, by the public key and a kept checkpoint', async () => {
      const key = CheckpointKey.make();
      const bytes = Uint8Array.of(0, 255, 39);
      await desk.journal.append([
        ...cases,
        { kind: 'received', content: bytes },
        { kind: 'login', content: { a: 'å' } },
      ]);
      await desk.journal.retain({ officer: 'oskar', reason: 'over', before: '2026-03-12T00:00Z' });
      const checkpoint = await desk.journal.checkpoint(key);
      const lines = await exported();
      const trusted = { publicKeys: [key.publicKey], checkpoints: [checkpoint] };
      expect(await verifyExport(pieces(...lines), trusted)).toMatchObject({ ok: true, rows: 14, signed: 13 });
      expect(await verifyExport(pieces(...lines.slice(0, 12)), trusted)).toMatchObject({ ok: false, firstBad: 13 });
    });

    test('of which any byte was changed or dropped, or any line dropped, names the row', async () => {
      await desk.journal.append(cases.slice(0, 4));
      const key = CheckpointKey.make();
      await desk.journal.checkpoint(key);
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
