// What customs keeps: every file as it came, before anybody reads it, and what was done with it. A journal of the host, with a
// signed checkpoint after each file, so that any change and any loss is found.
import { join } from 'node:path';
import {
  checkpointFile,
  type Journal,
  type JournalEntry,
  type JournalQuery,
  type JournalRow,
  journalKeyFile,
  keepCheckpoint,
  loadCheckpointKey,
  openJournal,
  readCheckpoints,
  type Verdict,
} from '@sigillator/host/journal';

export type Channel = 'http' | 'file';

/** How other rows name the file in row `number`. */
export const archiveId = (number: number): string => `archive-${number}`;

export class Archive {
  readonly #journal: Journal;
  readonly #keyFile: string;
  #signing: Promise<unknown> = Promise.resolve();

  private constructor(journal: Journal, keyFile: string) {
    this.#journal = journal;
    this.#keyFile = keyFile;
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
    // One after the other, so that the file of checkpoints is in the order of the rows.
    this.#signing = this.#signing.catch(() => {}).then(() => keepCheckpoint(this.#journal, this.#keyFile));
    await this.#signing;
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

  async verify(): Promise<Verdict> {
    const checkpoints = await readCheckpoints(checkpointFile(this.#keyFile));
    // Before the first file there is nothing to be signed.
    const publicKeys = checkpoints.length === 0 ? [] : [(await loadCheckpointKey(this.#keyFile)).publicKey];
    return this.#journal.verify({ publicKeys, checkpoints });
  }

  async close(): Promise<void> {
    await this.#signing.catch(() => {});
    await this.#journal.close();
  }
}
