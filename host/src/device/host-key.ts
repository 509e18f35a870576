// The long-lived key of this host, by which devices know it: made once, in a file that only its user may read. Node only.
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SealError } from '../errors.ts';
import { type KeyPair, keyPairOf } from '../link/noise.ts';

export function hostKeyFile(environment: NodeJS.ProcessEnv = process.env): string {
  const state = environment.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(state, 'sigillator', 'host-key');
}

/** Reads the key, or makes one where there is none. */
export async function loadHostKey(file = hostKeyFile()): Promise<KeyPair> {
  return (await readKey(file)) ?? makeKey(file);
}

async function readKey(file: string): Promise<KeyPair | undefined> {
  let text: string;
  try {
    const handle = await open(file, 'r');
    try {
      const { mode } = await handle.stat();
      if (process.platform !== 'win32' && (mode & 0o077) !== 0)
        throw unusable(file, 'others may read it; make it yours alone (mode 600)');
      text = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error instanceof SealError ? error : unusable(file, String(error), error);
  }
  const [, hex] = /^([0-9a-f]{64})\n?$/.exec(text) ?? [];
  if (hex === undefined) throw unusable(file, 'it expected 64 hexadecimal digits; move it away and pair anew');
  return keyPairOf(Uint8Array.from(Buffer.from(hex, 'hex')));
}

/** Writes beside the file and links it into place, so that two programs that begin together end with one key. */
async function makeKey(file: string): Promise<KeyPair> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(temporary, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(file, String(error), error);
  } finally {
    await rm(temporary, { force: true });
  }
  const key = await readKey(file);
  if (!key) throw unusable(file, 'it vanished while it was being made');
  return key;
}

const unusable = (file: string, why: string, cause?: unknown): SealError =>
  new SealError('host-key', `Using the key of this host in ${file}: ${why}.`, { cause });
