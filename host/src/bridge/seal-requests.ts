// What was asked of devices and what came of it: the bridge's own memory on disk, by which a request that is asked again
// after a crash gets the same seals. One file of SQLite. Numbers are synced to the disk before the device hears of them; the
// other steps survive a crash of the process, and one that a power cut takes is found again: by the device under its number,
// by the journal under its name.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SealResult } from '../device/seal-result.ts';
import { SealError } from '../errors.ts';
import type { Evidence } from './own-seals.ts';

/**
 * noted: the bridge knows it, no device does; numbered: it has numbers of a device, which may have sealed it;
 * sealed: its seals are here; journalled: and in the office's journal.
 */
export type RequestState = 'noted' | 'numbered' | 'sealed' | 'journalled';

/** Who asked, and under which name: together they stand for one request for ever. */
export interface RequestName {
  owner: string;
  requestId: string;
}

/** What the journal will say of the documents, also if nobody comes back with them. */
export interface RequestAbout {
  /** The person that approved, where one did. */
  person?: string | undefined;
  /** Whose card has to seal; absent for any. */
  issuer?: string | undefined;
  /** Of each document that has one. */
  customsIds?: (string | undefined)[];
  /** What tells the seals of each from what others have made; a row from before it was kept has none. */
  documents?: Evidence[];
}

export interface RequestRow extends RequestName {
  /** Of device, profiles and documents: the same name may not stand for something else. */
  digest: string;
  /** How many documents. */
  count: number;
  about: RequestAbout;
  state: RequestState;
  askedAt: string;
  /** Serial number of the device that has its numbers. */
  device: string | undefined;
  firstSequence: bigint | undefined;
  /** None: a card sealed that may not. */
  results: SealResult[] | undefined;
}

const schema = `
  CREATE TABLE IF NOT EXISTS requests (
    owner TEXT NOT NULL, request_id TEXT NOT NULL, digest TEXT NOT NULL, count INTEGER NOT NULL,
    state TEXT NOT NULL, asked_at TEXT NOT NULL, device TEXT, first_sequence INTEGER, results TEXT, about TEXT,
    PRIMARY KEY (owner, request_id)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS requests_numbers ON requests (device, first_sequence);
  CREATE TABLE IF NOT EXISTS numbers (device TEXT PRIMARY KEY, highest INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

const SQLITE_BUSY = 5;

export class SealRequests {
  readonly #db: DatabaseSync;
  /** By their text: preparing one costs more than running it. */
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, locking: 'NORMAL' | 'EXCLUSIVE' = 'NORMAL') {
    if (file !== ':memory:') {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      closeSync(openSync(file, 'a', 0o600)); // made for its user alone; SQLite would let others read it
    }
    this.#db = new DatabaseSync(file);
    this.#db.exec(
      `PRAGMA locking_mode = ${locking}; PRAGMA journal_mode = WAL; ${schema} PRAGMA synchronous = NORMAL;`,
    );
    // A file from before the column.
    const columns = this.#db.prepare('PRAGMA table_info(requests)').all();
    if (!columns.some(({ name }) => name === 'about')) this.#db.exec('ALTER TABLE requests ADD COLUMN about TEXT');
  }

  /** Opens the file for this process alone, until it closes it or ends in whatever way: one bridge for a user. */
  static alone(file: string): SealRequests {
    let opened: SealRequests | undefined;
    try {
      opened = new SealRequests(file, 'EXCLUSIVE');
      // The lock is taken with the first write.
      opened.#db.exec('BEGIN IMMEDIATE; COMMIT');
      return opened;
    } catch (cause) {
      opened?.close();
      if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
      throw new SealError(
        'bridge-runs',
        'Starting the bridge: one runs already for this user; "sigillator bridge status" says where.',
        { cause },
      );
    }
  }

  find({ owner, requestId }: RequestName): RequestRow | undefined {
    const row = this.#prepared('SELECT * FROM requests WHERE owner = ? AND request_id = ?').get(
      owner,
      requestId,
    ) as unknown as Record<string, string | number | null> | undefined;
    return row && toRow(row);
  }

  /** The request as it stands, noted now if it is new. Another content under the same name is refused. */
  note(name: RequestName, digest: string, count: number, askedAt: Date, about: RequestAbout = {}): RequestRow {
    this.#prepared(
      'INSERT INTO requests (owner, request_id, digest, count, state, asked_at, about) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ).run(name.owner, name.requestId, digest, count, 'noted', askedAt.toISOString(), JSON.stringify(about));
    const row = this.find(name)!;
    if (row.digest === digest) return row;
    const message = `Sealing: request "${name.requestId}" was asked before with other documents; a request id stands for one request.`;
    throw new SealError('request-reused', message);
  }

  /**
   * Gives a request its numbers on a device, consecutive and never given before; `seen` is the highest that the device knows.
   * Order matters: the numbers are on disk before the device hears of them.
   */
  number(name: RequestName, device: string, count: number, seen: bigint): bigint {
    return this.#transaction(() => {
      const given = this.#prepared('SELECT highest FROM numbers WHERE device = ?').get(device)?.highest ?? 0;
      const first = (BigInt(given as number) > seen ? BigInt(given as number) : seen) + 1n;
      this.#prepared('INSERT INTO numbers VALUES (?, ?) ON CONFLICT DO UPDATE SET highest = excluded.highest').run(
        device,
        first + BigInt(count - 1),
      );
      this.#prepared(
        "UPDATE requests SET state = 'numbered', device = ?, first_sequence = ? WHERE owner = ? AND request_id = ?",
      ).run(device, first, name.owner, name.requestId);
      return first;
    });
  }

  seal({ owner, requestId }: RequestName, results: readonly SealResult[]): void {
    this.#prepared("UPDATE requests SET state = 'sealed', results = ? WHERE owner = ? AND request_id = ?").run(
      JSON.stringify(results),
      owner,
      requestId,
    );
  }

  journalled({ owner, requestId }: RequestName): void {
    this.#prepared("UPDATE requests SET state = 'journalled' WHERE owner = ? AND request_id = ?").run(owner, requestId);
  }

  /** Its rows are in the journal, and its seals are given to nobody. */
  refuse({ owner, requestId }: RequestName): void {
    this.#db
      .prepare("UPDATE requests SET state = 'journalled', results = '[]' WHERE owner = ? AND request_id = ?")
      .run(owner, requestId);
  }

  /** The request that has this number of a device. */
  findByNumber(device: string, sequence: bigint): RequestRow | undefined {
    const row = this.#prepared(
      'SELECT * FROM requests WHERE device = ? AND first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1',
    ).get(device, sequence) as unknown as Record<string, string | number | null> | undefined;
    const found = row && toRow(row);
    return found && sequence < found.firstSequence! + BigInt(found.count) ? found : undefined;
  }

  /** How many requests are in each state. */
  counts(): Record<RequestState, number> {
    const counts = { noted: 0, numbered: 0, sealed: 0, journalled: 0 };
    for (const row of this.#prepared('SELECT state, COUNT(*) AS n FROM requests GROUP BY state').all())
      counts[row.state as RequestState] = row.n as number;
    return counts;
  }

  close(): void {
    this.#db.close();
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** All of it or nothing, and on the disk when it returns. */
  #transaction<T>(work: () => T): T {
    this.#db.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#db.exec('PRAGMA synchronous = NORMAL');
    }
  }
}

function toRow(row: Record<string, string | number | null>): RequestRow {
  const results = row.results === null ? undefined : (JSON.parse(row.results as string) as SealResult[]);
  return {
    owner: row.owner as string,
    requestId: row.request_id as string,
    digest: row.digest as string,
    count: row.count as number,
    about: JSON.parse((row.about as string | null) ?? '{}'),
    state: row.state as RequestState,
    askedAt: row.asked_at as string,
    device: (row.device as string | null) ?? undefined,
    firstSequence: row.first_sequence === null ? undefined : BigInt(row.first_sequence as number),
    results: results?.map((result) => ({
      ...result,
      time: result.time === undefined ? undefined : new Date(result.time),
    })),
  };
}
