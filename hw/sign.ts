// Signs images of devices: `node hw/sign.ts --key FILE [--version V] [--board NAME] IN OUT`. IN is an update file (signed or not),
// or with --board a bare image (for board `sim` that is device.wasm). The key is Ed25519 in PEM, as `openssl genpkey
// -algorithm ed25519` makes it; `--key development` is the repository's own, which only DEVELOPMENT devices trust.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { updateSizes } from '../protocol/tables/update.ts';
import { readHeader } from '../protocol/tables/update-file.ts';
import { developmentKey, readPrivateKey } from './keys.ts';
import { updateFile } from './update-file.ts';

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, version: { type: 'string' }, board: { type: 'string' } },
  });
  const [from, to] = positionals;
  if (values.key === undefined || from === undefined || to === undefined)
    throw new Error('Signing an update: expected --key FILE and the files IN and OUT.');
  const input = readFileSync(from);
  const header = values.board === undefined ? readHeader(input) : undefined;
  if (header === undefined && (values.board === undefined || values.version === undefined))
    throw new Error(`Signing ${from}: it is no update file; for a bare image name --board and --version.`);
  const key = values.key === 'development' ? developmentKey('release') : readPrivateKey(values.key);
  const board = values.board ?? header!.board;
  const version = values.version ?? header!.version;
  const image = header === undefined ? input : input.subarray(updateSizes.header);
  writeFileSync(to, updateFile({ board, version, image, key }));
  process.stdout.write(`${to}: ${image.length} bytes for ${board}, version ${version}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
