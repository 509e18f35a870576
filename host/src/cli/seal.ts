// `sigillator seal`: document seals, placing and verifying. No key is ever an argument: keys stand in files.
import type { Command } from 'commander';
import '../edifact/load-node.ts';
import { SealError } from '../errors.ts';
import { scopeOf, scopesOf } from '../scope/scope.ts';
import { compressSeal, requireDigits } from '../seal/digits.ts';
import { parseKeysFile } from '../seal/keys-file.ts';
import { documentSealBy } from '../seal/methods.ts';
import { placeSeals } from '../seal/place.ts';
import { parseEvidence, verifyDocument } from '../seal/verify.ts';
import type { Context } from './context.ts';
import { readInput, writeOutput } from './files.ts';
import { addMethodOption, type MethodFlags, methodsOf } from './method-options.ts';
import { addScopeOptions, requireProfileOption, type ScopeFlags, scopeOptionsOf } from './scope-options.ts';
import { registerCreate } from './seal-create.ts';

const addSealOptions = (command: Command): Command => addMethodOption(addScopeOptions(command));

export function register(program: Command, context: Context): void {
  const seal = program.command('seal').description('create, compute, place and verify seals');
  registerCreate(seal, context);
  addSealOptions(
    seal
      .command('compute')
      .description('compute the document seal: no device, no key, one answer a message')
      .argument('<file>', 'the document, - for standard input'),
  ).action((file: string, flags: ComputeFlags) => compute(context, file, flags));
  addSealOptions(
    seal
      .command('place')
      .description('put a seal that was typed at the keypad into the document, with its document seal')
      .argument('<file>', 'the document, - for standard input')
      .requiredOption('--issuer-seal <file>', 'file with the six digits from the display, - for standard input')
      .requiredOption('--issuer <id>', 'whose seal it is')
      .option('--out <file>', 'where the sealed document goes, - for standard output; default FILE.sealed'),
  ).action((file: string, flags: PlaceFlags) => place(context, file, flags));
  addSealOptions(
    seal
      .command('verify')
      .description('verify the seals of a document and say what is wrong')
      .argument('<file>', 'the sealed document, - for standard input')
      .option('--keys <file>', 'keys file of the verifier')
      .option('--evidence <file>', 'answer of seal create for this document')
      .option('--at <time>', 'judge the validity of keys at this time, default now'),
  ).action((file: string, flags: VerifyFlags) => verify(context, file, flags));
  seal
    .command('compress')
    .description('compress the 18 digits of a seal to the 6 that are written')
    .argument('<digits>', '18 digits')
    .action((digits: string) => {
      const digits6 = compressSeal(digits);
      context.output.print({ digits6 }, digits6);
    });
}

type ComputeFlags = ScopeFlags & MethodFlags;

interface PlaceFlags extends ComputeFlags {
  issuerSeal: string;
  issuer: string;
  out?: string;
}

interface VerifyFlags extends ComputeFlags {
  keys?: string;
  evidence?: string;
  at?: string;
}

const textOf = async (file: string, { streams, output }: Context): Promise<string> =>
  new TextDecoder().decode(await readInput(file, streams, output));

async function compute(context: Context, file: string, flags: ComputeFlags): Promise<void> {
  const bytes = await readInput(file, context.streams, context.output);
  const scopes = scopesOf(bytes, scopeOptionsOf(requireProfileOption(context, flags), flags));
  const chosen = scopes.filter(({ message }) => flags.message === undefined || message === flags.message);
  if (chosen.length === 0)
    throw new SealError(
      'scope-message',
      `Choosing the message failed: ${file} has no message ${flags.message} (UNH 0062).`,
    );
  const methods = methodsOf(context);
  for (const { sealed, message } of chosen) {
    const { method, digits18, digits6 } = documentSealBy(methods, flags.method, sealed);
    context.output.print({ method, digits18, digits6, message }, `${message}  ${digits6}  ${digits18}  ${method}`);
  }
}

async function place(context: Context, file: string, flags: PlaceFlags): Promise<void> {
  const bytes = await readInput(file, context.streams, context.output);
  const typed = (await textOf(flags.issuerSeal, context)).replace(/\s/g, '');
  const issuerSeal6 = requireDigits(typed, 6, 'The issuer seal');
  const options = { ...scopeOptionsOf(requireProfileOption(context, flags), flags), message: flags.message };
  const documentSeal6 = documentSealBy(methodsOf(context), flags.method, scopeOf(bytes, options).sealed).digits6;
  const output = flags.out ?? (file === '-' ? '-' : `${file}.sealed`);
  await writeOutput(output, placeSeals(bytes, { ...options, documentSeal6, issuerSeal6 }), context.streams);
  const answer = { output, issuer: flags.issuer, documentSeal6, issuerSeal6 };
  if (output !== '-')
    context.output.print(answer, `${output}: sealed ${documentSeal6} ${issuerSeal6} by ${flags.issuer}`);
}

async function verify(context: Context, file: string, flags: VerifyFlags): Promise<void> {
  const configuration = context.configuration();
  const keysFile = configuration.get('keys', flags.keys);
  if (keysFile === undefined)
    throw new SealError('usage', 'Verifying needs the keys of the issuers: expected --keys FILE.');
  const at = flags.at === undefined ? new Date() : new Date(flags.at);
  if (Number.isNaN(at.getTime()))
    throw new SealError('usage', `--at expected a time such as 2026-01-31T12:00Z, got "${flags.at}".`);
  const answer = verifyDocument(await readInput(file, context.streams, context.output), {
    ...scopeOptionsOf(configuration.get('profile', flags.profile), flags),
    message: flags.message,
    keys: parseKeysFile(await textOf(keysFile, context)),
    evidence: flags.evidence === undefined ? undefined : parseEvidence(await textOf(flags.evidence, context)),
    at,
    method: flags.method,
    methods: methodsOf(context),
  });
  context.output.print(answer, `${answer.ok ? 'ok' : 'NOT SEALED'}: ${answer.explanation}`);
  if (!answer.ok) context.exitWith(8);
}
