// A journal to test, on either database: where it is, and a way past its back into the tables.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

export interface JournalRig {
  /** For openJournal. */
  where: string;
  /** One statement on the tables themselves, as somebody with the database's password can make it; `?` for parameters. */
  sql(statement: string, ...parameters: (string | number | Uint8Array | null)[]): Promise<void>;
  remove(): Promise<void>;
}

export function sqliteRig(): JournalRig & { file: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-journal-'));
  const file = join(folder, 'journal.db');
  return {
    where: file,
    file,
    folder,
    async sql(statement, ...parameters) {
      const database = new DatabaseSync(file, { timeout: 10_000 });
      database.prepare(statement).run(...parameters);
      database.close();
    },
    async remove() {
      rmSync(folder, { recursive: true });
    },
  };
}

export async function gathered<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}

/** A process that appends, `size` rows a call, until it is killed or has made `calls`; tells each acknowledged one. */
export function appender(where: string, name: string, calls: number, size: number) {
  const program = fileURLToPath(new URL('appender.ts', import.meta.url));
  const child = spawn(process.execPath, [program, where, name, String(calls), String(size)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let errors = '';
  let heard: () => void = () => {};
  child.stdout.on('data', (chunk) => {
    text += chunk;
    heard();
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      heard();
      if (code === 0 || signal === 'SIGKILL') resolve();
      else reject(new Error(`the appender ended with ${code}: ${errors}`));
    });
  });
  const acknowledged = (): number => text.split('\n').length - 1;
  return {
    acknowledged,
    ended,
    async waitFor(count: number): Promise<void> {
      while (acknowledged() < count && child.exitCode === null)
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
    },
    kill: () => child.kill('SIGKILL'),
  };
}
