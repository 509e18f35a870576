// Reading the FILE arguments and writing --out. `-` is standard input or standard output.
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { SealError } from '../errors.ts';
import type { Output, Streams } from './output.ts';

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'its permissions forbid it',
  EPERM: 'its permissions forbid it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

const reason = (error: unknown): string => reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error);

/** The bytes of a file argument. */
export async function readInput(file: string, streams: Streams, output?: Output): Promise<Uint8Array> {
  try {
    const bytes = file === '-' ? await buffer(streams.stdin) : await readFile(file);
    output?.detail(`read ${file}: ${bytes.length} bytes`);
    return bytes;
  } catch (cause) {
    throw notRead(file, cause);
  }
}

export const notRead = (file: string, cause: unknown): SealError =>
  new SealError('file-not-read', `Reading ${file} failed: ${reason(cause)}. Check the name.`, { cause });

/** Writes a whole file or nothing: beside it first, then moved over it. */
export async function writeOutput(file: string, bytes: Uint8Array | string, streams: Streams): Promise<void> {
  if (file === '-') {
    streams.stdout.write(bytes);
    return;
  }
  const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    await writeFile(temporary, bytes, { flag: 'wx' });
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    const message = `Writing ${file} failed: ${reason(cause)}. Nothing was written; choose another place with --out.`;
    throw new SealError('file-not-written', message, { cause });
  }
}
