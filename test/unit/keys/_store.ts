// A key store in a folder of the test's own, with two officers, a clerk of procedure 2, and a journal. scrypt is cheap here.
import '../../../host/src/edifact/load-node.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { JournalEntry, JournalRow } from '../../../host/src/journal/journal.ts';
import { KeyOffice } from '../../../host/src/keys/key-office.ts';
import type { NewKey } from '../../../host/src/keys/key-row.ts';
import { KeyStore, type KeyStoreOptions } from '../../../host/src/keys/key-store.ts';

export const secrets = [
  { officer: 'ruth', secret: 'ruth keeps this one', name: 'Ruth Berg' },
  { officer: 'oscar', secret: 'oscar keeps another', name: 'Oscar Lind' },
] as const;
export const loginKey = '31415926535897932384626433832795028';
export const sealKey = '27182818284590452353602874713526624';
export const anna = { user: 'anna', name: 'Anna Ek', issuer: '471100', procedure: 2 } as const;
export const ruth = { user: 'ruth', roles: ['officer'] } as const;
export const at = new Date('2026-07-01T08:00:00Z');

export const keyOf = (use: NewKey['use'], more: Partial<NewKey> = {}): NewKey => ({
  ...{ use, generation: 1, method: use === 'seal' ? 'open-1' : 'ocra', classic: false },
  ...{ validFrom: '2026-01-01', validTo: '2028-12-31', card: 'CARD-1' },
  ...more,
});

const open: { home: string; stores: KeyStore[] }[] = [];
afterEach(() => {
  for (const { home, stores } of open.splice(0)) {
    for (const store of stores) store.close();
    rmSync(home, { recursive: true });
  }
});

/** A file name in a folder that is gone after the test, and who is to be closed before. */
export function place(): { file: string; stores: KeyStore[] } {
  const home = mkdtempSync(join(tmpdir(), 'sigillator-keys-'));
  const stores: KeyStore[] = [];
  open.push({ home, stores });
  return { file: join(home, 'keys.sqlite'), stores };
}

export async function newStore(options: KeyStoreOptions = {}) {
  const { file, stores } = place();
  const store = await KeyStore.create(file, secrets, { cost: 2, ...options });
  stores.push(store);
  const again = async (given: readonly { officer: string; secret: string }[] = secrets, more: KeyStoreOptions = {}) => {
    const opened = await KeyStore.open(file, given, more);
    stores.push(opened);
    return opened;
  };
  return { file, store, again };
}

/** Puts Anna and her two keys in, past all ceremonies. */
export function enterAnna(store: KeyStore): void {
  store.change((body) => {
    body.people.push({ ...anna, roles: ['clerk'], notices: [] });
    const row = { user: 'anna', enteredAt: at.toISOString(), officer: 'ruth', witness: 'oscar' };
    store.addKey(body, { ...keyOf('response'), ...row }, Buffer.from(loginKey));
    store.addKey(body, { ...keyOf('seal'), ...row }, Buffer.from(sealKey));
  });
}

/** A journal that keeps its entries in a list. */
export function listJournal() {
  const entries: JournalEntry[] = [];
  const append = async (given: readonly JournalEntry[]): Promise<JournalRow[]> =>
    given.map((entry) => {
      const number = entries.push(entry);
      return { number, hash: String(number).padStart(64, '0') } as JournalRow;
    });
  return { entries, append };
}

export async function newOffice() {
  const { store, again, file } = await newStore();
  const journal = listJournal();
  const time = { now: at.getTime() };
  const ended: string[] = [];
  const options = { clock: () => time.now, endSessions: (user: string) => ended.push(user) };
  const office = new KeyOffice({ store, journal, ...options });
  return { office, store, again, file, journal, time, ended };
}
