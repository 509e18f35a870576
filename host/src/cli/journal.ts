// `sigillator journal`: searches and verifies the office's journal, exports it, signs checkpoints, removes old content.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { SealError } from '../errors.ts';
import {
  checkpointFile,
  type JournalKind,
  type JournalQuery,
  type JournalRow,
  journalKeyFile,
  journalKinds,
  keepCheckpoint,
  readCheckpoints,
  type Verdict,
  verifyExport,
} from '../journal/journal.ts';
import type { Context } from './context.ts';
import { notRead } from './files.ts';
import { type PlaceFlags, placeOf, withJournal } from './journal-place.ts';
import { registerRetain } from './journal-retain.ts';

const keyOption = '--journal-key <file>';
const keyAbout = 'key that signs checkpoints; FILE.pub and FILE.checkpoints lie beside it';

export function register(program: Command, context: Context): void {
  const noun = program.command('journal').description("the office's journal: who sealed, sent, logged in, and when");
  const verb = (name: string, about: string): Command =>
    noun.command(name).description(about).option('--journal <place>', 'a file, or postgres://… without a password');
  verb('search', 'print the rows that fit all that is given, the oldest first')
    .option('--customs-id <id>', 'of this case')
    .option('--person <id>', 'of this person')
    .option('--transmission <id>', 'of this transmission')
    .addOption(new Option('--kind <kind>', 'of this kind').choices(Object.keys(journalKinds)))
    .option('--from <time>', 'from this time on')
    .option('--to <time>', 'before this time')
    .option('--after <number>', 'only rows behind this one: the next page')
    .option('--limit <count>', 'at most so many rows', '1000')
    .option('--newest-first', 'in reverse order')
    .option('--content', 'with what the rows carry')
    .action((flags: SearchFlags) => search(context, flags));
  verb('verify', 'read every row and name the first that is damaged, missing or not signed')
    .option('--export <file>', 'verify an export instead')
    .option('--public-key <file...>', 'public keys of the checkpoints')
    .option('--checkpoints <file>', 'checkpoints that were kept elsewhere')
    .option(keyOption, keyAbout)
    .action((flags: VerifyFlags) => verify(context, flags));
  verb('export', 'write all rows as NDJSON; journal verify --export reads it, anywhere')
    .option('--out <file>', 'where to, - for standard output', '-')
    .action((flags: PlaceFlags & { out: string }) => exportTo(context, flags));
  verb('checkpoint', 'sign everything so far; makes the key where there is none')
    .option(keyOption, keyAbout)
    .action((flags: PlaceFlags & KeyFlags) => checkpoint(context, flags));
  registerRetain(
    verb('retain', 'remove content whose retention time is over, by both officers; the rows stay'),
    context,
  );
}

interface KeyFlags {
  journalKey?: string;
}

interface SearchFlags extends PlaceFlags {
  customsId?: string;
  person?: string;
  transmission?: string;
  kind?: JournalKind;
  from?: string;
  to?: string;
  after?: string;
  limit: string;
  newestFirst?: boolean;
  content?: boolean;
}

interface VerifyFlags extends PlaceFlags, KeyFlags {
  export?: string;
  publicKey?: string[];
  checkpoints?: string;
}

const keyFileOf = (context: Context, flags: PlaceFlags & KeyFlags): string =>
  context.configuration().get('journal-key', flags.journalKey) ??
  journalKeyFile(placeOf(context, flags), context.environment);

function countOf(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new SealError('usage', `--${name} expected a whole number, got "${text}".`);
}

async function search(context: Context, flags: SearchFlags): Promise<void> {
  const { journal: _, after, limit, ...conditions } = flags;
  const query: JournalQuery = {
    ...conditions,
    limit: countOf('limit', limit),
    after: after === undefined ? undefined : countOf('after', after),
  };
  const rows = await withJournal(context, flags, async (opened) => {
    const found: JournalRow[] = [];
    for await (const row of opened.search(query)) found.push(row);
    return found;
  });
  context.output.print(rows.map(printable), rows.map(asLine).join('\n') || 'No row fits.');
  const last = rows.at(-1);
  if (last && rows.length === query.limit) context.output.note(`There may be more: --after ${last.number}`);
}

/** Bytes as base64. */
const printable = ({ content, ...row }: JournalRow): object => ({
  ...row,
  ...(content === undefined
    ? {}
    : { content: content instanceof Uint8Array ? Buffer.from(content).toString('base64') : content }),
});

const asLine = ({
  number,
  time,
  kind,
  person,
  customsId,
  transmission,
  issuerSeal,
  origin,
  outcome,
}: JournalRow): string =>
  [
    number,
    time,
    kind,
    person,
    customsId,
    transmission,
    issuerSeal,
    origin === 'host-held' ? origin : undefined,
    outcome,
  ]
    .filter((part) => part !== undefined)
    .join('  ');

async function verify(context: Context, flags: VerifyFlags): Promise<void> {
  const keyFile = keyFileOf(context, flags);
  const own = await readFile(`${keyFile}.pub`, 'utf8').catch(() => undefined);
  const publicKeys = flags.publicKey ? await Promise.all(flags.publicKey.map(textOf)) : own === undefined ? [] : [own];
  const checkpoints = await readCheckpoints(flags.checkpoints ?? checkpointFile(keyFile));
  if (flags.checkpoints !== undefined && checkpoints.length === 0)
    throw new SealError('file-not-read', `Reading ${flags.checkpoints} failed: it has no checkpoint. Check the name.`);
  const options = { publicKeys, checkpoints };
  const verdict =
    flags.export === undefined
      ? await withJournal(context, flags, (journal) => journal.verify(options))
      : await verifyFile(flags.export, context, options);
  context.output.print(verdict, sentence(verdict));
  if (!verdict.ok) context.exitWith(11);
}

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error) => {
    throw notRead(file, error);
  });

async function verifyFile(
  file: string,
  { streams }: Context,
  options: Parameters<typeof verifyExport>[1],
): Promise<Verdict> {
  try {
    const pieces = file === '-' ? (streams.stdin as AsyncIterable<Buffer>) : createReadStream(file);
    return await verifyExport(pieces, options);
  } catch (error) {
    throw error instanceof SealError ? error : notRead(file, error);
  }
}

const sentence = ({ ok, rows, firstBad, reason, signed, head }: Verdict): string =>
  ok
    ? `ok: ${rows} rows, ${signed === 0 ? 'none of them signed' : `signed up to row ${signed}`}, head ${head}`
    : `DAMAGED: row ${firstBad}: ${reason}; ${rows} rows before it are good`;

async function exportTo(context: Context, flags: PlaceFlags & { out: string }): Promise<void> {
  const { out } = flags;
  await withJournal(context, flags, async (journal) => {
    if (out === '-') {
      const { stdout } = context.streams;
      for await (const line of journal.export()) if (!stdout.write(line)) await once(stdout, 'drain');
      return;
    }
    const rows = await writeLines(out, journal.export());
    context.output.print({ output: out, rows }, `${out}: ${rows} rows`);
  });
}

/** Beside the file first, then over it: a whole export or none. */
async function writeLines(file: string, lines: AsyncIterable<string>): Promise<number> {
  const temporary = `${file}.part`;
  let rows = 0;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      for await (const line of lines) {
        await handle.write(line);
        rows++;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof SealError) throw error;
    throw new SealError('file-not-written', `Writing ${file} failed: ${(error as Error).message}.`, { cause: error });
  }
  return rows;
}

async function checkpoint(context: Context, flags: PlaceFlags & KeyFlags): Promise<void> {
  const keyFile = keyFileOf(context, flags);
  const made = await withJournal(context, flags, (journal) => keepCheckpoint(journal, keyFile));
  context.output.print(made, `Signed up to row ${made.number}. Keep a copy of ${checkpointFile(keyFile)} elsewhere.`);
}
