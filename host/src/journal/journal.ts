// The office's journal: who sealed, approved, logged in, sent and received what, and when; searchable, and every row chained
// to the one before it. Called by login, approve, send, the bridge, the CLI and the simulated customs side.
//
// What is hashed. A row's hash is SHA-256 of the JSON text of one list: "sigillator-journal-1", the row's number, the hash of
// the row before it (64 zeros before row 1), then every fixed field in the order of entry.ts, null where there is none. The
// last of them is the content's hash: SHA-256 of sixteen random bytes (the salt) followed by the content. So content and salt
// may be removed later, by an authorisation that is itself a row, and the chain still verifies. Checkpoints (rows too) sign
// number and hash of the row before them with Ed25519; who keeps one elsewhere notices a cut tail and a chain made anew.
import type { Checkpoint, CheckpointKey } from './checkpoint.ts';
import type { JournalContent, JournalEntry, JournalKind, Origin } from './entry.ts';
import { isPostgres } from './place.ts';
import { openSqlite } from './sqlite-store.ts';
import { StoredJournal } from './stored-journal.ts';
import type { Verdict, VerifyJournalOptions } from './verify.ts';

export { type Checkpoint, CheckpointKey, loadCheckpointKey } from './checkpoint.ts';
export { checkpointFile, keepCheckpoint, readCheckpoints } from './checkpoint-file.ts';
export { CheckpointKeeper } from './checkpoint-keeper.ts';
export { type JournalContent, type JournalEntry, type JournalKind, journalKinds, type Origin } from './entry.ts';
export { journalFile, journalKeyFile } from './place.ts';
export { type Verdict, type VerifyJournalOptions, verifyExport } from './verify.ts';

/** An entry as it stands in the journal. Fields that were not given are absent. */
export interface JournalRow extends Omit<JournalEntry, 'time' | 'content'> {
  /** From 1, without gaps. */
  number: number;
  kind: JournalKind;
  time: string;
  origin?: Origin;
  /** Of a retention: the content of all rows up to this one was removed. */
  upTo?: number;
  /** Of a checkpoint: key id and signature. */
  signature?: string;
  contentType?: 'text' | 'json' | 'bytes';
  contentHash?: string;
  /** Only where the query asked for it and it was not removed. */
  content?: JournalContent;
  /** Of the row before. */
  previous: string;
  hash: string;
}

/** All that is given must hold. */
export interface JournalQuery {
  customsId?: string | undefined;
  person?: string | undefined;
  transmission?: string | undefined;
  /** Serial number. */
  device?: string | undefined;
  /** The whole of it. */
  outcome?: string | undefined;
  kind?: JournalKind | undefined;
  /** From this time on, ISO 8601. */
  from?: string | undefined;
  /** Before this time. */
  to?: string | undefined;
  /** Only rows behind this number (before it with `newestFirst`): the way to the next page. */
  after?: number | undefined;
  /** Default: all. */
  limit?: number | undefined;
  newestFirst?: boolean | undefined;
  /** With the content of each row that still has one; default without. */
  content?: boolean | undefined;
}

/** Who allowed that content goes, and why. */
export interface RetentionOrder {
  officer: string;
  witness?: string | undefined;
  reason: string;
  /** The content of all rows goes that stand before the first row of this time or later. */
  before: string;
}

export interface Journal {
  /** All of the entries or none; they are on the disk when the promise is fulfilled. Calls of one tick share a commit. */
  append(entries: readonly JournalEntry[]): Promise<JournalRow[]>;
  search(query?: JournalQuery): AsyncIterable<JournalRow>;
  /** Reads every row and names the first bad one. */
  verify(options?: VerifyJournalOptions): Promise<Verdict>;
  /** Signs everything so far, as a row; keep the answer away from the journal. */
  checkpoint(key: CheckpointKey): Promise<Checkpoint>;
  /** Removes content and answers the row that says so; `removed` counts. */
  retain(order: RetentionOrder): Promise<{ row: JournalRow; removed: number }>;
  /** NDJSON, a line a row with its content, to be verified anywhere by `verifyExport`. */
  export(query?: JournalQuery): AsyncIterable<string>;
  close(): Promise<void>;
}

export interface OpenJournalOptions {
  /** False: a journal that is not there is an error. Default: it is made. */
  create?: boolean;
  /** What time it is; for tests. */
  now?: () => Date;
}

/** `where` is a file, or `postgres://…` for many desks. */
export async function openJournal(where: string, options: OpenJournalOptions = {}): Promise<Journal> {
  const { create = true, now = () => new Date() } = options;
  // Loaded when it is needed: most desks have no PostgreSQL.
  const store = isPostgres(where)
    ? await (await import('./postgres-store.ts')).openPostgres(where, create)
    : await openSqlite(where, create);
  return new StoredJournal(store, now);
}
