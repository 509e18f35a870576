// `sigillator edifact`: looks into interchanges. Every FILE gets one answer; `-` is standard input.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { EnvelopeChecker } from '../edifact/check.ts';
import type { EdifactError } from '../edifact/error-codes.ts';
import '../edifact/load-node.ts';
import { endText, SegmentReader } from '../edifact/reader.ts';
import { SealError } from '../errors.ts';
import { type DocumentScope, scopesOf } from '../scope/scope.ts';
import { explainDocumentSeal } from '../seal/explain.ts';
import { documentSeal } from '../seal/open-1.ts';
import { placedSeals } from '../seal/place.ts';
import type { Context } from './context.ts';
import { exitCodeOf } from './exit-codes.ts';
import { notRead, readInput } from './files.ts';
import { hexDump } from './hex-dump.ts';
import { startProgress } from './progress.ts';
import { addScopeOptions, requireProfileOption, type ScopeFlags, scopeOptionsOf } from './scope-options.ts';

export function register(program: Command, context: Context): void {
  const edifact = program.command('edifact').description('look into EDIFACT interchanges');
  edifact
    .command('tokens')
    .description('print the segments as [segment][element][component]; UNA is none')
    .argument('<file...>', 'interchanges, - for standard input')
    .option('--charset <0001>', 'read as this character set (UNOA to UNOY), whatever UNB declares')
    .option('--repetition', 'one more nesting: [segment][element][repetition][component]')
    .option('--strict', 'fail on unknown charsets, wrong bytes and an unfinished end')
    .action((files: string[], flags: TokenFlags) => each(context, files, (file) => tokens(context, file, flags)));
  edifact
    .command('check')
    .description('check counts, references and pairs of the envelopes')
    .argument('<file...>', 'interchanges, - for standard input')
    .option('--strict', 'also charsets, lengths and mandatory elements of known segments')
    .action((files: string[], flags: { strict?: boolean }) =>
      each(context, files, (file) => check(context, file, flags)),
    );
  const scope = edifact
    .command('scope')
    .description('print which bytes a seal covers, one answer a message')
    .argument('<file>', 'the document, - for standard input')
    .option('--explain', 'show the sealed bytes with their offsets, and why the seal in the document fits or not');
  addScopeOptions(scope).action((file: string, flags: ScopeFlags & { explain?: boolean }) =>
    printScope(context, file, flags),
  );
}

interface TokenFlags {
  charset?: string;
  repetition?: boolean;
  strict?: boolean;
}

/** One file that cannot be read does not keep the others from their answers. */
async function each(context: Context, files: string[], work: (file: string) => Promise<void>): Promise<void> {
  for (const file of files) {
    if (context.signal.aborted) return;
    try {
      await work(file);
    } catch (error) {
      if (files.length === 1 || !(error instanceof SealError)) throw error;
      context.exitWith(exitCodeOf(context.output.error(error).code));
    }
  }
}

async function tokens({ output, streams }: Context, file: string, flags: TokenFlags): Promise<void> {
  const reader = new SegmentReader({ charset: flags.charset, strict: flags.strict });
  const found = reader.push(await readInput(file, streams, output));
  const problem = reader.end();
  if (problem) output.note(`${file}: it ends too early, at offset ${reader.offset}: ${endText(problem)}`);
  const segments = found.map((segment) => (flags.repetition ? repeated(segment.repetitions) : segment.elements));
  const answer = {
    file,
    una: reader.una ?? null,
    charset: flags.charset ?? reader.declaredCharset ?? null,
    tokens: segments,
    ...(problem ? { problem: endText(problem) } : {}),
  };
  const lines = found.map((segment) => `${String(segment.start).padStart(8)}  ${JSON.stringify(segment.elements)}`);
  output.print(answer, lines.length === 0 ? `${file}: no segments` : lines.join('\n'));
}

/** The tag is no element with repetitions. */
const repeated = ([tag, ...elements]: string[][][]): unknown[] => [tag![0], ...elements];

/** The bytes of a file in chunks, with a bar on long ones. */
async function* chunksOf(context: Context, file: string): AsyncGenerator<Uint8Array> {
  if (file === '-') {
    yield* context.streams.stdin as AsyncIterable<Buffer>;
    return;
  }
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  const progress = startProgress(context, file, size);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      progress.advance(chunk.length);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof SealError) throw cause;
    throw notRead(file, cause);
  } finally {
    progress.end();
  }
}

async function check(context: Context, file: string, { strict }: { strict?: boolean }): Promise<void> {
  const reader = new SegmentReader();
  const checker = new EnvelopeChecker({ strict });
  for await (const chunk of chunksOf(context, file)) for (const segment of reader.push(chunk)) checker.push(segment);
  checker.end(reader.end(), reader.offset);
  const { errors } = checker;
  const ok = errors.length === 0;
  context.output.print(
    { file, ok, errors },
    ok ? `${file}: ok` : errors.map((error) => `${file}: ${asLine(error)}`).join('\n'),
  );
  if (!ok) context.exitWith(1);
}

const asLine = ({ code, text, segment, element, offset }: EdifactError): string =>
  `segment ${segment}${element > 0 ? `, element ${element}` : ''}, offset ${offset}: ${text} (0085 ${code})`;

async function printScope(context: Context, file: string, flags: ScopeFlags & { explain?: boolean }): Promise<void> {
  const bytes = await readInput(file, context.streams, context.output);
  const options = scopeOptionsOf(requireProfileOption(context, flags), flags);
  const scopes = scopesOf(bytes, options).filter(
    ({ message }) => flags.message === undefined || message === flags.message,
  );
  if (scopes.length === 0)
    throw new SealError(
      'scope-message',
      `Choosing the message failed: ${file} has no message ${flags.message} (UNH 0062).`,
    );
  for (const scope of scopes) {
    const found = flags.explain ? explainPlaced(scope, bytes) : undefined;
    context.output.print(
      { ...answerOf(scope), ...(found ? { explanation: found } : {}) },
      [asText(scope, bytes, flags.explain ?? false), ...(found ? [found] : [])].join('\n'),
    );
  }
}

/** What the document seal in the document says about these bytes. The key of document seals is open, so anybody can. */
function explainPlaced(scope: DocumentScope, bytes: Uint8Array): string {
  const right = documentSeal(scope.sealed).digits6;
  const placed = placedSeals(scope).documentSeal6;
  if (placed === '' || /^0+$/.test(placed)) return `The document has no seal yet; its document seal is ${right}.`;
  if (placed === right) return `The document seal ${placed} fits these bytes.`;
  return `The document seal is ${placed}, but these bytes give ${right}. ${explainDocumentSeal(bytes, scope, placed).text}`;
}

const answerOf = ({ profile, message, ranges, sealed, zeroFilled }: DocumentScope) => ({
  profile,
  message,
  ranges,
  sealedHex: Buffer.from(sealed).toString('hex'),
  zeroFilled,
});

function asText(
  { profile, message, ranges, sealed, zeroFilled, fields }: DocumentScope,
  bytes: Uint8Array,
  explain: boolean,
): string {
  const span = ([start, end]: readonly [number, number]): string => `${start}-${end}`;
  const lines = [
    `message ${message}, profile ${profile}: ${sealed.length} bytes sealed`,
    `ranges ${ranges.map(span).join(' ')}`,
    ...(zeroFilled.length > 0 ? [`as zeros ${zeroFilled.map(span).join(' ')}`] : []),
    ...fields.map(({ name, text, sealed: isSealed }) => `${name}: ${text}${isSealed ? '' : ' (not sealed)'}`),
  ];
  return explain
    ? [...lines, ...ranges.flatMap(([start, end]) => hexDump(bytes.subarray(start, end), start))].join('\n')
    : lines.join('\n');
}
