// `sigillator journal retain`: removes old content, allowed by both officers where the office has a key store.
import type { Command } from 'commander';
import { SealError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { hasKeyStore, Office } from '../login/office.ts';
import type { Context } from './context.ts';
import { type PlaceFlags, withJournal } from './journal-place.ts';
import { methodsOf } from './method-options.ts';
import { bothSecrets, collect, officeFolderOf } from './office-options.ts';

/** Ends the reason where no office knows the officers: whoever runs this command may write that journal anyway. */
const notProved = '(names not proved: no key store)';

interface RetainFlags extends PlaceFlags {
  officer: string;
  witness?: string;
  secret: string[];
  office?: string;
  reason: string;
  before: string;
  yes?: boolean;
}

export function registerRetain(command: Command, context: Context): void {
  command
    .requiredOption(
      '--officer <user>',
      'who allows it; where there is no key store his name is taken as given, and the row says so',
    )
    .option('--witness <user>', 'the other officer')
    .option(
      '--secret <file>',
      "file with an officer's secret: first the officer's, then the witness's; needed where there is a key store",
      collect,
      [],
    )
    .option('--office <folder>', 'folder of the key store')
    .requiredOption('--reason <text>', 'why; stays in the journal')
    .requiredOption('--before <time>', 'content of rows before this time')
    .option('--yes', 'really: it cannot be brought back')
    .action((flags: RetainFlags) => retain(context, flags));
}

/** The reason as it goes into the journal: with both officers' secrets, or saying that nobody proved who he is. */
async function allowed(context: Context, flags: RetainFlags, journal: Journal): Promise<string> {
  const { officer, witness, secret, reason } = flags;
  const folder = officeFolderOf(context, flags);
  if (!hasKeyStore(folder)) {
    if (secret.length === 0) return `${reason} ${notProved}`;
    throw new SealError('usage', `Removing content: there is no key store in ${folder} to compare secrets with.`);
  }
  if (witness === undefined || secret.length !== 2)
    throw new SealError(
      'usage',
      `Removing content: the office in ${folder} has a key store, so both its officers allow it: --officer, --witness and --secret twice.`,
    );
  const office = new Office({ folder, journal, methods: methodsOf(context) });
  try {
    const secrets = await bothSecrets(context, { officer, witness, secret });
    await office.open(secrets);
    for (const user of [officer, witness]) office.keys.require({ user, roles: ['officer'] }, 'remove-content');
    return reason;
  } finally {
    office.end();
  }
}

async function retain(context: Context, flags: RetainFlags): Promise<void> {
  if (!flags.yes)
    throw new SealError('usage', 'Removing content cannot be taken back: read the options once more, and add --yes.');
  const { row, removed } = await withJournal(context, flags, async (journal) =>
    journal.retain({ ...flags, reason: await allowed(context, flags, journal) }),
  );
  context.output.print(
    { ...row, removed },
    `Content of ${removed} rows up to row ${row.upTo} is gone; row ${row.number} says so.`,
  );
}
