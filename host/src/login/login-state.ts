// What login must not forget over a restart or a crash: open challenges, wrong answers, numbers that were used. One SQLite
// file, synced at each commit, open to several programs at once. Called by login.ts.
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SealError } from '../errors.ts';

export interface UserState {
  user: string;
  /** Wrong answers in a row. */
  failures: number;
  /** Six digits, '' if none is open. */
  challenge: string;
  expiresAt: number;
  attemptsLeft: number;
}

/** Names that nobody has are remembered too, or they could be told apart; only so many, the oldest goes first. */
export const strangersKept = 4096;

const tables = `
  CREATE TABLE IF NOT EXISTS user(user TEXT PRIMARY KEY, known INTEGER NOT NULL, failures INTEGER NOT NULL,
    challenge TEXT NOT NULL, expiresAt INTEGER NOT NULL, attemptsLeft INTEGER NOT NULL, touchedAt INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS stranger ON user(known, touchedAt);
  CREATE TABLE IF NOT EXISTS drawn(user TEXT NOT NULL, challenge INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY(user, challenge)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS drawnAt ON drawn(user, at);
  CREATE TABLE IF NOT EXISTS wrong(at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS mark(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
`;

export class LoginState {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  /** `:memory:` for tests and demonstrations. */
  constructor(file: string) {
    // Nobody else may read who logs in when.
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    this.#database = new DatabaseSync(file, { timeout: 5000 });
    try {
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      this.#database.exec(tables);
    } catch (cause) {
      this.#database.close();
      // Going on with an empty one would unlock everybody and allow numbers a second time.
      const message = `Opening the login state ${file}: it is damaged or something else. Take a backup, or move it away.`;
      throw new SealError('login-state', message, { cause });
    }
  }

  #sql(text: string) {
    const statement = this.#statements.get(text) ?? this.#database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }

  /** All of it or nothing; other programs wait. */
  change<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  user(user: string): UserState {
    const row = this.#sql('SELECT user, failures, challenge, expiresAt, attemptsLeft FROM user WHERE user = ?').get(
      user,
    );
    return (
      (row as unknown as UserState | undefined) ?? { user, failures: 0, challenge: '', expiresAt: 0, attemptsLeft: 0 }
    );
  }

  put({ user, failures, challenge, expiresAt, attemptsLeft }: UserState, known: boolean, at: number): void {
    this.#sql('INSERT OR REPLACE INTO user VALUES(?, ?, ?, ?, ?, ?, ?)').run(
      ...[user, known ? 1 : 0, failures, challenge, expiresAt, attemptsLeft, at],
    );
    const { count } = this.#sql('SELECT count(*) AS count FROM user WHERE known = 0').get() as { count: number };
    if (count <= strangersKept) return;
    const oldest = 'SELECT user FROM user WHERE known = 0 ORDER BY touchedAt LIMIT 1';
    const { user: forgotten } = this.#sql(oldest).get() as { user: string };
    this.#sql('DELETE FROM drawn WHERE user = ?').run(forgotten);
    this.#sql('DELETE FROM user WHERE user = ?').run(forgotten);
  }

  /** Closes the challenge if it is still the open one; false if somebody was first. */
  close(user: string, challenge: string): boolean {
    const text = "UPDATE user SET challenge = '', attemptsLeft = 0 WHERE user = ? AND challenge = ?";
    return challenge !== '' && this.#sql(text).run(user, challenge).changes === 1;
  }

  closeAll(): void {
    this.#sql("UPDATE user SET challenge = '', attemptsLeft = 0").run();
  }

  setFailures(user: string, failures: number): void {
    this.#sql('UPDATE user SET failures = ? WHERE user = ?').run(failures, user);
  }

  /** Notes a number as used; false if the user has had it since `from`. */
  draw(user: string, challenge: string, at: number, from: number): boolean {
    this.#sql('DELETE FROM drawn WHERE user = ? AND at < ?').run(user, from);
    return this.#sql('INSERT OR IGNORE INTO drawn VALUES(?, ?, ?)').run(user, Number(challenge), at).changes === 1;
  }

  drawnSince(user: string, from: number): number {
    const row = this.#sql('SELECT count(*) AS count FROM drawn WHERE user = ? AND at >= ?').get(user, from);
    return (row as { count: number }).count;
  }

  addWrong(at: number): void {
    this.#sql('INSERT INTO wrong VALUES(?)').run(at);
  }

  /** The answer that was counted as wrong beforehand was right. */
  removeWrong(at: number): void {
    this.#sql('DELETE FROM wrong WHERE rowid = (SELECT max(rowid) FROM wrong WHERE at = ?)').run(at);
  }

  wrongSince(from: number): number {
    this.#sql('DELETE FROM wrong WHERE at < ?').run(from);
    return (this.#sql('SELECT count(*) AS count FROM wrong').get() as { count: number }).count;
  }

  /** A number that is kept under a name, such as the latest time that was seen. */
  mark(name: string): number {
    return (this.#sql('SELECT value FROM mark WHERE name = ?').get(name) as { value: number } | undefined)?.value ?? 0;
  }

  setMark(name: string, value: number): void {
    this.#sql('INSERT OR REPLACE INTO mark VALUES(?, ?)').run(name, value);
  }

  /** User names with wrong answers in a row at or above a number. */
  failing(failures: number): string[] {
    const rows = this.#sql('SELECT user FROM user WHERE known = 1 AND failures >= ? ORDER BY user').all(failures);
    return rows.map(({ user }) => String(user));
  }

  end(): void {
    this.#database.close();
  }
}
