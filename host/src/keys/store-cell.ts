// Where the key store lies: one text in an SQLite file, so that a change is whole or not there, several programs take turns,
// and a lock that a crash left behind locks nobody out. What was replaced is overwritten. Called by key-store.ts.
import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SealError } from '../errors.ts';

export class StoreCell {
  readonly file: string;
  readonly #database: DatabaseSync;

  constructor(file: string, create: boolean) {
    this.file = file;
    if (existsSync(file) === create) throw create ? thereAlready(file) : notThere(file);
    if (create) closeSync(openSync(file, 'wx', 0o600));
    try {
      this.#database = new DatabaseSync(file, { timeout: 5000 });
      this.#database.exec('PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON;');
      this.#database.exec('CREATE TABLE IF NOT EXISTS store(one INTEGER PRIMARY KEY CHECK(one = 1), text TEXT) STRICT');
    } catch (cause) {
      throw damaged(file, cause);
    }
  }

  /** Changes whenever any program has written. */
  version(): number {
    try {
      return (this.#database.prepare('PRAGMA data_version').get() as { data_version: number }).data_version;
    } catch (cause) {
      throw damaged(this.file, cause);
    }
  }

  read(): string {
    let text: unknown;
    try {
      text = this.#database.prepare('SELECT text FROM store').get()?.text;
    } catch (cause) {
      throw damaged(this.file, cause);
    }
    if (typeof text !== 'string') throw damaged(this.file);
    return text;
  }

  write(text: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO store VALUES(1, ?)').run(text);
  }

  /** Others wait until `work` is done; what it wrote counts, or nothing if it throws. */
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

  end(): void {
    this.#database.close();
  }
}

const thereAlready = (file: string): SealError =>
  new SealError('key-store-there', `Making the key store ${file}: it is there already. Choose another folder.`);
const notThere = (file: string): SealError =>
  new SealError('key-store-missing', `Opening the key store ${file}: there is none. Make one with keys create.`);
const damaged = (file: string, cause?: unknown): SealError =>
  new SealError('key-store', `Reading the key store ${file}: it is damaged or something else. Take a backup.`, {
    cause,
  });
