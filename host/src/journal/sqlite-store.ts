// The journal in one SQLite file: write-ahead log, full sync, one writer at a time among any number of processes.
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { SealError } from '../errors.ts';
import { type Head, noHash } from './chain.ts';
import type { StoredContent } from './entry.ts';
import type { JournalQuery } from './journal.ts';
import { columnList, columns, contentQuestion, question, tables } from './sql.ts';
import type { JournalStore, NewRow, PagedRow } from './store.ts';

/** "SigJ": says whose file it is. */
const APPLICATION_ID = 0x5369674a;
/** How long to wait for another process that writes. */
const BUSY_MS = 10_000;
const WIDE = 5_000;

/** `:memory:` is a journal that is gone when it is closed: for tests and examples. */
export async function openSqlite(file: string, create: boolean): Promise<JournalStore> {
  if (file !== ':memory:' && !(await stat(file).catch(() => undefined))) {
    if (!create)
      throw new SealError('no-journal', `Opening the journal ${file}: there is no such file. Check the name.`);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // Only its user may read it; two that begin together both go on.
    await open(file, 'a', 0o600).then((handle) => handle.close());
  }
  return new SqliteStore(file);
}

class SqliteStore implements JournalStore {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #insertRow: StatementSync;
  readonly #insertContent: StatementSync;
  readonly #head: StatementSync;

  constructor(file: string) {
    this.#file = file;
    const database = this.#guard(() => {
      const opened = new DatabaseSync(file, { timeout: BUSY_MS });
      try {
        prepareFile(opened, file);
        return opened;
      } catch (error) {
        opened.close();
        throw error;
      }
    });
    this.#database = database;
    const marks = columns.map(() => '?').join(', ');
    const prepare = (sql: string): StatementSync => this.#guard(() => database.prepare(sql));
    this.#insertRow = prepare(`INSERT INTO "journal" (${columnList}) VALUES (${marks})`);
    this.#insertContent = prepare('INSERT INTO "journal_content" ("number", "salt", "bytes") VALUES (?, ?, ?)');
    this.#head = prepare('SELECT "number", "hash" FROM "journal" ORDER BY "number" DESC LIMIT 1');
  }

  async append(build: (head: Head) => NewRow[]): Promise<void> {
    this.#transaction(() => this.#insert(build));
  }

  async page(query: JournalQuery): Promise<PagedRow[]> {
    const rows = this.#guard(() => {
      const { sql, parameters } = question(query, this.#isWide(query) ? ' NOT INDEXED' : '');
      return this.#database.prepare(sql).all(...parameters);
    });
    return rows as unknown as PagedRow[];
  }

  async contents(numbers: readonly number[]): Promise<Map<number, StoredContent>> {
    const rows = this.#guard(() => this.#database.prepare(contentQuestion(numbers)).all(...numbers));
    // Any column of SQLite may hold anything: what is no bytes was never written.
    const whole = (rows as unknown as ContentRow[]).filter(
      ({ salt, bytes }) => salt instanceof Uint8Array && bytes instanceof Uint8Array,
    );
    return new Map(whole.map(({ number, salt, bytes }) => [number, { salt, bytes }]));
  }

  async lastBefore(time: string): Promise<number> {
    const sql =
      'SELECT (SELECT MIN("number") FROM "journal" WHERE "time" >= ?) - 1 AS last, (SELECT MAX("number") FROM "journal") AS all_rows';
    const row = this.#guard(() => this.#database.prepare(sql).get(time)) as {
      last: number | null;
      all_rows: number | null;
    };
    return row.last ?? row.all_rows ?? 0;
  }

  async retain(build: (head: Head) => NewRow[], upTo: number): Promise<number> {
    const removed = this.#transaction(() => {
      this.#insert(build);
      return Number(this.#database.prepare('DELETE FROM "journal_content" WHERE "number" <= ?').run(upTo).changes);
    });
    // The write-ahead log still holds the old pages.
    this.#guard(() => this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    return removed;
  }

  async damage(): Promise<string | undefined> {
    const found = this.#guard(() => this.#database.prepare('PRAGMA integrity_check(1)').all());
    const [text] = Object.values(found[0] ?? {});
    return text === 'ok' ? undefined : `the database file is damaged: ${text}`;
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #insert(build: (head: Head) => NewRow[]): void {
    const head = (this.#head.get() as unknown as Head | undefined) ?? { number: 0, hash: noHash };
    for (const { row, content } of build(head)) {
      this.#insertRow.run(...columns.map((name) => row[name]));
      if (content) this.#insertContent.run(row.number, content.salt, content.bytes);
    }
  }

  #transaction<T>(work: () => T): T {
    return this.#guard(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const answer = work();
        this.#database.exec('COMMIT');
        return answer;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** Sorting by number what the index of times finds pays for few rows only; otherwise rows are read as they lie. */
  #isWide({ from, to, customsId, person, transmission, device }: JournalQuery): boolean {
    if ((from ?? to) === undefined || (customsId ?? person ?? transmission ?? device) !== undefined) return false;
    const sql = `SELECT COUNT(*) AS found FROM
      (SELECT 1 FROM "journal" WHERE "time" >= ? AND "time" < ? LIMIT ${WIDE})`;
    return this.#database.prepare(sql).get(from ?? '', to ?? '~')?.found === WIDE;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explained(error, this.#file);
    }
  }
}

interface ContentRow extends StoredContent {
  number: number;
}

function prepareFile(database: DatabaseSync, file: string): void {
  const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  const isNew = pragma('application_id') === 0 && pragma('schema_version') === 0;
  if (!isNew && pragma('application_id') !== APPLICATION_ID)
    throw new SealError('not-a-journal', `Opening the journal ${file}: the file is something else. Check the name.`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON');
  if (!isNew) return;
  database.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${APPLICATION_ID}`);
  for (const sql of tables({ text: 'TEXT', number: 'INTEGER', bytes: 'BLOB' })) database.exec(sql);
  database.exec('COMMIT');
}

/** Result codes of SQLite. */
const [ERROR, BUSY, FULL, CORRUPT, NOT_A_DATABASE] = [1, 5, 13, 11, 26];

function explained(error: unknown, file: string): unknown {
  if (error instanceof SealError) return error;
  const { errcode, message } = error as Error & { errcode?: number };
  const code = (errcode ?? 0) & 0xff;
  const say = (name: string, text: string, retryable = false) =>
    new SealError(name, `Using the journal ${file}: ${text}`, { cause: error, retryable });
  if (code === BUSY) return say('busy', `another program has been writing for ${BUSY_MS / 1000} s. Try again.`, true);
  if (code === FULL) return say('disk-full', 'the disk is full, and nothing was written. Make room.');
  // Our statements are right: one that does not fit means that the tables are not those that were made.
  if ([ERROR, CORRUPT, NOT_A_DATABASE].includes(code) || error instanceof RangeError)
    return say('journal-damaged', `the database file is damaged (${message}). Keep it, and restore a copy.`);
  return say('database-failed', `${message}.`);
}
