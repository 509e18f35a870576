// `npm run customs -- --keys FILE`: the customs side by itself, until Ctrl-C. `--port N`, `--folder FOLDER`.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseKeysFile } from '@sigillator/host';
import { journalFile } from '@sigillator/host/journal';
import { startCustoms } from './start.ts';

const options = { port: { type: 'string' }, folder: { type: 'string' }, keys: { type: 'string' } } as const;

function usage(problem: string): never {
  process.stderr.write(`npm run customs: ${problem}\nTakes --keys FILE, --port N, --folder FOLDER.\n`);
  process.exit(2);
}

function wishes() {
  try {
    const { keys, port = '0', folder = join(dirname(journalFile()), 'customs') } = parseArgs({ options }).values;
    if (keys === undefined) return usage('expected --keys FILE, the keys of the issuers.');
    if (!/^\d{1,5}$/.test(port)) return usage(`expected a number after --port, got "${port}".`);
    return { keys, port: Number(port), folder };
  } catch (error) {
    return usage((error as Error).message);
  }
}

const { keys, port, folder } = wishes();
// Read for each file, so that a new key counts at once.
const readKeys = async () => parseKeysFile(await readFile(keys, 'utf8'));
await readKeys().catch((error: Error) => usage(error.message));
const customs = await startCustoms({
  port,
  folder,
  keys: readKeys,
  report: (problem) => process.stderr.write(`${problem}\n`),
});
process.stdout.write(`Customs receives at ${customs.url}tes and in ${join(folder, 'inbox')}. Ctrl-C ends it.\n`);
const stop = async (): Promise<void> => {
  await customs.close();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
