// The journal in PostgreSQL, for many desks: a writer locks the table from reading the last row to its commit, so that there is
// one chain. Loaded by journal.ts for postgres://… only. Passwords stand in a pgpass file (PGPASSFILE), not in the address.
import { type ClientBase, Pool, type QueryResultRow } from 'pg';
import { SealError } from '../errors.ts';
import { type Head, noHash } from './chain.ts';
import { numberFields, type StoredContent } from './entry.ts';
import type { JournalQuery } from './journal.ts';
import { columnList, columns, contentQuestion, question, tables } from './sql.ts';
import type { JournalStore, NewRow, PagedRow } from './store.ts';

/** How long to wait for a connection, and for another desk that writes. */
const WAIT_MS = 10_000;
/** Any number that is ours, for making the tables once. */
const SCHEMA_LOCK = 0x5369674a;

export async function openPostgres(where: string, create: boolean): Promise<JournalStore> {
  const pool = new Pool({ connectionString: where, max: 4, connectionTimeoutMillis: WAIT_MS });
  // An idle connection that breaks (the server restarts) is replaced at the next use.
  pool.on('error', () => {});
  const store = new PostgresStore(pool);
  try {
    await store.prepare(create);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

const numbers: readonly string[] = ['number', ...numberFields];
const arrays = columns.map((name, at) => `$${at + 1}::${numbers.includes(name) ? 'bigint' : 'text'}[]`).join(', ');

class PostgresStore implements JournalStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async prepare(create: boolean): Promise<void> {
    const isThere = async (client: ClientBase | Pool): Promise<boolean> =>
      (await client.query(`SELECT to_regclass('journal_content') IS NOT NULL AS there`)).rows[0].there;
    if (await guard(() => isThere(this.#pool))) return;
    if (!create) throw new SealError('no-journal', 'Opening the journal: the database has no journal. Check its name.');
    await this.#transaction(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
      if (await isThere(client)) return;
      for (const sql of tables({ text: 'text COLLATE "C"', number: 'bigint', bytes: 'bytea' })) await client.query(sql);
    });
  }

  async append(build: (head: Head) => NewRow[]): Promise<void> {
    await this.#transaction((client) => insert(client, build));
  }

  async page(query: JournalQuery): Promise<PagedRow[]> {
    const { sql, parameters } = question(query);
    return (await this.#ask(sql, parameters)).map(toPaged);
  }

  async contents(numbers: readonly number[]): Promise<Map<number, StoredContent>> {
    if (numbers.length === 0) return new Map();
    const rows = await this.#ask(contentQuestion(numbers), [...numbers]);
    return new Map(rows.map(({ number, salt, bytes }) => [Number(number), { salt, bytes }]));
  }

  async lastBefore(time: string): Promise<number> {
    const sql = `SELECT COALESCE((SELECT MIN("number") FROM "journal" WHERE "time" >= ?) - 1,
      (SELECT MAX("number") FROM "journal"), 0) AS last`;
    return Number((await this.#ask(sql, [time]))[0]?.last);
  }

  async retain(build: (head: Head) => NewRow[], upTo: number): Promise<number> {
    const removed = await this.#transaction(async (client) => {
      await insert(client, build);
      return (await client.query('DELETE FROM "journal_content" WHERE "number" <= $1', [upTo])).rowCount ?? 0;
    });
    // Without it the old rows stay in the server's files until its own cleaning comes by.
    await guard(() => this.#pool.query('VACUUM FULL "journal_content"'));
    return removed;
  }

  /** The server checks its pages itself while it reads them. */
  async damage(): Promise<undefined> {}

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #ask(sql: string, parameters: (string | number)[]): Promise<QueryResultRow[]> {
    let at = 0;
    return (
      await guard(() =>
        this.#pool.query(
          sql.replace(/\?/g, () => `$${++at}`),
          parameters,
        ),
      )
    ).rows;
  }

  async #transaction<T>(work: (client: ClientBase) => Promise<T>): Promise<T> {
    return guard(async () => {
      const client = await this.#pool.connect();
      // A connection that breaks between two queries says so at the next one.
      const ignore = (): void => {};
      client.on('error', ignore);
      let broken: Error | undefined;
      try {
        await client.query(`BEGIN; SET LOCAL synchronous_commit TO on; SET LOCAL lock_timeout TO ${WAIT_MS}`);
        const answer = await work(client);
        await client.query('COMMIT');
        return answer;
      } catch (error) {
        broken = await client.query('ROLLBACK').then(
          () => undefined,
          (cause: Error) => cause,
        );
        throw error;
      } finally {
        client.off('error', ignore);
        client.release(broken);
      }
    });
  }
}

async function insert(client: ClientBase, build: (head: Head) => NewRow[]): Promise<void> {
  // Readers may go on; nobody else writes until the commit.
  await client.query('LOCK TABLE "journal" IN EXCLUSIVE MODE');
  const { rows } = await client.query('SELECT "number", "hash" FROM "journal" ORDER BY "number" DESC LIMIT 1');
  const [last] = rows;
  const built = build(last ? { number: Number(last.number), hash: last.hash } : { number: 0, hash: noHash });
  await client.query(
    `INSERT INTO "journal" (${columnList}) SELECT * FROM unnest(${arrays})`,
    columns.map((name) => built.map(({ row }) => row[name])),
  );
  const contents = built.flatMap(({ row, content }) => (content ? [{ number: row.number, ...content }] : []));
  if (contents.length === 0) return;
  await client.query(
    'INSERT INTO "journal_content" ("number", "salt", "bytes") SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[])',
    [
      contents.map(({ number }) => number),
      contents.map(({ salt }) => Buffer.from(salt)),
      contents.map(({ bytes }) => Buffer.from(bytes)),
    ],
  );
}

function toPaged(row: QueryResultRow): PagedRow {
  // bigint comes as text.
  for (const name of numbers) if (row[name] !== null) row[name] = Number(row[name]);
  return row as PagedRow;
}

/** Server's codes: a lock not had in time, a full disk, a page or index that is damaged. */
const [LOCK_TIMEOUT, DISK_FULL] = ['55P03', '53100'];
const damaged = ['XX001', 'XX002'];

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (error instanceof SealError) return error;
  const { code = '', message } = error as Error & { code?: string };
  const say = (name: string, text: string, retryable = false): SealError =>
    new SealError(name, `Using the journal in PostgreSQL: ${text}`, { cause: error, retryable });
  if (code === LOCK_TIMEOUT)
    return say('busy', `another desk has been writing for ${WAIT_MS / 1000} s. Try again.`, true);
  if (code === DISK_FULL) return say('disk-full', "the server's disk is full, and nothing was written. Make room.");
  if (damaged.includes(code)) return say('journal-damaged', `its files are damaged (${message}). Restore a copy.`);
  if (/^\w{5}$/.test(code)) return say('database-failed', `the server answered "${message}".`);
  const advice = 'Whether a row under way was written is not known: search before writing it again.';
  return say('database-not-reached', `the connection failed (${code || message}). ${advice}`, true);
}
