// Where the bridge that runs is found: a file of this user alone with its address and a token. daemon.ts writes it; the CLI
// and other programs of this user read it.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readOwnFile, runtimeFolder } from '../transport/runtime-folder.ts';

export interface BridgeAddress {
  /** `http://127.0.0.1:PORT/`. */
  url: string;
  pid: number;
  /** For programs of this user; made anew at each start. */
  token: string;
}

/** Beside the simulator's file, in the user's runtime folder. */
export const bridgeFile = (environment?: NodeJS.ProcessEnv): string => join(runtimeFolder(environment), 'bridge.json');

/** What the bridge keeps: requests, tokens. */
export const bridgeState = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'sigillator');

/** Written beside and moved into place: no reader sees half of it, and nobody else ever may read it. */
export async function writeBridgeFile(file: string, address: BridgeAddress): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, JSON.stringify(address), { mode: 0o600, flag: 'wx' });
  await rename(temporary, file);
}

export async function removeBridgeFile(file: string, token: string): Promise<void> {
  if ((await readBridgeFile(file))?.token === token) await rm(file, { force: true });
}

async function readBridgeFile(file: string): Promise<BridgeAddress | undefined> {
  const text = await readOwnFile(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as BridgeAddress;
  } catch {
    return undefined; // it is no address
  }
}

/** The bridge that runs and knows its token; a file that a crash left behind counts for nothing. */
export async function findBridge(environment?: NodeJS.ProcessEnv): Promise<BridgeAddress | undefined> {
  const address = await readBridgeFile(bridgeFile(environment));
  if (address === undefined) return undefined;
  const answer = await fetch(`${address.url}v1/bridge`, {
    headers: { authorization: `Bearer ${address.token}` },
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ? address : undefined;
}
