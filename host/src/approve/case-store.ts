// The cases on disk: one SQLite file beside the journal, synced at each commit. A row for the journal is stored in the same
// commit as the change it tells of (table `outbox`), so that a crash between the two loses neither.
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SealError } from '../errors.ts';
import type { JournalEntry } from '../journal/journal.ts';
import type { Case, CaseHead, CaseState } from './case.ts';

const tables = `
  CREATE TABLE IF NOT EXISTS cases(id TEXT PRIMARY KEY, customsId TEXT NOT NULL, state TEXT NOT NULL, told TEXT NOT NULL,
    document BLOB NOT NULL, shown BLOB, sealed BLOB) STRICT;
  CREATE INDEX IF NOT EXISTS byCustomsId ON cases(customsId);
  CREATE INDEX IF NOT EXISTS byApproval ON cases(told ->> '$.approval.id');
  CREATE INDEX IF NOT EXISTS byState ON cases(state, told ->> '$.approval.at');
  CREATE TABLE IF NOT EXISTS outbox(number INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL, content BLOB) STRICT;
`;

interface CaseRow {
  told: string;
  document: Uint8Array;
  shown: Uint8Array | null;
  sealed: Uint8Array | null;
}

/** An entry that the journal may not have yet. */
export interface Waiting {
  number: number;
  entry: JournalEntry;
}

export class CaseStore {
  readonly #database: DatabaseSync;

  /** `:memory:` for tests. */
  constructor(file: string) {
    // Declarations are trade secrets: nobody else reads them.
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    this.#database = new DatabaseSync(file, { timeout: 5000 });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    this.#database.exec(tables);
  }

  /** All of it or nothing; other programs wait. */
  change<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
    this.#database.exec('COMMIT');
    return result;
  }

  put(one: Case): void {
    const { document, shown, sealed, ...told } = one;
    this.#database
      .prepare(
        `INSERT INTO cases VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET customsId = excluded.customsId,
          state = excluded.state, told = excluded.told, document = excluded.document, shown = excluded.shown,
          sealed = excluded.sealed`,
      )
      .run(one.id, one.summary.customsId, one.state, JSON.stringify(told), document, shown ?? null, sealed ?? null);
  }

  find(id: string): Case | undefined {
    const row = this.#database.prepare('SELECT told, document, shown, sealed FROM cases WHERE id = ?').get(id);
    return row && caseOf(row as unknown as CaseRow);
  }

  get(id: string): Case {
    const one = this.find(id);
    if (one === undefined)
      throw new SealError('not-found', `Looking for case ${id}: there is none. Open the list again.`);
    return one;
  }

  /**
   * Of these states, in the order in which they came; `most` takes of a state those that were approved last. Documents are read
   * one by one where they are needed: cases pile up over years.
   */
  heads(states: readonly CaseState[], most: Partial<Record<CaseState, number>> = {}): CaseHead[] {
    const text = `SELECT rowid, told FROM cases WHERE state = ? ORDER BY told ->> '$.approval.at' DESC LIMIT ?`;
    const rows = states.flatMap((state) => this.#database.prepare(text).all(state, most[state] ?? -1));
    rows.sort((a, b) => Number(a.rowid) - Number(b.rowid));
    return rows.map(({ told }) => JSON.parse(told as string));
  }

  withCustomsId(customsId: string): Case[] {
    return this.#whole('customsId = ?', customsId);
  }

  withApproval(approvalId: string): Case[] {
    return this.#whole("told ->> '$.approval.id' = ?", approvalId);
  }

  #whole(condition: string, value: string): Case[] {
    const text = `SELECT told, document, shown, sealed FROM cases WHERE ${condition} ORDER BY rowid`;
    return (this.#database.prepare(text).all(value) as unknown as CaseRow[]).map(caseOf);
  }

  /** Nothing of them stays in the file. */
  remove(ids: readonly string[]): void {
    this.change(() => {
      for (const id of ids) this.#database.prepare('DELETE FROM cases WHERE id = ?').run(id);
    });
    // The write-ahead log still holds the old pages.
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Notes an entry for the journal; call it inside `change`. */
  tell({ content, ...entry }: JournalEntry): void {
    const bytes = content instanceof Uint8Array ? content : null;
    const rest = bytes === null && content !== undefined ? { ...entry, content } : entry;
    this.#database.prepare('INSERT INTO outbox(entry, content) VALUES(?, ?)').run(JSON.stringify(rest), bytes);
  }

  waiting(): Waiting[] {
    const rows = this.#database.prepare('SELECT number, entry, content FROM outbox ORDER BY number').all();
    return (rows as unknown as { number: number; entry: string; content: Uint8Array | null }[]).map((row) => {
      const entry = JSON.parse(row.entry) as JournalEntry;
      return { number: row.number, entry: row.content === null ? entry : { ...entry, content: row.content } };
    });
  }

  /** The journal has them. */
  told(numbers: readonly number[]): void {
    this.change(() => {
      for (const number of numbers) this.#database.prepare('DELETE FROM outbox WHERE number = ?').run(number);
    });
  }

  close(): void {
    this.#database.close();
  }
}

const caseOf = ({ told, document, shown, sealed }: CaseRow): Case => ({
  ...JSON.parse(told),
  document,
  ...(shown === null ? {} : { shown }),
  ...(sealed === null ? {} : { sealed }),
});
