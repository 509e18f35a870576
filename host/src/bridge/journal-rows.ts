// How the office's journal names seals of devices, and which of them it does not have yet. Called by sealings.ts and
// device-rows.ts.

import type { SealResult } from '../device/seal-result.ts';
import type { Journal, JournalEntry } from '../journal/journal.ts';
import type { RequestName, RequestRow } from './seal-requests.ts';

/** A row of a device; together with the serial number it is that row and no other. */
export const rowName = (counter: number): string => `row ${counter} of the device's journal`;

/** A document of a request. */
export const journalName = ({ owner, requestId }: RequestName, index: number): string =>
  `${owner}/${requestId}/${index + 1}`;

/** The row of a document that a device sealed for a request. */
export function sealEntry(
  request: RequestRow,
  index: number,
  device: string | undefined,
  result: SealResult,
): JournalEntry {
  return {
    kind: 'seal',
    person: request.about.person,
    device,
    customsId: request.about.customsIds?.[index] ?? undefined,
    requestId: journalName(request, index),
    profile: result.profile,
    method: result.method,
    digest: result.digest,
    documentSeal: result.documentSeal18,
    issuerSeal: result.issuerSeal18,
    issuer: result.issuer,
    keyGeneration: result.keyGeneration,
    origin: 'card',
    outcome: rowName(result.counter),
  };
}

/** Which of these seals the journal lacks, whoever wrote them and under which name. No time bounds the search: clocks err. */
export async function missingFrom(
  journal: Pick<Journal, 'search'>,
  entries: readonly JournalEntry[],
): Promise<JournalEntry[]> {
  const missing: JournalEntry[] = [];
  for (const entry of entries) if (!(await isThere(journal, entry))) missing.push(entry);
  return missing;
}

async function isThere(journal: Pick<Journal, 'search'>, { device, outcome, digest }: JournalEntry): Promise<boolean> {
  // A device that was set up anew counts from 1 again: then the row is about something else.
  for await (const row of journal.search({ kind: 'seal', device, outcome })) if (row.digest === digest) return true;
  return false;
}
