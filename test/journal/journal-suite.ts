// Writing and searching a journal, on whatever database it lies. Called by sqlite.test.ts and postgres.test.ts.
import { type JournalEntry, type JournalQuery, openJournal } from '@sigillator/host/journal';
import { beforeEach, describe, expect, test } from 'vitest';
import { seed } from '../seed.ts';
import { cases, deskOf, type MakeRig } from './desk.ts';
import { appender, gathered } from './rig.ts';

export function journalSuite(makeRig: MakeRig): void {
  const desk = deskOf(makeRig);

  describe('writing', () => {
    test('answers each row with its number, and the next one chains to it', async () => {
      const [first, second] = await desk.journal.append([{ kind: 'login', person: 'anna' }, { kind: 'logout' }]);
      expect(first).toMatchObject({ number: 1, kind: 'login', person: 'anna', time: desk.now.toISOString() });
      expect(first?.previous).toBe('0'.repeat(64));
      expect(second).toMatchObject({ number: 2, previous: first?.hash });
      expect(await gathered(desk.journal.search())).toEqual([first, second]);
    });

    test('hashes a row as the format says', async () => {
      const [row] = await desk.journal.append([{ kind: 'login', time: '2026-04-01T12:00:00Z', person: 'anna' }]);
      // printf '["sigillator-journal-1",1,"0…0","2026-04-01T12:00:00.000Z","login","anna",null,…,null]' | sha256sum
      // with 64 zeros, and 18 times null behind the name.
      expect(row?.hash).toBe('d0c785bfe02eef9ef9c9619285d04b2c7ad7d9c49d2772568efcbe59e2397387');
    });

    test('keeps text, JSON and bytes as they were', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
      const contents = ['', '\ufeffå\0b', { list: [1, null, 'å'] }, bytes, new Uint8Array()];
      await desk.journal.append(contents.map((content) => ({ kind: 'received', content })));
      const rows = await gathered(desk.journal.search({ content: true }));
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
      const call = desk.journal.append([{ kind: 'seal' }, entry as unknown as JournalEntry]);
      await expect(call).rejects.toMatchObject({ code: 'entry-wrong', message: expect.stringContaining(name) });
      expect(await desk.found({})).toEqual([]);
    });

    test.each(['retention', 'checkpoint'] as const)('leaves rows of kind %s to the journal', async (kind) => {
      await expect(desk.journal.append([{ kind }])).rejects.toMatchObject({ code: 'entry-wrong' });
    });

    test('keeps one chain when two hundred calls come at once', async () => {
      const calls = Array.from({ length: 200 }, (_, at) =>
        desk.journal.append([{ kind: 'seal', customsId: `C${at}` }]),
      );
      const rows = (await Promise.all(calls)).flat();
      expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
      expect(await desk.journal.verify()).toMatchObject({ ok: true, rows: 200 });
    });

    test('keeps one chain when three processes write at once, and each call stays whole', async () => {
      const desks = ['one', 'two', 'three'].map((name) => appender(desk.rig.where, name, 20, 7));
      await Promise.all(desks.map(({ ended }) => ended));
      expect(await desk.journal.verify()).toMatchObject({ ok: true, rows: 3 * 20 * 7 });
      const rows = await gathered(desk.journal.search());
      for (let at = 0; at < rows.length; at += 7)
        expect(new Set(rows.slice(at, at + 7).map(({ requestId }) => requestId)).size).toBe(1);
    });

    test('a killed process loses nothing that was acknowledged, and leaves nothing half', async () => {
      let random = seed;
      for (let round = 0; round < 4; round++) {
        random = (random * 48271) % 2147483647;
        const victim = appender(desk.rig.where, `r${round}`, 100_000, 25);
        await victim.waitFor(1 + (random % 20));
        victim.kill();
        await victim.ended;
        const rows = await gathered(desk.journal.search({ person: `r${round}` }));
        const calls = Map.groupBy(rows, ({ requestId }) => requestId);
        expect(calls.size).toBeGreaterThanOrEqual(victim.acknowledged());
        for (const call of calls.values()) expect(call.length).toBe(25);
      }
      expect(await desk.journal.verify()).toMatchObject({ ok: true });
    });

    test('goes on with the chain when it is opened again', async () => {
      const [row] = await desk.journal.append([{ kind: 'seal' }]);
      await desk.journal.close();
      desk.journal = await desk.open();
      const [next] = await desk.journal.append([{ kind: 'seal' }]);
      expect(next?.previous).toBe(row?.hash);
    });

    test('is not made where it is only to be read', async () => {
      const other = await makeRig();
      await expect(openJournal(other.where, { create: false })).rejects.toMatchObject({ code: 'no-journal' });
      await other.remove();
    });
  });

  describe('searching', () => {
    beforeEach(() => desk.journal.append(cases));

    test.each<[string, JournalQuery, number[]]>([
      ['customs id', { customsId: 'AAA3' }, [4]],
      ['person', { person: 'bo' }, [2, 5, 8]],
      ['transmission', { transmission: 'T2' }, [6, 7, 8, 9, 10]],
      ['device', { device: 'D0' }, [1, 3, 5, 7, 9]],
      ['device and outcome', { device: 'D1', outcome: 'row 6' }, [6]],
      ['kind', { kind: 'transmission' }, [5, 10]],
      ['time', { from: '2026-03-12T08:00Z', to: '2026-03-15T08:00:00Z' }, [3, 4, 5]],
      ['person and transmission', { person: 'anna', transmission: 'T1' }, [1, 4]],
      ['what nobody wrote', { customsId: "' OR 1=1 --" }, []],
      ['nothing: the newest first', { newestFirst: true, limit: 2 }, [10, 9]],
    ])('SE-1.3 finds rows by %s', async (_, query, expected) => {
      expect(await desk.found(query)).toEqual(expected);
    });

    test('gives long contents one after the other, whole', async () => {
      const long = Array.from({ length: 6 }, (_, at) => new Uint8Array(3_000_000).fill(at));
      await desk.journal.append(long.map((content) => ({ kind: 'received', content })));
      const rows = await gathered(desk.journal.search({ kind: 'received', content: true }));
      for (const [at, { content }] of rows.entries())
        expect(long[at]!.every((byte, i) => byte === (content as Uint8Array)[i])).toBe(true);
      expect(rows.length).toBe(6);
      expect(await desk.journal.verify()).toMatchObject({ ok: true, rows: 16 });
    });

    test('turns pages in both directions', async () => {
      expect(await desk.found({ limit: 3, after: 4 })).toEqual([5, 6, 7]);
      expect(await desk.found({ limit: 3, after: 8, newestFirst: true })).toEqual([7, 6, 5]);
    });

    test('gives content only to those who ask for it', async () => {
      const [bare] = await gathered(desk.journal.search({ customsId: 'AAA3' }));
      expect(bare).not.toHaveProperty('content');
      const [row] = await gathered(desk.journal.search({ customsId: 'AAA3', content: true }));
      expect(row?.content).toBe("UNH+3+CUSDEC'");
    });

    test('says what it expects where a time is none', async () => {
      await expect(desk.found({ from: 'Tuesday' })).rejects.toMatchObject({ code: 'usage' });
    });

    test('finds every row of a search that is longer than a page of the database', async () => {
      await desk.journal.append(Array.from({ length: 1203 }, () => ({ kind: 'login', person: 'dag' })));
      expect((await desk.found({ person: 'dag' })).length).toBe(1203);
      expect((await desk.found({ person: 'dag', limit: 1100, newestFirst: true })).at(-1)).toBe(1213 - 1099);
    });
  });
}
