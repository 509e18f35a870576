// Brings what the store noted for the journal into the journal: each entry once, in order, also after a crash between the
// two. An entry that no journal takes stays where it is and holds nobody up. Called by approval-desk.ts after each change,
// before anybody hears of it.
import { prepareEntry } from '../journal/entry.ts';
import type { Journal, JournalEntry } from '../journal/journal.ts';
import type { CaseStore, Waiting } from './case-store.ts';

export class JournalOutbox {
  readonly #store: CaseStore;
  readonly #journal: Pick<Journal, 'append' | 'search'>;
  /** Whether the journal may have the first entries already: after a start, or after an append that failed. */
  #doubtful = true;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(store: CaseStore, journal: Pick<Journal, 'append' | 'search'>) {
    this.#store = store;
    this.#journal = journal;
  }

  /** Ends when the journal has everything that was noted before the call. */
  flush(): Promise<void> {
    const done = this.#tail.then(() => this.#flush());
    this.#tail = done.catch(() => {}); // the caller hears of it; the next one tries again
    return done;
  }

  /** What waits for ever. */
  refused(): JournalEntry[] {
    return this.#store.waiting().flatMap(({ entry }) => (isTaken(entry) ? [] : [entry]));
  }

  async #flush(): Promise<void> {
    let waiting = this.#store.waiting().filter(({ entry }) => isTaken(entry));
    if (waiting.length === 0) return;
    if (this.#doubtful) waiting = await this.#missing(waiting);
    if (waiting.length === 0) return;
    this.#doubtful = true;
    await this.#journal.append(waiting.map(({ entry }) => entry));
    this.#doubtful = false;
    this.#store.told(waiting.map(({ number }) => number));
  }

  /** Strikes off what the journal has. An entry is known by kind and request id, which is never used twice. */
  async #missing(waiting: readonly Waiting[]): Promise<Waiting[]> {
    const missing: Waiting[] = [];
    const there: number[] = [];
    for (const one of waiting) {
      const { customsId, kind, requestId } = one.entry;
      let found = false;
      for await (const row of this.#journal.search({ customsId, kind })) found ||= row.requestId === requestId;
      if (found) there.push(one.number);
      else missing.push(one);
    }
    if (there.length > 0) this.#store.told(there);
    return missing;
  }
}

function isTaken(entry: JournalEntry): boolean {
  try {
    prepareEntry(entry, new Date());
    return true;
  } catch {
    return false;
  }
}
