// Where every command prints. With --json: one JSON value a line on stdout, errors as one JSON line on stderr.
import { styleText } from 'node:util';
import { SealError } from '../errors.ts';

export interface Streams {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

export type Style = Parameters<typeof styleText>[0];

export interface Output {
  readonly json: boolean;
  /** Prints an answer: `value` with --json, `text` (by default the value) for people. */
  print(value: unknown, text?: string): void;
  /** Prints a remark for people on stderr; nothing with --json. */
  note(text: string): void;
  /** As `note`, but only with --verbose: what was read, from where, how long it took. */
  detail(text: string): void;
  /** Colours text for stdout; plain when NO_COLOR is set or stdout is no terminal. */
  style(style: Style, text: string): string;
  /** Prints an error and answers the SealError it was or became. */
  error(error: unknown): SealError;
}

/** Any thrown value as a SealError; what is not one of ours is a defect of the program and says so. */
function asSealError(error: unknown): SealError {
  if (error instanceof SealError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SealError('failure', message, { cause: error });
}

// Documents and devices are foreign: of what they say, no byte may reach the terminal as a command. Colours stay.
const printable = (text: string): string =>
  text.replace(/\p{Cc}(\[\d{1,2}m)?/gu, (found, colour: string | undefined) => {
    if (found === '\n' || found === '\t' || found === `\u001b${colour}`) return found;
    return `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}${found.slice(1)}`;
  });

/** An error with the ones below it, each with what kind it is. */
function causes(error: Error): string {
  const lines: string[] = [];
  for (let at: unknown = error.cause; at instanceof Error; at = at.cause)
    lines.push(`because of ${at.name}${'code' in at ? ` ${at.code}` : ''}: ${at.message}`);
  return lines.join('\n');
}

export function createOutput(streams: Streams, json: boolean, verbose = false): Output {
  const note = (text: string): void => {
    if (!json) streams.stderr.write(`${printable(text)}\n`);
  };

  const style = (chosen: Style, text: string): string =>
    styleText(chosen, text, { stream: streams.stdout as NodeJS.WriteStream, validateStream: true });
  return {
    json,
    style,
    print(value, text) {
      const plain = (): string => printable(text ?? (typeof value === 'string' ? value : asText(value)));
      const line = json ? JSON.stringify(value) : plain();
      streams.stdout.write(`${line}\n`);
    },
    note,
    detail(text) {
      if (verbose) note(text);
    },
    error(thrown) {
      const error = asSealError(thrown);
      streams.stderr.write(json ? `${JSON.stringify(error)}\n` : `sigillator: ${printable(error.message)}\n`);
      if (verbose && error.cause !== undefined) note(causes(error));
      return error;
    },
  };
}

/** Records as `name: value` lines, anything else as JSON. */
function asText(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, field]) => `${name}: ${typeof field === 'string' ? field : JSON.stringify(field)}`)
    .join('\n');
}
