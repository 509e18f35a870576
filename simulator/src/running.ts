// Tells other programs that this simulator runs, and takes it back. Called by start.ts. Node only.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type RunningSimulator, runningFrom, simulatorFile } from '@sigillator/host/transport/running-simulator';

export async function writeRunning(running: RunningSimulator): Promise<void> {
  const file = simulatorFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(running), { mode: 0o600 });
}

/** Removes the file if it is still the one of process `pid`. */
export async function removeRunning(pid: number): Promise<void> {
  const text = await readFile(simulatorFile(), 'utf8').catch(() => '');
  if (runningFrom(text)?.pid === pid) await rm(simulatorFile(), { force: true });
}
