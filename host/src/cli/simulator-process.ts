// Starts and ends the simulator's process. Called by simulator.ts.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SealError } from '../errors.ts';
import { findSimulator, type RunningSimulator } from '../transport/running-simulator.ts';

const START_MS = 60_000;
const POLL_MS = 20;
const script = fileURLToPath(new URL('../../../simulator/src/start.ts', import.meta.url));

/** Of the device, unless another is asked for. */
export const DEFAULT_LANGUAGE = 'en';

export interface StartOptions {
  seed?: string;
  language: string;
  new?: boolean;
  pty?: boolean;
  usbRedir?: string;
  usbIp?: string;
  vpcd?: string;
}

/** The one that runs already, or a new process that goes on after this one. */
export async function startSimulator(
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  options: StartOptions,
): Promise<RunningSimulator> {
  const there = await findSimulator(environment);
  if (there !== undefined) return fitting(there, options);
  if (!existsSync(script))
    throw new SealError('no-device', 'Starting the simulator: it is part of the repository; run this in a clone.');
  const words = [script, '--language', options.language];
  if (options.seed !== undefined) words.push('--seed', options.seed);
  if (options.new === true) words.push('--new');
  if (options.pty === true) words.push('--pty');
  if (options.usbRedir !== undefined) words.push('--usb-redir', options.usbRedir);
  if (options.usbIp !== undefined) words.push('--usb-ip', options.usbIp);
  if (options.vpcd !== undefined) words.push('--vpcd', options.vpcd);
  const child = spawn(process.execPath, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = `${said}${bytes}`.slice(-2_000);
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    // It ends with the codes of the command line: 2 where it was asked for something that cannot be.
    child.once('close', (code) =>
      reject(new SealError(code === 2 ? 'usage' : 'failure', `Starting the simulator: ${problemOf(said)}`)),
    );
  });
  ended.catch(() => {}); // it may end long after this call has
  const late = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  try {
    // What it prints says nothing: the first start builds the page, and that talks too.
    for (;;) {
      const running = await findSimulator(environment);
      if (running !== undefined) return running;
      if (late.aborted) {
        child.kill();
        throw new SealError('timed-out', `Starting the simulator: no answer within ${START_MS / 1000} s.`);
      }
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, POLL_MS))]);
    }
  } finally {
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
}

/** The one that runs, unless it was asked for with something that it may not have. */
function fitting(running: RunningSimulator, { pty, language, ...others }: StartOptions): RunningSimulator {
  const asked = Object.keys(others).map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  if (language !== DEFAULT_LANGUAGE) asked.push('language');
  if (pty === true && running.further?.pty === undefined) asked.push('pty');
  if (asked.length === 0) return running;
  const flags = asked.map((name) => `--${name}`).join(', ');
  throw new SealError(
    'usage',
    `Starting the simulator: one runs already (${running.url}). End it with "sigillator simulator stop" first, or leave out ${flags}.`,
  );
}

/** The sentence of a start that failed. */
const problemOf = (said: string): string => /^npm start: (.+)$/m.exec(said)?.[1] ?? `it ended at once.\n${said}`;

export async function stopSimulator(environment: NodeJS.ProcessEnv): Promise<void> {
  const { pid } = await requireSimulator(environment);
  process.kill(pid, 'SIGTERM');
  while ((await findSimulator(environment)) !== undefined) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

export async function requireSimulator(environment: NodeJS.ProcessEnv): Promise<RunningSimulator> {
  const running = await findSimulator(environment);
  if (running === undefined)
    throw new SealError('no-device', 'Asking the simulator: none runs; start one with "sigillator simulator start".');
  return running;
}
