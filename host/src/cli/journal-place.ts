// Where the journal lies that a verb of `sigillator journal` works on. Called by journal.ts and journal-retain.ts.
import { SealError } from '../errors.ts';
import { type Journal, journalFile, openJournal } from '../journal/journal.ts';
import type { Context } from './context.ts';

export interface PlaceFlags {
  journal?: string;
}

export function placeOf({ configuration, environment }: Context, { journal }: PlaceFlags): string {
  const place = configuration().get('journal', journal) ?? journalFile(environment);
  if (/^postgres(ql)?:\/\/[^/]*:[^/]*@|[?&]password=/.test(place))
    throw new SealError(
      'usage',
      'The address of the journal holds a password: put it into a file named by PGPASSFILE.',
    );
  return place;
}

export async function withJournal<T>(
  context: Context,
  flags: PlaceFlags,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const journal = await openJournal(placeOf(context, flags), { create: false });
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}
