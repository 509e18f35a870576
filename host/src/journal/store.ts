// What the journal needs from a database; sqlite-store.ts and postgres-store.ts give it.
import type { ChainedRow, Head } from './chain.ts';
import type { PreparedEntry, StoredContent } from './entry.ts';
import type { JournalQuery } from './journal.ts';

/** A row to be written. */
export interface NewRow {
  row: ChainedRow;
  content: StoredContent | undefined;
}

export interface StoredRow extends ChainedRow {
  /** Absent if it was not asked for; null if there is none (any more). */
  content?: StoredContent | null;
}

export interface JournalStore {
  /** One transaction that no other writer can come between; on the disk when the promise is fulfilled. */
  append(build: (head: Head) => NewRow[]): Promise<void>;
  rows(query: JournalQuery): AsyncIterable<StoredRow>;
  /** Number of the last row before the first one of this time or later. */
  lastBefore(time: string): Promise<number>;
  /** As `append`, and removes the content of rows up to a number in the same transaction; answers how many went. */
  retain(build: (head: Head) => NewRow[], upTo: number): Promise<number>;
  /** What the database itself finds wrong, in words. */
  damage(): Promise<string | undefined>;
  close(): Promise<void>;
}

export type { PreparedEntry };
