// Keeps a journal signed while a program writes it: checkpoints at the start, now and then, and at the end, each kept beside
// the key too. The bridge and the simulated customs side have one.
import { stat } from 'node:fs/promises';
import type { Checkpoint } from './checkpoint.ts';
import { loadCheckpointKey } from './checkpoint.ts';
import { checkpointFile, keepCheckpoint, readCheckpoints } from './checkpoint-file.ts';
import type { Journal } from './journal.ts';
import type { Verdict } from './verify.ts';

export class CheckpointKeeper {
  readonly #journal: Journal;
  readonly #keyFile: string;
  #tail: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(journal: Journal, keyFile: string) {
    this.#journal = journal;
    this.#keyFile = keyFile;
  }

  /** Signs what is there, and from now on what came since, every `everyMs`; `failed` hears of what did not work. */
  async start(everyMs: number, failed: (error: unknown) => void): Promise<void> {
    await this.keep();
    this.#timer = setInterval(() => this.keep().catch(failed), everyMs);
    this.#timer.unref();
  }

  /** Signs everything up to now, unless nothing came since the last checkpoint. */
  keep(): Promise<Checkpoint | undefined> {
    const kept = this.#tail.then(() => this.#keep());
    this.#tail = kept.catch(() => {}); // the caller hears of it; the next one tries again
    return kept;
  }

  async verify(): Promise<Verdict> {
    const checkpoints = await readCheckpoints(checkpointFile(this.#keyFile));
    const hasKey = await stat(this.#keyFile).then(
      () => true,
      () => false,
    );
    // A journal that was never signed has no key yet, and needs none.
    const publicKeys = hasKey ? [(await loadCheckpointKey(this.#keyFile)).publicKey] : [];
    return this.#journal.verify({ publicKeys, checkpoints });
  }

  /** The last checkpoint; the journal may be closed after it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.keep();
  }

  async #keep(): Promise<Checkpoint | undefined> {
    for await (const { kind } of this.#journal.search({ newestFirst: true, limit: 1 }))
      return kind === 'checkpoint' ? undefined : keepCheckpoint(this.#journal, this.#keyFile);
    return undefined;
  }
}
