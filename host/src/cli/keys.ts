// `sigillator keys`: the server's key store, by two officers with their secrets. Secrets and keys come from files.
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { SealError } from '../errors.ts';
import { checkValue } from '../keys/check-value.ts';
import type { CeremonyRecord } from '../keys/introduction.ts';
import type { NewKey } from '../keys/key-row.ts';
import type { Procedure } from '../keys/person.ts';
import { protocolText } from '../keys/protocol.ts';
import { type ProtocolLanguage, protocolLanguages } from '../keys/protocol-texts.ts';
import type { Office } from '../login/office.ts';
import { readText } from './card-files.ts';
import type { Context } from './context.ts';
import { type KeySheet, parseKeySheet } from './key-sheet.ts';
import { addOfficerOptions, bothSecrets, type OfficeFlags, withOffice, withOpenOffice } from './office-options.ts';

export function register(program: Command, context: Context): void {
  const keys = program
    .command('keys')
    .description("the server's people and keys, kept under the secrets of two officers");
  const verb = (name: string, about: string): Command => addOfficerOptions(keys.command(name).description(about));
  verb('create', 'make the key store for its first two officers')
    .requiredOption('--officer-name <name>', 'name of the officer, for protocols')
    .requiredOption('--witness-name <name>', 'name of the other officer')
    .action((flags: CreateFlags) => create(context, flags));
  verb('introduce', 'enter the keys of a person from the sheets of the envelope, and write the protocol')
    .argument('<user>', 'name that is typed at login')
    .requiredOption('--login-sheet <file>', 'sheet of the login key')
    .option('--seal-sheet <file>', 'sheet of the seal key, for a clerk of procedure 2')
    .option('--name <name>', 'name of the person; default the holder on the sheet')
    .option('--issuer <id>', 'identity in documents; default that on the sheet')
    .addOption(new Option('--procedure <number>', 'how documents are sealed').choices(['1', '2', '3']))
    .option('--role <role...>', 'roles to grant: clerk, officer, administrator')
    .option('--classic', 'the card has one key and one function for seals and responses')
    .option('--generation <number>', 'of keys whose sheet does not say')
    .option('--method <id>', 'of keys whose sheet does not say')
    .option('--valid-from <day>', 'of keys whose sheet does not say')
    .option('--valid-to <day>', 'of keys whose sheet does not say')
    .addOption(
      new Option('--envelope <fate>', 'what became of it').choices(['destroyed', 'resealed']).default('destroyed'),
    )
    .option('--protocol <file>', 'where the protocol goes, - for standard output', '-')
    .addOption(new Option('--language <code>', 'of the protocol').choices([...protocolLanguages]).default('en'))
    .action((user: string, flags: IntroduceFlags) => introduce(context, user, flags));
  verb('revoke', 'end the keys of a lost card, or all keys of a person, at once')
    .argument('<user>', 'whose keys')
    .option('--card <serial>', 'only those of this card')
    .requiredOption('--reason <text>', 'why; stays in the journal')
    .action((user: string, flags: RevokeFlags) => revoke(context, user, flags));
  verb('list', 'people, their roles and keys; no key is shown').action((flags: OfficeFlags) => list(context, flags));
  verb('role', 'set the roles of a person; none takes all')
    .argument('<user>', 'whose roles')
    .argument('[roles...]', 'clerk, officer, administrator')
    .action((user: string, roles: string[], flags: OfficeFlags) => role(context, user, roles, flags));
  verb('officers', 'put the key store under the secrets of two other officers, or under new secrets')
    .requiredOption('--new-officer <user>', 'who opens it from now on')
    .requiredOption('--new-witness <user>', 'and with whom')
    .requiredOption(
      '--new-secret <file>',
      'their secrets, in this order',
      (value, all: string[]) => [...all, value],
      [],
    )
    .action((flags: OfficersFlags) => officers(context, flags));
  verb('unlock', 'let somebody try again who gave too many wrong responses')
    .argument('<user>', 'who')
    .action((user: string, flags: OfficeFlags) => unlock(context, user, flags));
}

interface CreateFlags extends OfficeFlags {
  officerName: string;
  witnessName: string;
}

interface OfficersFlags extends OfficeFlags {
  newOfficer: string;
  newWitness: string;
  newSecret: string[];
}

interface IntroduceFlags extends OfficeFlags {
  loginSheet: string;
  sealSheet?: string;
  name?: string;
  issuer?: string;
  procedure?: string;
  role?: string[];
  classic?: boolean;
  generation?: string;
  method?: string;
  validFrom?: string;
  validTo?: string;
  envelope: CeremonyRecord['envelope'];
  protocol: string;
  language: ProtocolLanguage;
}

interface RevokeFlags extends OfficeFlags {
  card?: string;
  reason: string;
}

/** Whose secret opened the store; the register says whether that is an officer still. */
const actorOf = ({ officer }: OfficeFlags) => ({ user: officer, roles: ['officer'] as const });

async function create(context: Context, flags: CreateFlags): Promise<void> {
  const [officer, witness] = await bothSecrets(context, flags);
  await withOffice(context, flags, async (office) => {
    await office.create([
      { ...officer, name: flags.officerName },
      { ...witness, name: flags.witnessName },
    ]);
    const { id, officers } = office.store;
    context.output.print({ id, officers }, `Key store ${id} is made. ${officers.join(' and ')} open it together.`);
  });
}

async function sheetsOf(context: Context, flags: IntroduceFlags): Promise<KeySheet[]> {
  const { generation, method, validFrom, validTo, classic = false } = flags;
  const told = {
    method,
    validFrom,
    validTo,
    classic,
    generation: generation === undefined ? undefined : Number(generation),
  };
  const fallback = Object.fromEntries(
    Object.entries(told).filter(([, value]) => value !== undefined),
  ) as Partial<NewKey>;
  const read = async (file: string, use: NewKey['use']) =>
    parseKeySheet(await readText(context, file), use, file, fallback);
  const login = await read(flags.loginSheet, 'response');
  return flags.sealSheet === undefined ? [login] : [login, await read(flags.sealSheet, 'seal')];
}

async function introduce(context: Context, user: string, flags: IntroduceFlags): Promise<void> {
  const sheets = await sheetsOf(context, flags);
  const [{ holder, issuer }] = sheets as [KeySheet];
  try {
    await withOpenOffice(context, flags, async (office) => {
      const known = office.store.find(user);
      const procedure = Number(
        flags.procedure ?? known?.procedure ?? (flags.sealSheet === undefined ? 1 : 2),
      ) as Procedure;
      const name = flags.name ?? known?.name ?? holder;
      const clerk = { user, name, issuer: flags.issuer ?? known?.issuer ?? issuer, procedure };
      // His own secret has opened the store, together with the officer's: that identifies the witness.
      const introduction = office.introduce(actorOf(flags), { ...clerk, issuer: clerk.issuer || issuer });
      introduction.setWitness(flags.witness, 'secret');
      const entered = sheets.map(({ key, digits }) => {
        const { use, generation } = key;
        introduction.enter(key, digits);
        return { use, generation, check: checkValue(digits) };
      });
      const recorded = await introduction.end(flags.envelope);
      if (flags.role) await office.keys.grant(actorOf(flags), user, flags.role);
      await print(
        context,
        office,
        { user, entered, text: protocolText(recorded, flags.language), ...recorded.row },
        flags,
      );
    });
  } finally {
    for (const { digits } of sheets) digits.fill(0);
  }
}

interface Introduced {
  user: string;
  entered: { use: string; generation: number; check: string }[];
  text: string;
  number: number;
}

async function print(context: Context, office: Office, made: Introduced, { protocol }: IntroduceFlags): Promise<void> {
  const { user, entered, text, number } = made;
  const { roles, procedure } = office.store.find(user)!;
  const answer = { user, roles, procedure, keys: entered, journalRow: number };
  if (protocol === '-') return context.output.print({ ...answer, protocol: text }, text);
  await writeFile(protocol, text).catch((cause) => {
    const message = `The keys are entered (journal row ${number}), but writing ${protocol} failed. Print the protocol at the officer's page.`;
    throw new SealError('file-not-written', message, { cause });
  });
  context.output.print({ ...answer, protocol }, `Keys of ${user} entered. Print and sign ${protocol}.`);
}

const revoke = (context: Context, user: string, flags: RevokeFlags): Promise<void> =>
  withOpenOffice(context, flags, async (office) => {
    const { card, reason } = flags;
    const revoked = await office.keys.revoke(actorOf(flags), { user, card, reason });
    context.output.print(
      { user, revoked },
      revoked === 1 ? `One key of ${user} is revoked.` : `${revoked} keys of ${user} are revoked.`,
    );
  });

const list = (context: Context, flags: OfficeFlags): Promise<void> =>
  withOpenOffice(context, flags, async ({ store, login }) => {
    const people = store.people().map((person) => ({
      ...person,
      locked: login.isLocked(person.user),
      keys: store.keys(person.user).map(({ user: _, ...key }) => key),
    }));
    const lines = people.flatMap(({ user, name, issuer, roles, procedure, locked, keys }) => [
      `${user}  ${name}  ${issuer || '-'}  ${roles.join(', ') || 'no role'}  procedure ${procedure}${locked ? '  LOCKED' : ''}`,
      ...keys.map(
        ({ use, generation, method, validFrom, validTo, card, revoked }) =>
          `  ${use} ${generation}  ${method}  ${validFrom} to ${validTo}  ${card || '-'}${revoked ? `  REVOKED ${revoked.at}: ${revoked.reason}` : ''}`,
      ),
    ]);
    context.output.print(people, lines.join('\n'));
  });

const role = (context: Context, user: string, roles: string[], flags: OfficeFlags): Promise<void> =>
  withOpenOffice(context, flags, async (office) => {
    const person = await office.keys.grant(actorOf(flags), user, roles);
    context.output.print({ user, roles: person.roles }, `${user}: ${person.roles.join(', ') || 'no role'}`);
  });

const officers = (context: Context, flags: OfficersFlags): Promise<void> =>
  withOpenOffice(context, flags, async (office) => {
    const { newOfficer: officer, newWitness: witness, newSecret: secret } = flags;
    await office.keys.replaceOfficers(actorOf(flags), await bothSecrets(context, { officer, witness, secret }));
    context.output.print({ officers: office.store.officers }, `${officer} and ${witness} open the key store together.`);
  });

const unlock = (context: Context, user: string, flags: OfficeFlags): Promise<void> =>
  withOpenOffice(context, flags, async (office) => {
    await office.unlock(actorOf(flags), user);
    context.output.print({ user, locked: false }, `${user} may try again.`);
  });
