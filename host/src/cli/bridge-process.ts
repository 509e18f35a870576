// The process of the bridge: running as it, starting and ending one. Called by bridge.ts.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BridgeAddress, bridgeState, findBridge } from '../bridge/bridge-file.ts';
import { SealError } from '../errors.ts';
import type { LoginPolicy } from '../login/policy.ts';
import type { SealMethods } from '../seal/methods.ts';
import type { Context } from './context.ts';

const START_MS = 30_000;
const POLL_MS = 20;
const script = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));

export interface ForegroundOptions {
  port: number;
  level: string;
  journal: string | undefined;
  journalKey: string | undefined;
  office: string | undefined;
  customs: string | undefined;
  methods: SealMethods;
  policy: Pick<LoginPolicy, 'recipe' | 'idleMinutes'>;
  devices: readonly string[];
  origins: readonly string[];
  webFolder: string | undefined;
}

/** Runs the bridge in this process until SIGTERM or Ctrl-C. */
export async function runBridge(context: Context, { level, ...options }: ForegroundOptions): Promise<void> {
  const [{ startBridge }, { createLog }] = await Promise.all([
    import('../bridge/daemon.ts'),
    import('../bridge/log.ts'),
  ]);
  const log = createLog(level, { write: (line) => context.streams.stderr.write(line) });
  const ended = new Promise<string>((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'));
    context.signal.addEventListener('abort', () => resolve('SIGINT'), { once: true });
  });
  const bridge = await startBridge({ ...options, environment: context.environment, log });
  context.output.print({ url: bridge.url, pid: process.pid }, `The bridge runs: ${bridge.url}`);
  log.info({ signal: await ended }, 'the bridge ends');
  await bridge.close();
}

/** The one that runs already, or a new process that goes on after this one. */
export async function spawnBridge(
  { environment, signal, streams: _, ...context }: Context,
  port: string,
): Promise<{ address: BridgeAddress; started: boolean }> {
  const there = await findBridge(environment);
  if (there !== undefined) return { address: there, started: false };
  const settings = [...context.configuration().origins()].flatMap(([name, { value, origin }]) =>
    origin === '--set' && value !== undefined ? ['--set', `${name}=${value}`] : [],
  );
  const words = [script, 'bridge', 'start', '--foreground', '--port', port, ...settings];
  const logFile = join(bridgeState(environment), 'bridge.log');
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, words, { detached: true, stdio: ['ignore', 'ignore', log], env: environment });
  closeSync(log);
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () =>
      reject(new SealError('failure', `Starting the bridge: it ended at once.\n${lastLine(logFile)}`)),
    );
  });
  ended.catch(() => {}); // it may end long after this call has
  const late = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  try {
    for (;;) {
      const address = await findBridge(environment);
      if (address !== undefined) return { address, started: true };
      if (late.aborted) {
        child.kill();
        throw new SealError('timed-out', `Starting the bridge: no answer within ${START_MS / 1000} s.`);
      }
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, POLL_MS))]);
    }
  } finally {
    child.unref();
  }
}

const lastLine = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)!;

export async function stopBridge(environment: NodeJS.ProcessEnv): Promise<void> {
  const address = await findBridge(environment);
  if (address === undefined)
    throw new SealError('no-device', 'Ending the bridge: none runs. "sigillator bridge start" starts one.');
  process.kill(address.pid, 'SIGTERM');
  while (isAlive(address.pid)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
