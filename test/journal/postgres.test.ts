// The journal in PostgreSQL, on a real server.
// Needs: postgres
import { openJournal } from '@sigillator/host/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cases } from './desk.ts';
import { journalSuite } from './journal-suite.ts';
import { PostgresServer } from './postgres-server.ts';
import { proofSuite } from './proof-suite.ts';
import { appender, gathered } from './rig.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = new PostgresServer();
  await server.start();
});
afterAll(() => server.remove());

describe('a journal in PostgreSQL', () => {
  journalSuite(() => server.rig());
  proofSuite(() => server.rig());
});

describe('the server', () => {
  test('may fall over under three desks that write: nothing acknowledged is lost, and the journal goes on', async () => {
    const rig = await server.rig();
    const journal = await openJournal(rig.where);
    const desks = ['one', 'two', 'three'].map((name) => appender(rig.where, name, 100_000, 10));
    const ends = desks.map((desk) =>
      desk.ended.then(
        () => 'killed',
        (error: Error) => error.message,
      ),
    );
    await Promise.all(desks.map((desk) => desk.waitFor(10)));
    await server.stop('SIGQUIT');
    for (const message of await Promise.all(ends)) expect(message).toMatch(/database-(not-reached|failed)/);
    const down = journal.append(cases);
    await expect(down).rejects.toMatchObject({ code: 'database-not-reached', retryable: true });
    await server.start();
    const calls = Map.groupBy(await gathered(journal.search()), ({ requestId }) => requestId);
    for (const call of calls.values()) expect(call.length).toBe(10);
    const acknowledged = desks.reduce((sum, desk) => sum + desk.acknowledged(), 0);
    expect(calls.size).toBeGreaterThanOrEqual(acknowledged);
    await journal.append(cases);
    expect(await journal.verify()).toMatchObject({ ok: true, rows: calls.size * 10 + 10 });
    await journal.close();
    await rig.remove();
  });

  test('that is not there is named without the address', async () => {
    const nowhere = `postgres://desk:hush@/journal?host=${encodeURIComponent('/nowhere')}`;
    const error = await openJournal(nowhere).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'database-not-reached' });
    expect((error as Error).message).not.toContain('hush');
  });

  test('may be asked by desks that all make the journal at once', async () => {
    const rig = await server.rig();
    const desks = await Promise.all(Array.from({ length: 5 }, () => openJournal(rig.where)));
    await Promise.all(desks.map((desk) => desk.append(cases)));
    expect(await desks[4]!.verify()).toMatchObject({ ok: true, rows: 50 });
    await Promise.all(desks.map((desk) => desk.close()));
    await rig.remove();
  });

  test('lets a desk wait while another writes, and everybody search', async () => {
    const rig = await server.rig();
    const journal = await openJournal(rig.where);
    await journal.append(cases);
    const other = await server.client(rig.schema);
    await other.query('BEGIN; LOCK TABLE "journal" IN EXCLUSIVE MODE');
    let written = false;
    const waiting = journal.append([{ kind: 'logout' }]).then(() => {
      written = true;
    });
    const locks = `SELECT 1 FROM pg_locks WHERE relation = 'journal'::regclass AND NOT granted`;
    while ((await other.query(locks)).rowCount === 0);
    expect((await gathered(journal.search({ customsId: 'AAA3' }))).length).toBe(1);
    expect(written).toBe(false);
    await other.query('COMMIT');
    await waiting;
    expect(await journal.verify()).toMatchObject({ ok: true, rows: 11 });
    await other.end();
    await journal.close();
    await rig.remove();
  });
});
