// Cases whose content the journal has been ordered to forget: they go too, or the order would be half done. Called by
// approval-desk.ts at a start, after an order, and now and then for orders that another program gave.
import type { Journal } from '../journal/journal.ts';
import type { CaseHead } from './case.ts';
import type { CaseStore } from './case-store.ts';

/** `sends`: what is sealed goes to customs from here, so a sealed case has still to be sent. */
export async function removeForgotten(
  store: CaseStore,
  journal: Pick<Journal, 'search'>,
  sends: boolean,
): Promise<number> {
  const upTo = await newestOrder(journal);
  if (upTo === 0) return 0;
  const over: CaseHead['state'][] = sends ? ['sent', 'rejected'] : ['sealed', 'sent', 'rejected'];
  const gone: string[] = [];
  for (const { id, summary } of store.heads(over))
    if ((await lastRow(journal, summary.customsId)) <= upTo) gone.push(id);
  if (gone.length > 0) store.remove(gone);
  return gone.length;
}

/** Content is gone up to this row. */
async function newestOrder(journal: Pick<Journal, 'search'>): Promise<number> {
  let upTo = 0;
  for await (const row of journal.search({ kind: 'retention' })) upTo = Math.max(upTo, row.upTo ?? 0);
  return upTo;
}

/** What was told of a case last; a case that no row tells of stays. */
async function lastRow(journal: Pick<Journal, 'search'>, customsId: string): Promise<number> {
  for await (const { number } of journal.search({ customsId, newestFirst: true, limit: 1 })) return number;
  return Number.POSITIVE_INFINITY;
}
