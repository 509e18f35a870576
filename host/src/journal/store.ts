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

/** A row as a page has it: its content is fetched apart, because it may be long. */
export interface PagedRow extends ChainedRow {
  /** How many bytes; absent if nobody asked, null if there is none. */
  contentBytes?: number | null;
}

/** Rows read at once; others may write in between. */
const PAGE = 500;
/** Content in memory at once, unless one alone is longer. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Every row that a query asks for, however many. */
export async function* rowsOf(store: JournalStore, query: JournalQuery): AsyncGenerator<StoredRow> {
  let { after, limit = Number.POSITIVE_INFINITY } = query;
  for (let size = PAGE; limit > 0; ) {
    const wanted = Math.min(limit, size);
    const page = await unlessDamaged(size > 1, store.page({ ...query, after, limit: wanted }));
    if (page === undefined) {
      // One by one up to the row that cannot be read.
      size = 1;
      continue;
    }
    if (query.content) yield* withContent(store, page);
    else yield* page;
    if (page.length < wanted) return;
    after = page.at(-1)!.number;
    limit -= page.length;
    await new Promise(setImmediate);
  }
}

async function* withContent(store: JournalStore, page: readonly PagedRow[]): AsyncGenerator<StoredRow> {
  let most = MOST_BYTES;
  for (let at = 0; at < page.length; ) {
    const group = page.slice(at, endOfGroup(page, at, most));
    const numbers = group.filter(({ contentBytes }) => contentBytes !== null).map(({ number }) => number);
    const contents = await unlessDamaged(group.length > 1, store.contents(numbers));
    if (contents === undefined) {
      most = 0;
      continue;
    }
    for (const { contentBytes: _, ...row } of group) yield { ...row, content: contents.get(row.number) ?? null };
    at += group.length;
  }
}

function endOfGroup(page: readonly PagedRow[], start: number, most: number): number {
  let bytes = 0;
  for (let at = start; at < page.length; at++) {
    bytes += page[at]!.contentBytes ?? 0;
    if (bytes > most || most === 0) return Math.max(at, start + 1);
  }
  return page.length;
}

/** Undefined where a part of the database is damaged and a smaller bite may still be read. */
async function unlessDamaged<T>(again: boolean, read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (again && error instanceof SealError && error.code === 'journal-damaged') return undefined;
    throw error;
  }
}

export interface JournalStore {
  /** One transaction that no other writer can come between; on the disk when the promise is fulfilled. */
  append(build: (head: Head) => NewRow[]): Promise<void>;
  /** Rows in one piece; the query has a limit. */
  page(query: JournalQuery): Promise<PagedRow[]>;
  contents(numbers: readonly number[]): Promise<Map<number, StoredContent>>;
  /** Number of the last row before the first one of this time or later. */
  lastBefore(time: string): Promise<number>;
  /** As `append`, and removes the content of rows up to a number in the same transaction; answers how many went. */
  retain(build: (head: Head) => NewRow[], upTo: number): Promise<number>;
  /** What the database itself finds wrong, in words. */
  damage(): Promise<string | undefined>;
  close(): Promise<void>;
}
