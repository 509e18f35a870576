// Runs one command line and answers its exit code; main.ts calls it with the process, tests with streams of their own.
import { getEventListeners } from 'node:events';
import { CommanderError } from 'commander';
import { SealError } from '../errors.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import type { Context } from './context.ts';
import { exitCodeOf } from './exit-codes.ts';
import { interrupted } from './interrupted.ts';
import { createOutput, type Streams } from './output.ts';
import { createProgram, registerNouns } from './program.ts';

export interface Caller {
  streams: Streams;
  environment: NodeJS.ProcessEnv;
  /** Aborted when the caller wants the command to end. */
  signal: AbortSignal;
}

export async function run(words: string[], { streams, environment, signal }: Caller): Promise<number> {
  const program = createProgram();
  // Asked of the bare line, because a line that cannot be parsed must still answer in JSON.
  const flags = beforeDashes(words);
  const verbose = flags.some((word) => word === '--verbose' || /^-[a-z]*v[a-z]*$/.test(word));
  const output = createOutput(streams, flags.includes('--json'), verbose);
  const start = performance.now();
  let exitCode = 0;
  let configuration: Configuration | undefined;
  const context: Context = {
    output,
    streams,
    environment,
    signal,
    configuration: () => (configuration ??= configured()),
    exitWith: (code) => {
      exitCode = code;
    },
  };
  const configured = (): Configuration => {
    const found = readConfiguration({ environment, assignments: program.opts().set });
    for (const [name, { value, origin }] of found.origins())
      output.detail(`setting ${name} = ${value ?? '(none)'} (${origin})`);
    return found;
  };
  if (!output.json) program.showHelpAfterError('(--help lists what is possible)');
  program.exitOverride().configureOutput({
    writeOut: (text) => streams.stdout.write(text),
    writeErr: (text) => streams.stderr.write(text),
    outputError: (text, write) => output.json || write(text.replace(/^error: /, 'sigillator: ')),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  try {
    await registerNouns(program, context, words);
    if (words[0] === 'complete') (await import('@bomb.sh/tab/commander')).default(program);
    await Promise.race([interruption(signal), program.parseAsync(words, { from: 'user' })]);
    output.detail(`done in ${Math.round(performance.now() - start)} ms, exit code ${exitCode}`);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error, context);
    return exitCodeOf(output.error(error).code);
  }
}

const beforeDashes = (words: string[]): string[] => words.slice(0, [...words, '--'].indexOf('--'));

/** Commander has already written help and messages for people; help that was asked for is no error. */
function usageExit(error: CommanderError, { output }: Context): number {
  if (error.exitCode === 0) return 0;
  if (output.json) output.error(new SealError('usage', error.message.replace(/^error: /, '')));
  return exitCodeOf('usage');
}

/** Rejects on Ctrl-C, unless the command listens itself and cleans up first. */
function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => {
      if (getEventListeners(signal, 'abort').length === 0) reject(interrupted());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
