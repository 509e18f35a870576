// What run.ts hands to every noun.
import type { Command } from 'commander';
import type { Configuration } from './configuration.ts';
import type { Output, Streams } from './output.ts';

export interface Context {
  output: Output;
  streams: Streams;
  environment: NodeJS.ProcessEnv;
  /** Read when first asked for, so that a broken file does not stop `--help`. */
  configuration(): Configuration;
  /** Aborted by Ctrl-C; long work ends soon after. */
  signal: AbortSignal;
  /** Ends with this exit code without an error message, for answers that are a "no" (`ok:false`). */
  exitWith(code: number): void;
}

/** A noun's module: adds its command with the verbs to the program. */
export interface NounModule {
  register(program: Command, context: Context): void;
}
