// Where the simulator that runs is found: a file in the user's runtime folder. The simulator writes it
// (simulator/src/running.ts); the CLI and `connect` read it.
import { join } from 'node:path';
import { readOwnFile, runtimeFolder } from './runtime-folder.ts';

export interface RunningSimulator {
  /** Of the HTTP API. */
  url: string;
  pid: number;
  /** TCP ports of the device's ports: `usb-bulk`, `usb-serial`, `uart`. */
  ports: Record<string, number>;
  /** Where its further ports are, those that were asked for: `pty`, `usb-redir`, `usb-ip`, `vpcd`. */
  further?: Record<string, string>;
}

export const simulatorFile = (environment?: NodeJS.ProcessEnv): string =>
  join(runtimeFolder(environment), 'simulator.json');

/** The simulator that runs and answers; a file that a crash left behind counts for nothing. */
export async function findSimulator(environment?: NodeJS.ProcessEnv): Promise<RunningSimulator | undefined> {
  const text = await readOwnFile(simulatorFile(environment));
  if (text === undefined) return undefined;
  const running = JSON.parse(text) as RunningSimulator;
  const answer = await fetch(`${running.url}state`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ? running : undefined;
}
