// `sigillator card`: the issuer's side of a card. Secrets come from files and go to files that only the user may read.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import '../edifact/load-node.ts';
import { organisationKey } from '../card/card-keys.ts';
import { cardLetters } from '../card/card-letters.ts';
import { type CardOrder, cardDataOf, parseCardOrder } from '../card/card-order.ts';
import { parseCardStatus } from '../card/card-status.ts';
import { commandApdu, parseAnswer, requireOk } from '../card/command-apdu.ts';
import { createMaster } from '../card/master-file.ts';
import { personaliseCard } from '../card/personalise.ts';
import { changeRegister, requireNew } from '../card/register-file.ts';
import { checkValue } from '../keys/check-value.ts';
import { registerCertificate } from './card-certificate.ts';
import { registerDeliver } from './card-deliver.ts';
import {
  addMasterOptions,
  addSecretOption,
  type CardSecrets,
  type MasterFlags,
  officerSecrets,
  readMaster,
  readTerminalKey,
  readText,
  writeSecret,
  writeSecretJson,
} from './card-files.ts';
import { addReader, openReader, type ReaderFlags } from './card-reader.ts';
import type { Context } from './context.ts';
import { keysFileRows } from './keys-file-rows.ts';
import { terminalCheck, terminalSheet } from './terminal-sheet.ts';

export function register(program: Command, context: Context): void {
  const card = program.command('card').description("personalise cards and print their holder's letters");
  addSecretOption(
    card.command('master').description('make an issuer master key, wrapped under the secrets of two officers'),
    "file with an officer's secret; twice",
  )
    .requiredOption('--out <file>', 'where the master file goes')
    .action((flags: SecretFlags) => makeMaster(context, flags));
  addMasterOptions(addReader(card.command('personalise').description("make a blank card into a holder's card")))
    .argument('<order>', 'JSON file: serial, issuerId, holderName, validFrom, validTo and more, see the manual')
    .requiredOption('--terminal-key <file>', "file with the 35 digits of the organisation's terminal key")
    .option('--register <file>', 'issuer register, made where there is none; default register.json beside the secrets')
    .option('--allow-reader', 'let the RSA key sign in foreign readers too, without a proved device')
    .requiredOption('--out <folder>', 'where the secrets of the card and the keys file go')
    .action((order: string, flags: PersonaliseFlags) => personalise(context, order, flags));
  card
    .command('letter')
    .description('write PIN letter and key envelope from the secrets of a card')
    .argument('<secrets>', 'SERIAL.secrets.json of card personalise or card deliver')
    .requiredOption('--out <folder>', 'where the letters go')
    .action((secrets: string, flags: { out: string }) => letter(context, secrets, flags));
  card
    .command('sheet')
    .description('write the sheet from which the terminal key is typed at a device, with its check value')
    .requiredOption('--terminal-key <file>', "file with the 35 digits of the organisation's terminal key")
    .requiredOption('--out <file>', 'where the sheet goes')
    .action((flags: { terminalKey: string; out: string }) => sheet(context, flags));
  registerCertificate(card, context);
  registerDeliver(card, context);
  addReader(card.command('info').description('show everything about a card that is no secret')).action(
    (flags: ReaderFlags) => info(context, flags),
  );
}

interface PersonaliseFlags extends ReaderFlags, MasterFlags {
  terminalKey: string;
  register?: string;
  allowReader?: boolean;
  out: string;
}

interface SecretFlags {
  secret: string[];
  out: string;
}

async function makeMaster(context: Context, { secret, out }: SecretFlags): Promise<void> {
  const { master, file } = createMaster(await officerSecrets(context, secret));
  master.fill(0);
  await writeSecretJson(out, file);
  context.output.print({ output: out }, `Issuer master written to ${out}. Both officers' secrets open it together.`);
}

async function personalise(context: Context, orderFile: string, flags: PersonaliseFlags): Promise<void> {
  const given = parseCardOrder(await readText(context, orderFile));
  const order = { ...given, allowReader: given.allowReader || (flags.allowReader ?? false) };
  if (order.allowReader)
    context.output.note('In any reader, who has this card and its PIN will be able to sign with its RSA key.');
  const card = cardDataOf(order);
  const organisation = organisationKey(await readTerminalKey(context, flags.terminalKey));
  const master = await readMaster(context, flags);
  await mkdir(flags.out, { recursive: true, mode: 0o700 });
  const secretsFile = join(flags.out, `${order.serial}.secrets.json`);
  const keysFile = join(flags.out, `${order.serial}.keys.json`);
  // Order matters: the keys are on disk before the card has them, so that no card exists whose keys nobody knows.
  const stored: CardSecrets = { card, procedure2: order.procedure2 };
  await writeSecretJson(secretsFile, stored);
  await writeSecretJson(keysFile, keysFileRows(card, order.procedure2));
  const register = flags.register ?? join(flags.out, 'register.json');
  await enter(register, order);
  const transport = await openReader(flags.card, flags.simulator, context.environment);
  await personaliseCard(transport, card, master, organisation);
  master.fill(0);
  context.output.print(
    { serial: order.serial, secrets: secretsFile, keys: keysFile, register },
    `Card ${order.serial} is ready. Print its letters with card letter ${secretsFile}, then destroy that file.`,
  );
}

/** Enters the card before it is made: a number of a delivery must never come twice, a card without one does no harm. */
const enter = (file: string, order: CardOrder): Promise<void> =>
  changeRegister(file, (register) => {
    const { serial, issuerId, holderName, classic, procedure2, sealMethod, generation } = order;
    requireNew(file, register, serial);
    const responseMethod = classic ? sealMethod : order.responseMethod;
    const generations = { sealGeneration: generation, responseGeneration: generation };
    const known = { serial, issuerId, holderName, classic, procedure2, sealMethod, responseMethod };
    register.cards.push({ ...known, ...generations, deliveries: 0 });
  });

async function sheet(context: Context, { terminalKey, out }: { terminalKey: string; out: string }): Promise<void> {
  const digits = await readTerminalKey(context, terminalKey);
  await writeSecret(out, terminalSheet(digits));
  context.output.print({ output: out, check: terminalCheck(digits) }, `${out}: check value ${terminalCheck(digits)}`);
}

async function letter(context: Context, secretsFile: string, { out }: { out: string }): Promise<void> {
  const { card, procedure2 } = JSON.parse(await readText(context, secretsFile)) as CardSecrets;
  await mkdir(out, { recursive: true, mode: 0o700 });
  const files = [];
  for (const { name, text } of cardLetters(card, procedure2, checkValue)) {
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
