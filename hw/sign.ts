// Signs images of devices: `node hw/sign.ts --key FILE IN OUT` for an update file (signed or not), or with `--board NAME --version V`
// for a bare image (for board `sim` that is device.wasm). The version is the one that was built in. The key is Ed25519 in PEM, as
// `openssl genpkey -algorithm ed25519` makes it; `--key development` is the repository's own, which only DEVELOPMENT devices trust.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { updateSizes } from '../protocol/tables/update.ts';
import { readHeader } from '../protocol/tables/update-file.ts';
import { developmentKey, readPrivateKey } from './keys.ts';
import { updateFile } from './update-file.ts';

function readImage(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(
      `Signing ${path}: expected a file that can be read; \`node hw/build.ts\` makes hw/build/pico.update.`,
      {
        cause,
      },
    );
  }
}

/**
 * A header above the version that the image itself knows would be shown before the key press and never again; and no later update
 * of a true version would be taken, for it is older. On the simulator that is gone with the process.
 */
function checkVersion(from: string, board: string, version: string, image: Buffer): void {
  const alone = new RegExp(`(?<![\\d.])${version.replaceAll('.', '\\.')}(?![\\d.])`);
  if (alone.test(image.toString('latin1'))) return;
  const mismatch = `Signing ${from}: it was not built as version ${version}`;
  if (board !== 'sim') throw new Error(`${mismatch}. Raise the version in firmware/package.json and build it anew.`);
  process.stderr.write(`${mismatch}, and will say so after the update.\n`);
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, version: { type: 'string' }, board: { type: 'string' } },
  });
  const [from, to] = positionals;
  if (values.key === undefined || from === undefined || to === undefined)
    throw new Error('Signing an update: expected --key FILE and the files IN and OUT.');
  const input = readImage(from);
  const header = values.board === undefined ? readHeader(input) : undefined;
  if (header === undefined && (values.board === undefined || values.version === undefined))
    throw new Error(`Signing ${from}: it is no update file; for a bare image name --board and --version.`);
  const board = values.board ?? header!.board;
  const version = values.version ?? header!.version;
  const image = header === undefined ? input : input.subarray(updateSizes.header);
  checkVersion(from, board, version, image);
  const key = values.key === 'development' ? developmentKey('release') : readPrivateKey(values.key);
  writeFileSync(to, updateFile({ board, version, image, key }));
  process.stdout.write(`${to}: ${image.length} bytes for ${board}, version ${version}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
