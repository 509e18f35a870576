// What customs keeps: every file as it came, before anybody reads it, and what was done with it. A journal of the host, with a
// signed checkpoint after each file, so that any change and any loss is found.
import { join } from 'node:path';
import {
  CheckpointKeeper,
  type Journal,
  type JournalEntry,
  type JournalQuery,
  type JournalRow,
  journalKeyFile,
  openJournal,
  type Verdict,
} from '@sigillator/host/journal';

export type Channel = 'http' | 'file';

/** How other rows name the file in row `number`. */
export const archiveId = (number: number): string => `archive-${number}`;

export class Archive {
  readonly #journal: Journal;
  readonly #checkpoints: CheckpointKeeper;

  private constructor(journal: Journal, keyFile: string) {
    this.#journal = journal;
    this.#checkpoints = new CheckpointKeeper(journal, keyFile);
  }

  static async open(folder: string, now: () => Date): Promise<Archive> {
    const file = join(folder, 'archive.db');
    return new Archive(await openJournal(file, { now }), journalKeyFile(file));
  }

  /** On the disk when it answers the number of the row. */
  async keep(bytes: Uint8Array, digest: string, channel: Channel, name: string): Promise<number> {
    const [row] = await this.#journal.append([
      {
        kind: 'received',
        device: channel,
        digest,
        outcome: name === '' ? undefined : name.toWellFormed().slice(0, 200),
        content: bytes,
      },
    ]);
    return row!.number;
  }

  /** All rows about one file at once, then a checkpoint over them. */
  async record(entries: readonly JournalEntry[]): Promise<void> {
    await this.#journal.append(entries);
    await this.#checkpoints.keep();
  }

  search(query: JournalQuery): AsyncIterable<JournalRow> {
    return this.#journal.search(query);
  }

  /** The row with this number, with its content. */
  async row(number: number): Promise<JournalRow | undefined> {
    for await (const row of this.#journal.search({ after: number - 1, limit: 1, content: true }))
      if (row.number === number) return row;
    return undefined;
  }

  /** Files that were kept, but of which nothing else is known: the program ended in between. */
  async unread(): Promise<number[]> {
    const unread = new Set<number>();
    for await (const { number, kind, requestId } of this.#journal.search()) {
      if (kind === 'received') unread.add(number);
      if (kind === 'answer') unread.delete(Number(requestId?.slice(archiveId(0).length - 1)));
    }
    return [...unread];
  }

  verify(): Promise<Verdict> {
    return this.#checkpoints.verify();
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }
}
