// What the journal needs from a database; sqlite-store.ts and postgres-store.ts give it.
import { SealError } from '../errors.ts';
import type { ChainedRow, Head } from './chain.ts';
import type { StoredContent } from './entry.ts';
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

/** Rows read at once; others may write in between. */
const PAGE = 500;

/** Every row that a query asks for, however many. */
export async function* rowsOf(store: JournalStore, query: JournalQuery): AsyncGenerator<StoredRow> {
  let { after, limit = Number.POSITIVE_INFINITY } = query;
  for (let size = PAGE; limit > 0; ) {
    let page: StoredRow[];
    const wanted = Math.min(limit, size);
    try {
      page = await store.page({ ...query, after, limit: wanted });
    } catch (error) {
      if (size === 1 || !(error instanceof SealError) || error.code !== 'journal-damaged') throw error;
      // One by one up to the row that cannot be read.
      size = 1;
      continue;
    }
    yield* page;
    if (page.length < wanted) return;
    after = page.at(-1)!.number;
    limit -= page.length;
    await new Promise(setImmediate);
  }
}

export interface JournalStore {
  /** One transaction that no other writer can come between; on the disk when the promise is fulfilled. */
  append(build: (head: Head) => NewRow[]): Promise<void>;
  /** Rows in one piece; the query has a limit. */
  page(query: JournalQuery): Promise<StoredRow[]>;
  /** Number of the last row before the first one of this time or later. */
  lastBefore(time: string): Promise<number>;
  /** As `append`, and removes the content of rows up to a number in the same transaction; answers how many went. */
  retain(build: (head: Head) => NewRow[], upTo: number): Promise<number>;
  /** What the database itself finds wrong, in words. */
  damage(): Promise<string | undefined>;
  close(): Promise<void>;
}
