// Files that tell programs of this user where another one runs, and reading one only if nobody else can have written it.
// Called by running-simulator.ts and bridge/bridge-file.ts.
import { type FileHandle, open, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Without a runtime folder of the system the user's own state; never a folder that others share. */
export const runtimeFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment.XDG_RUNTIME_DIR || environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'sigillator');

/** The text of a file; undefined where there is none, or where file or folder are another user's or others may write. */
export async function readOwnFile(file: string, uid = process.getuid?.()): Promise<string | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    // Order matters: what is looked at is the open file, so nobody can put another one there in between.
    const looked = [await handle.stat(), await stat(dirname(file))];
    // Windows has neither owner nor mode; its folders of a user are closed to others.
    if (uid !== undefined && looked.some((one) => one.uid !== uid || (one.mode & 0o022) !== 0)) return undefined;
    return await handle.readFile('utf8');
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}
