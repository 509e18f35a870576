// Checkpoints kept away from the journal: a line of JSON each, in a file beside the key. The bridge and the CLI write it.
import { open, readFile } from 'node:fs/promises';
import { SealError } from '../errors.ts';
import { type Checkpoint, loadCheckpointKey } from './checkpoint.ts';
import type { Journal } from './journal.ts';

export const checkpointFile = (keyFile: string): string => `${keyFile}.checkpoints`;

/** Signs what the journal holds with the key in the file (made if there is none) and keeps the checkpoint beside it. */
export async function keepCheckpoint(journal: Journal, keyFile: string): Promise<Checkpoint> {
  const checkpoint = await journal.checkpoint(await loadCheckpointKey(keyFile));
  const file = await open(checkpointFile(keyFile), 'a', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(checkpoint)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return checkpoint;
}

/** The checkpoints of a file; none where the file is missing. */
export async function readCheckpoints(file: string): Promise<Checkpoint[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new SealError('file-not-read', `Reading the checkpoints ${file} failed: ${error.message}.`, { cause: error });
  });
  const lines = text.split('\n');
  // A last line without its end was cut by a crash; its checkpoint still stands in the journal.
  lines.pop();
  return lines.map((line, index) => parseCheckpoint(line) ?? refuse(file, index + 1));
}

function parseCheckpoint(line: string): Checkpoint | undefined {
  try {
    const { number, hash, time, signature } = JSON.parse(line);
    const isOne = Number.isSafeInteger(number) && [hash, time, signature].every((text) => typeof text === 'string');
    return isOne ? { number, hash, time, signature } : undefined;
  } catch {
    return undefined;
  }
}

function refuse(file: string, line: number): never {
  throw new SealError('file-not-read', `Reading the checkpoints ${file} failed: line ${line} is none. Restore a copy.`);
}
