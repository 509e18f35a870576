// What the nouns `keys` and `login` share: where the office lies, and the two officers who open its key store.
import type { Command } from 'commander';
import '../edifact/load-node.ts';
import { type Journal, journalFile, openJournal } from '../journal/journal.ts';
import type { OfficerSecret } from '../keys/store-file.ts';
import { Office, officeFolder } from '../login/office.ts';
import { officerSecrets } from './card-files.ts';
import type { Context } from './context.ts';
import { recipeOf } from './login-settings.ts';
import { methodsOf } from './method-options.ts';

export interface OfficeFlags {
  office?: string;
  journal?: string;
  officer: string;
  witness: string;
  secret: string[];
  acceptOlder?: boolean;
}

/** An option that may be given several times. */
export const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

export const addOfficeOption = (command: Command): Command =>
  command
    .option('--office <folder>', 'folder of the key store and the login state')
    .option('--journal <place>', 'a file, or postgres://… without a password');

export const addOfficerOptions = (command: Command): Command =>
  addOfficeOption(command)
    .requiredOption('--officer <user>', 'officer who acts')
    .requiredOption('--witness <user>', 'the other officer')
    .requiredOption(
      '--secret <file>',
      "file with an officer's secret: first the officer's, then the witness's",
      collect,
      [],
    )
    .option('--accept-older', 'open an older copy of the key store that was put back on purpose');

export const officeFolderOf = ({ configuration, environment }: Context, { office }: { office?: string }): string =>
  configuration().get('office', office) ?? officeFolder(environment);

export async function bothSecrets(
  context: Context,
  flags: Pick<OfficeFlags, 'officer' | 'witness' | 'secret'>,
): Promise<[OfficerSecret, OfficerSecret]> {
  const [first, second] = await officerSecrets(context, flags.secret);
  return [
    { officer: flags.officer, secret: first },
    { officer: flags.witness, secret: second },
  ];
}

/** Runs with the office of the flags, closed, and its journal; ends both. */
export async function withOffice<T>(
  context: Context,
  flags: { office?: string; journal?: string },
  work: (office: Office, journal: Journal) => Promise<T>,
): Promise<T> {
  const { configuration, environment } = context;
  const journal = await openJournal(configuration().get('journal', flags.journal) ?? journalFile(environment));
  try {
    const office = new Office({
      ...{ folder: officeFolderOf(context, flags), journal },
      ...{ methods: methodsOf(context), policy: { recipe: recipeOf(context) } },
    });
    try {
      return await work(office, journal);
    } finally {
      office.end();
    }
  } finally {
    await journal.close();
  }
}

/** The same, opened by both officers. */
export const withOpenOffice = <T>(
  context: Context,
  flags: OfficeFlags,
  work: (office: Office) => Promise<T>,
): Promise<T> =>
  withOffice(context, flags, async (office) => {
    await office.open(await bothSecrets(context, flags), flags.acceptOlder ?? false);
    return work(office);
  });
