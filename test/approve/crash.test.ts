// The program ends at any write of the store or the journal, before or after it: nothing is lost, nothing is doubled.
import { ApprovalDesk } from '@sigillator/host/approve/approval-desk';
import type { JournalEntry } from '@sigillator/host/journal';
import { expect, test } from 'vitest';
import { declaration, Office, people } from './office.ts';

class Crash extends Error {}

/** Ends the program at the n-th write, before (even) or behind (odd) it takes effect. */
function crashAt(office: Office, n: number): { journal: Pick<Office['journal'], 'append' | 'search'> } {
  let count = 0;
  const before = (): void => {
    if (count++ === n) throw new Crash();
  };
  const { journal, store } = office;
  const change = store.change.bind(store);
  store.change = (work) => {
    before();
    const result = change(work);
    before();
    return result;
  };
  const append = async (entries: readonly JournalEntry[]) => {
    before();
    const rows = await journal.append(entries);
    before();
    return rows;
  };
  return { journal: { append, search: (query) => journal.search(query) } };
}

/** Both acts and the seal, as far as they are not done. */
async function finish(office: Office, id: string): Promise<void> {
  await office.desk.recover();
  const { state, approval } = office.view('anna', id);
  if (state === 'sealed') return;
  const approvalId = state === 'approved' ? approval!.id : await office.approved('anna', [id], 2);
  await office.desk.sealing.seal('anna', approvalId);
}

test('a crash at any write leaves one approval, one seal and one row of each', async () => {
  let crashes = 0;
  for (let n = 0; ; n++) {
    const office = await Office.open();
    const { id } = office.desk.add(declaration(), 'tdr041');
    await office.stop();
    await office.start();
    const parts = crashAt(office, n);
    const clock = (): Date => new Date(office.nowMs);
    office.desk = new ApprovalDesk({ store: office.store, journal: parts.journal, people, clock });
    const crashed = await finish(office, id).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Crash) return true;
        throw error;
      },
    );
    await office.stop();
    await office.start();
    await finish(office, id);
    const kinds = (await office.rows()).map(({ kind }) => kind);
    expect(kinds, `crash ${n}`).toEqual(['approval', 'seal']);
    expect((await office.journal.verify()).ok).toBe(true);
    expect(office.view('anna', id).state).toBe('sealed');
    expect(office.store.waiting()).toEqual([]);
    await office.close();
    if (!crashed) break;
    crashes++;
  }
  // mark, approve, its row, note, seal, its row, note: before and behind each
  expect(crashes).toBe(14);
});
