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
  /** What a person at the device needs to know, in sentences. */
  told?: string[];
}

/** One that was found: also whether its device is switched on. */
export interface FoundSimulator extends RunningSimulator {
  on: boolean;
}

export const simulatorFile = (environment?: NodeJS.ProcessEnv): string =>
  join(runtimeFolder(environment), 'simulator.json');

/** What the file says; undefined where a crash, or somebody else, left anything but a simulator's words in it. */
export function runningFrom(text: string): RunningSimulator | undefined {
  try {
    const running = JSON.parse(text) as Partial<RunningSimulator> | null;
    return typeof running?.url === 'string' && typeof running.ports === 'object'
      ? (running as RunningSimulator)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The simulator that runs and answers; a file that a crash left behind counts for nothing. */
export async function findSimulator(environment?: NodeJS.ProcessEnv): Promise<FoundSimulator | undefined> {
  const text = await readOwnFile(simulatorFile(environment));
  const running = text === undefined ? undefined : runningFrom(text);
  if (running === undefined) return undefined;
  const answer = await fetch(`${running.url}state`).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const { on } = (await answer.json().catch(() => ({}))) as { on?: boolean };
  return { ...running, on: on === true };
}
