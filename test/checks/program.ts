// Runs a program for a check and answers what it said.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface Said {
  code: number | null;
  output: string;
}

/** Both outputs together, in the order of the two streams. */
export async function runProgram(
  program: string,
  parameters: string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Said> {
  const child = spawn(program, parameters, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
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
