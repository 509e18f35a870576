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

export function createOutput(streams: Streams, json: boolean): Output {
  const style = (chosen: Style, text: string): string =>
    styleText(chosen, text, { stream: streams.stdout as NodeJS.WriteStream, validateStream: true });
  return {
    json,
    style,
    print(value, text) {
      const line = json ? JSON.stringify(value) : (text ?? (typeof value === 'string' ? value : asText(value)));
      streams.stdout.write(`${line}\n`);
    },
    note(text) {
      if (!json) streams.stderr.write(`${text}\n`);
    },
    error(thrown) {
      const error = asSealError(thrown);
      streams.stderr.write(json ? `${JSON.stringify(error)}\n` : `sigillator: ${error.message}\n`);
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
