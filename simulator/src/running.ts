// Where other programs find the simulator that runs: `$XDG_RUNTIME_DIR/sigillator/simulator.json`, written by start.ts
// and read by the CLI (host/src/cli/simulator.ts). Node only.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

export interface Running {
  /** Of the HTTP API. */
  url: string;
  pid: number;
  /** TCP ports of the device's ports, by name. */
  ports: Record<string, number>;
}

/** Without a runtime folder of the system, one of the user's own among the temporary files. */
export function runningFile(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment.XDG_RUNTIME_DIR ?? join(tmpdir(), `sigillator-${userInfo().username}`);
  return join(folder, 'sigillator', 'simulator.json');
}

export async function writeRunning(running: Running): Promise<void> {
  const file = runningFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(running), { mode: 0o600 });
}

/** Removes the file if it is still the one of process `pid`. */
export async function removeRunning(pid: number): Promise<void> {
  const text = await readFile(runningFile(), 'utf8').catch(() => '{}');
  if ((JSON.parse(text) as Partial<Running>).pid === pid) await rm(runningFile(), { force: true });
}
