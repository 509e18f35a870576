// Runs a program for a check or a test and answers what it said.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface Said {
  code: number | null;
  output: string;
}

/** Both outputs together, in the order of the two streams; the signal ends the program and what it started. */
export async function runProgram(
  program: string,
  parameters: string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<Said> {
  const detached = signal !== undefined;
  const child = spawn(program, parameters, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached });
  // With what it started: left alone, that would take the time of everything that comes after.
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', stop, { once: true });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
    child.on('exit', () => signal?.removeEventListener('abort', stop));
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output: stdout + stderr };
}

/** The lines of an output that say something, without the paths' root. */
export const linesOf = ({ output }: Said, root: string): string[] =>
  output
    .replaceAll(`${root}/`, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
