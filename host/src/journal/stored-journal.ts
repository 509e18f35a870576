// The journal over any store: checks entries, chains them, shares commits, verifies. journal.ts opens it.
import { SealError } from '../errors.ts';
import { type ChainedRow, chainRow, fieldNames, type Head } from './chain.ts';
import type { Checkpoint, CheckpointKey } from './checkpoint.ts';
import { contentOf, type JournalEntry, type PreparedEntry, prepareEntry } from './entry.ts';
import { exportLine } from './export.ts';
import type { Journal, JournalQuery, JournalRow, RetentionOrder } from './journal.ts';
import { type JournalStore, type NewRow, rowsOf, type StoredRow } from './store.ts';
import { ChainVerifier, type Verdict, type VerifyJournalOptions } from './verify.ts';

interface Waiting {
  entries: PreparedEntry[];
  resolve(rows: JournalRow[]): void;
  reject(error: unknown): void;
}

export class StoredJournal implements Journal {
  readonly #store: JournalStore;
  readonly #now: () => Date;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;

  constructor(store: JournalStore, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  async append(entries: readonly JournalEntry[]): Promise<JournalRow[]> {
    const prepared = entries.map((entry) => {
      if (entry.kind === 'checkpoint' || entry.kind === 'retention')
        throw new SealError(
          'entry-wrong',
          `Writing to the journal: only the journal itself writes ${entry.kind} rows.`,
        );
      return prepareEntry(entry, this.#now());
    });
    if (prepared.length === 0) return [];
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries: prepared, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Everything that came in one tick, or while the last commit was under way, goes into one commit. */
  async #flush(): Promise<void> {
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const written: JournalRow[][] = [];
      try {
        await this.#store.append((head) => {
          written.length = 0;
          return group.flatMap(({ entries }) => {
            const rows = chained(head, entries);
            head = rows.at(-1)?.row ?? head;
            written.push(rows.map(({ row }) => toRow(row)));
            return rows;
          });
        });
        group.forEach(({ resolve }, index) => {
          resolve(written[index]!);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#flushing = undefined;
  }

  async *search(query: JournalQuery = {}): AsyncGenerator<JournalRow> {
    for await (const row of rowsOf(this.#store, inIsoTime(query))) yield toRow(row);
  }

  async verify(options: VerifyJournalOptions = {}): Promise<Verdict> {
    const verifier = new ChainVerifier(options);
    try {
      for await (const row of rowsOf(this.#store, { content: true })) if (!verifier.push(row)) return verifier.end();
      return verifier.end(await this.#store.damage());
    } catch (error) {
      if (error instanceof SealError && error.code === 'journal-damaged') return verifier.stop(error.message);
      throw error;
    }
  }

  async checkpoint(key: CheckpointKey): Promise<Checkpoint> {
    let checkpoint: Checkpoint | undefined;
    await this.#store.append((head) => {
      const time = this.#now();
      checkpoint = { ...head, time: time.toISOString(), signature: key.sign(head.number, head.hash) };
      return chained(head, [prepareEntry({ kind: 'checkpoint' }, time, { signature: checkpoint.signature })]);
    });
    return checkpoint!;
  }

  async retain({ officer, witness, reason, before }: RetentionOrder): Promise<{ row: JournalRow; removed: number }> {
    if (!officer?.trim() || !reason?.trim())
      throw new SealError(
        'entry-wrong',
        'Removing content: expected an officer and a reason, which stay in the journal.',
      );
    const upTo = await this.#store.lastBefore(isoTime(before));
    const entry = { kind: 'retention', person: officer, witness, outcome: reason } as const;
    const prepared = prepareEntry(entry, this.#now(), { upTo });
    let row: JournalRow | undefined;
    const removed = await this.#store.retain((head) => {
      const rows = chained(head, [prepared]);
      row = toRow(rows[0]!.row);
      return rows;
    }, upTo);
    return { row: row!, removed };
  }

  async *export(): AsyncGenerator<string> {
    for await (const row of rowsOf(this.#store, { content: true })) yield exportLine(row);
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#store.close();
  }
}

function chained(head: Head, entries: readonly PreparedEntry[]): NewRow[] {
  return entries.map(({ fields, content }) => {
    const row = chainRow(head, fields);
    head = row;
    return { row, content };
  });
}

function toRow(stored: ChainedRow | StoredRow): JournalRow {
  const row: Record<string, unknown> = { number: stored.number };
  for (const name of fieldNames) if (stored[name] !== null) row[name] = stored[name];
  const { content } = stored as StoredRow;
  if (content) row.content = contentOf(stored.contentType, content.bytes);
  return { ...row, previous: stored.previous, hash: stored.hash } as unknown as JournalRow;
}

const inIsoTime = ({ from, to, ...query }: JournalQuery): JournalQuery => ({
  ...query,
  ...(from === undefined ? {} : { from: isoTime(from) }),
  ...(to === undefined ? {} : { to: isoTime(to) }),
});

function isoTime(text: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new SealError('usage', `Asking the journal: expected a time such as 2026-01-31T12:00Z, got "${text}".`);
}
