// `sigillator seal create`: has a device seal a document; the clerk sees it there and presses the key. Called by seal.ts.
import { type Command, Option } from 'commander';
import type { SealResult } from '../device/seal-result.ts';
import { SealError } from '../errors.ts';
import { methodIds } from '../seal/methods.ts';
import { placeSeals } from '../seal/place.ts';
import type { Context } from './context.ts';
import { type DeviceFlags, withDevice } from './device.ts';
import { readInput, writeOutput } from './files.ts';
import { addScopeOptions, requireProfileOption, type ScopeFlags } from './scope-options.ts';

interface CreateFlags extends ScopeFlags, DeviceFlags {
  out?: string;
  requestId?: string;
  method?: string;
}

export function registerCreate(seal: Command, context: Context): void {
  addScopeOptions(
    seal
      .command('create')
      .description('seal a document with a device: the clerk sees it there and presses the key')
      .argument('<file>', 'the document, - for standard input')
      .option('--device <name>', 'which device: sim, tcp:HOST:PORT; default the only one there is')
      .option('--record <file>', 'write what is said to a file, secrets cut')
      .option('--request-id <number>', 'ask again for the document of this number, after a failure')
      .addOption(new Option('--method <id>', "fail if the card's key is for another method").choices(methodIds))
      .option('--out <file>', 'where the sealed document goes, - for standard output; default FILE.sealed'),
  ).action((file: string, flags: CreateFlags) => create(context, file, flags));
}

async function create(context: Context, file: string, flags: CreateFlags): Promise<void> {
  const document = await readInput(file, context.streams);
  const profile = requireProfileOption(context, flags);
  const place = (documentSeal6: string, issuerSeal6: string): Uint8Array =>
    placeSeals(document, { profile, message: flags.message, documentSeal6, issuerSeal6 });
  // A document without room for the seals is told before anybody is asked.
  place('000000', '000000');
  const result = await withDevice(context, flags, (device) =>
    device.sealDocument(document, {
      profile,
      ...(flags.requestId === undefined ? {} : { requestId: requestIdOf(flags.requestId) }),
      onProgress: (reason) => context.output.note(waits[reason] ?? 'The device works.'),
    }),
  );
  requireSealedBy(flags.method, result);
  const output = flags.out ?? (file === '-' ? '-' : `${file}.sealed`);
  await writeOutput(output, place(result.documentSeal6, result.issuerSeal6), context.streams);
  if (output !== '-') context.output.print(answerOf(result, output), lineOf(result, output));
}

function requireSealedBy(wanted: string | undefined, { method, requestId }: SealResult): void {
  if (wanted === undefined || method === wanted) return;
  const message = `Request ${requestId} was sealed with method ${method}, expected ${wanted}; nothing was written.`;
  throw new SealError('method-unfit', `${message} Use a card with a key for ${wanted}.`);
}

function requestIdOf(text: string): bigint {
  if (/^[1-9]\d{0,18}$/.test(text)) return BigInt(text);
  throw new SealError('usage', `--request-id expected a number from 1 on, got "${text}".`);
}

const waits: Record<string, string> = {
  card: 'Waiting for a card in the device.',
  pin: 'Waiting for the PIN at the device.',
  approval: 'Waiting for the clerk to read and press OK.',
  working: 'The card seals.',
};

function answerOf({ time, cardId, ...result }: SealResult, output: string): object {
  return { ...result, time: time?.toISOString() ?? null, cardId, output };
}

const lineOf = (result: SealResult, output: string): string =>
  `${output}: sealed ${result.documentSeal6} ${result.issuerSeal6} by ${result.issuer} (request ${result.requestId})`;
