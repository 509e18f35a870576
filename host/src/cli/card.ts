// `sigillator card`: the issuer's side of a card. Secrets come from files and go to files that only the user may read.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { organisationKey } from '../card/card-keys.ts';
import { cardLetters } from '../card/card-letters.ts';
import { cardDataOf, parseCardOrder } from '../card/card-order.ts';
import { parseCardStatus } from '../card/card-status.ts';
import { commandApdu, parseAnswer, requireOk } from '../card/command-apdu.ts';
import { createMaster, type OfficerSecrets, openMaster, parseMasterFile } from '../card/master-file.ts';
import { type CardData, personaliseCard } from '../card/personalise.ts';
import { SealError } from '../errors.ts';
import { openReader } from './card-reader.ts';
import type { Context } from './context.ts';
import { readInput } from './files.ts';
import { keysFileRows } from './keys-file-rows.ts';

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

export function register(program: Command, context: Context): void {
  const card = program.command('card').description("personalise cards and print their holder's letters");
  card
    .command('master')
    .description('make an issuer master key, wrapped under the secrets of two officers')
    .requiredOption('--secret <file>', "file with an officer's secret; twice", collect, [])
    .requiredOption('--out <file>', 'where the master file goes')
    .action((flags: MasterFlags) => makeMaster(context, flags));
  addReader(card.command('personalise').description("make a blank card into a holder's card"))
    .argument('<order>', 'JSON file: serial, issuerId, holderName, validFrom, validTo and more, see the manual')
    .requiredOption('--master <file>', 'issuer master file')
    .requiredOption('--secret <file>', "file with an officer's secret; twice, in the order of the master", collect, [])
    .requiredOption('--terminal-key <file>', "file with the 35 digits of the organisation's terminal key")
    .requiredOption('--out <folder>', 'where the secrets of the card and the keys file go')
    .action((order: string, flags: PersonaliseFlags) => personalise(context, order, flags));
  card
    .command('letter')
    .description('write PIN letter and key envelope from the secrets of a card')
    .argument('<secrets>', 'SERIAL.secrets.json of card personalise')
    .requiredOption('--out <folder>', 'where the letters go')
    .action((secrets: string, flags: { out: string }) => letter(context, secrets, flags));
  addReader(card.command('info').description('show everything about a card that is no secret')).action(
    (flags: ReaderFlags) => info(context, flags),
  );
}

const addReader = (command: Command): Command =>
  command
    .option('--card <name>', 'name of the card in the simulator', 'blank')
    .option('--simulator <url>', 'address of the simulator; default the one that runs');

interface ReaderFlags {
  card: string;
  simulator?: string;
}

interface MasterFlags {
  secret: string[];
  out: string;
}

interface PersonaliseFlags extends ReaderFlags, MasterFlags {
  master: string;
  terminalKey: string;
}

/** What `card personalise` leaves for `card letter`. */
interface CardSecrets {
  card: CardData;
  procedure2: boolean;
}

const readText = async ({ streams }: Context, file: string): Promise<string> =>
  Buffer.from(await readInput(file, streams)).toString('utf8');

async function officerSecrets(context: Context, files: string[]): Promise<OfficerSecrets> {
  if (files.length !== 2)
    throw new SealError('usage', `Officers' secrets: expected --secret twice, got it ${files.length} times.`);
  const secrets = await Promise.all(files.map((file) => readText(context, file)));
  return secrets.map((secret) => secret.replace(/\r?\n$/, '')) as OfficerSecrets;
}

/** A file that only the user may read, and that is not there yet: a secret is never overwritten. */
async function writeSecret(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flag: 'wx' }).catch((cause) => {
    throw new SealError('file-not-written', `Writing ${file} failed: it is there already, or cannot be made.`, {
      cause,
    });
  });
}

async function makeMaster(context: Context, { secret, out }: MasterFlags): Promise<void> {
  const { master, file } = createMaster(await officerSecrets(context, secret));
  master.fill(0);
  await writeSecret(out, `${JSON.stringify(file, null, 2)}\n`);
  context.output.print({ output: out }, `Issuer master written to ${out}. Both officers' secrets open it together.`);
}

async function personalise(context: Context, orderFile: string, flags: PersonaliseFlags): Promise<void> {
  const order = parseCardOrder(await readText(context, orderFile));
  const card = cardDataOf(order);
  const organisation = organisationKey((await readText(context, flags.terminalKey)).replace(/\s/g, ''));
  const secrets = await officerSecrets(context, flags.secret);
  const master = openMaster(parseMasterFile(await readText(context, flags.master)), secrets);
  await mkdir(flags.out, { recursive: true, mode: 0o700 });
  const secretsFile = join(flags.out, `${order.serial}.secrets.json`);
  const keysFile = join(flags.out, `${order.serial}.keys.json`);
  // Order matters: the keys are on disk before the card has them, so that no card exists whose keys nobody knows.
  const stored: CardSecrets = { card, procedure2: order.procedure2 };
  await writeSecret(secretsFile, `${JSON.stringify(stored, null, 2)}\n`);
  await writeSecret(keysFile, `${JSON.stringify(keysFileRows(card, order.procedure2), null, 2)}\n`);
  const transport = await openReader(flags.card, flags.simulator, context.environment);
  await personaliseCard(transport, card, master, organisation);
  master.fill(0);
  context.output.print(
    { serial: order.serial, secrets: secretsFile, keys: keysFile },
    `Card ${order.serial} is ready. Print its letters with card letter ${secretsFile}, then destroy that file.`,
  );
}

async function letter(context: Context, secretsFile: string, { out }: { out: string }): Promise<void> {
  const { card, procedure2 } = JSON.parse(await readText(context, secretsFile)) as CardSecrets;
  await mkdir(out, { recursive: true, mode: 0o700 });
  const files = [];
  for (const { name, text } of cardLetters(card, procedure2)) {
    const file = join(out, `${card.serial}.${name}.txt`);
    await writeSecret(file, text);
    files.push(file);
  }
  context.output.print({ files }, files.join('\n'));
}

async function info(context: Context, flags: ReaderFlags): Promise<void> {
  const transport = await openReader(flags.card, flags.simulator, context.environment);
  const status = parseCardStatus(
    requireOk('get-status', parseAnswer(await transport.exchange(commandApdu('get-status')))),
  );
  context.output.print(status);
}
