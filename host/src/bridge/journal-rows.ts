// How the office's journal names seals of devices, and which of them it does not have yet. Called by sealings.ts and
// device-rows.ts.
import type { Journal, JournalEntry } from '../journal/journal.ts';
import type { RequestName } from './seal-requests.ts';

/** A row of a device; together with the serial number it is that row and no other. */
export const rowName = (counter: number): string => `row ${counter} of the device's journal`;

/** A document of a request. */
export const journalName = ({ owner, requestId }: RequestName, index: number): string =>
  `${owner}/${requestId}/${index + 1}`;

/** Which of these seals the journal lacks. No time bounds the search: clocks are set back. */
export async function missingFrom(
  journal: Pick<Journal, 'search'>,
  entries: readonly JournalEntry[],
): Promise<JournalEntry[]> {
  const missing: JournalEntry[] = [];
  for (const entry of entries) if (!(await isThere(journal, entry))) missing.push(entry);
  return missing;
}

async function isThere(journal: Pick<Journal, 'search'>, entry: JournalEntry): Promise<boolean> {
  // Another desk of the same journal may use the same name, for a row of another device.
  for await (const { device, outcome } of journal.search({ kind: 'seal', requestId: entry.requestId }))
    if (device === entry.device && outcome === entry.outcome) return true;
  return false;
}
