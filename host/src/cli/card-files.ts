// Reading and writing the secrets of a security office. Called by the verbs of `card`.
import { stat, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { requireKeyDigits } from '../card/card-keys.ts';
import type { LetterData } from '../card/card-letters.ts';
import { type OfficerSecrets, openMaster, parseMasterFile } from '../card/master-file.ts';
import { SealError } from '../errors.ts';
import type { Context } from './context.ts';
import { readInput } from './files.ts';

/** What `card personalise` and `card deliver` leave for `card letter`; a delivery has no PIN. */
export interface CardSecrets {
  card: LetterData;
  procedure2: boolean;
}

export interface MasterFlags {
  master: string;
  secret: string[];
}

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

export const addSecretOption = (command: Command, about: string): Command =>
  command.requiredOption('--secret <file>', about, collect, []);

export const addMasterOptions = (command: Command): Command =>
  addSecretOption(
    command.requiredOption('--master <file>', 'issuer master file'),
    "file with an officer's secret; twice, in the order of the master",
  );

export const readText = async ({ streams }: Context, file: string): Promise<string> =>
  Buffer.from(await readInput(file, streams)).toString('utf8');

export async function officerSecrets(context: Context, files: string[]): Promise<OfficerSecrets> {
  if (files.length !== 2)
    throw new SealError('usage', `Officers' secrets: expected --secret twice, got it ${files.length} times.`);
  const secrets = await Promise.all(files.map((file) => readText(context, file)));
  for (const file of files)
    if (await isReadByOthers(file))
      context.output.note(
        `Others on this computer may read the secret in ${file}: take that away with chmod go= ${file}`,
      );
  return secrets.map((secret) => secret.replace(/\r?\n$/, '')) as OfficerSecrets;
}

/** Where a system has no such bits, they say nothing. */
const isReadByOthers = async (file: string): Promise<boolean> =>
  process.platform !== 'win32' && file !== '-' && ((await stat(file)).mode & 0o044) !== 0;

export async function readMaster(context: Context, { master, secret }: MasterFlags): Promise<Uint8Array> {
  const secrets = await officerSecrets(context, secret);
  return openMaster(parseMasterFile(await readText(context, master)), secrets);
}

/** The 35 digits of the organisation's terminal key, in any groups. */
export async function readTerminalKey(context: Context, file: string): Promise<string> {
  const digits = (await readText(context, file)).replace(/\s/g, '');
  requireKeyDigits('Terminal key', digits);
  return digits;
}

/** A file that only the user may read, and that is not there yet: a secret is never overwritten. */
export async function writeSecret(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content, { mode: 0o600, flag: 'wx' }).catch((cause) => {
    throw new SealError('file-not-written', `Writing ${file} failed: it is there already, or cannot be made.`, {
      cause,
    });
  });
}

export const writeSecretJson = (file: string, value: unknown): Promise<void> =>
  writeSecret(file, `${JSON.stringify(value, null, 2)}\n`);
