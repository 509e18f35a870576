// Builds the card with an external seal method: `node firmware/external.ts FILE SHA256 [FOLDER]`. Two files come out,
// for
// a board to link and a simulator to run: card.wasm, which asks the board for `externalSeal`, and method.wasm, the
// method
// byte by byte as it was given. The normal card.wasm is not touched.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFolder, compile, modules } from './build.ts';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Refuses a module that is not the one that was named, or that could do more than compute. */
function requireMethod(file: string, wanted: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(readFileSync(file));
  const digest = sha256(bytes);
  const failed = (problem: string): Error => new Error(`Linking the external seal method ${file}: ${problem}.`);
  if (digest !== wanted.toLowerCase()) throw failed(`expected SHA-256 ${wanted}, got ${digest}`);
  if (!WebAssembly.validate(bytes)) throw failed('it is no wasm module');
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module).map((row) => `${row.module}.${row.name}`);
  if (imports.length > 0) throw failed(`expected no imports, got ${imports.join(', ')}`);
  const exports = WebAssembly.Module.exports(module).map(({ name, kind }) => `${name} ${kind}`);
  for (const needed of ['memory memory', 'seal function'])
    if (!exports.includes(needed)) throw failed(`expected the export "${needed}", got ${exports.join(', ') || 'none'}`);
  return bytes;
}

export interface ExternalBuild {
  card: string;
  method: string;
}

export async function buildExternal(
  file: string,
  digest: string,
  folder = join(buildFolder, 'external'),
): Promise<ExternalBuild> {
  const bytes = requireMethod(file, digest);
  mkdirSync(folder, { recursive: true });
  const built = { card: join(folder, 'card.wasm'), method: join(folder, 'method.wasm') };
  const card = modules.find(({ name }) => name === 'card')!;
  await compile({ ...card, flags: [...card.flags, '--use', 'EXTERNAL_METHOD=1'] }, built.card);
  writeFileSync(built.method, bytes);
  return built;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, digest, folder] = process.argv.slice(2);
  try {
    if (file === undefined || digest === undefined) throw new Error('Expected FILE SHA256 [FOLDER].');
    const built = await buildExternal(file, digest, folder === undefined ? undefined : resolve(folder));
    for (const path of Object.values(built)) process.stderr.write(`${path} SHA-256 ${sha256(readFileSync(path))}\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
