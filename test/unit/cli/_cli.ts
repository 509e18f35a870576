// Runs a command line of `sigillator --json` with a home of the test's own, and what comes over standard input.
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../../../host/src/cli/run.ts';

export interface CliAnswer {
  code: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it as it likes.
  answer: any;
  out: string;
  error: string;
}

export function cliIn(home: string, flags = ['--json']) {
  return async (words: string[], stdin = '', environment: NodeJS.ProcessEnv = {}): Promise<CliAnswer> => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await run([...flags, ...words], {
      streams: { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr },
      environment: { XDG_CONFIG_HOME: home, XDG_RUNTIME_DIR: home, XDG_STATE_HOME: home, ...environment },
      signal: new AbortController().signal,
    });
    stdout.end();
    stderr.end();
    const [out, error] = [await text(stdout), await text(stderr)];
    const isJson = /^[[{]/.test(out);
    return { code, answer: isJson ? JSON.parse(out) : undefined, out, error };
  };
}
