// Compiles the firmware's wasm modules. `node firmware/build.ts [--quiet] [NAME…]` builds what is stale and
// prints each digest (with --quiet only of what it built).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface FirmwareModule {
  name: string;
  entry: string;
  /** Optimisation and feature flags; everything else is common to all modules. */
  flags: string[];
  /** 64 KiB pages of linear memory, at most. */
  pages: number;
}

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
export const buildFolder = join(here, 'build');

/** What goes onto a chip. */
const small = ['-O3', '--shrinkLevel', '2'];

export const modules: FirmwareModule[] = [
  { name: 'card', entry: 'card/index.ts', flags: small, pages: 1 },
  { name: 'device', entry: 'device/index.ts', flags: small, pages: 1 },
  { name: 'first-stage', entry: 'first-stage/index.ts', flags: small, pages: 1 },
  { name: 'bulk', entry: 'bulk/index.ts', flags: ['-O3', '--noAssert'], pages: 65536 },
  { name: 'bulk-simd', entry: 'bulk/index-simd.ts', flags: ['-O3', '--noAssert', '--enable', 'simd'], pages: 65536 },
  { name: 'primitives', entry: 'primitives/index.ts', flags: ['-O3'], pages: 256 },
  // The same in one page and compiled as the card is: what the portable tests and the benchmark run on other cores.
  { name: 'chip', entry: 'primitives/index.ts', flags: small, pages: 1 },
  { name: 'wire-test', entry: 'primitives/wire-index.ts', flags: ['-O3'], pages: 1 },
  { name: 't1', entry: 'primitives/t1.ts', flags: ['-O3'], pages: 1 },
  { name: 'store-test', entry: 'primitives/store-index.ts', flags: ['-O3', '--shrinkLevel', '1'], pages: 1 },
];

const common = ['--runtime', 'stub', '--use', 'abort=', '--memoryBase', '64'];

/** Path of a built module. */
export const wasmPath = (name: string): string => join(buildFolder, `${name}.wasm`);

/** SHA-256 of a built module, as the device shows it. */
export const wasmDigest = (name: string): string => sha256(readFileSync(wasmPath(name)));

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() && entry.name !== 'build' && entry.name !== 'node_modules')
      yield* sourceFiles(join(folder, entry.name));
    else if (entry.name.endsWith('.ts')) yield join(folder, entry.name);
  }
}

/** One digest over everything that can change the bytes of a module: sources, compiler version, flags. */
function inputDigest(module: FirmwareModule): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([module, common, createRequire(import.meta.url)('assemblyscript/package.json').version]));
  const folders = [here, join(root, 'protocol', 'generated', 'firmware')].filter((folder) => existsSync(folder));
  for (const folder of folders)
    for (const file of sourceFiles(folder)) hash.update(relative(root, file)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

/** Compiles a module to a file, stale or not; the folder must exist. */
export async function compile(module: FirmwareModule, file = wasmPath(module.name)): Promise<void> {
  const temporary = join(dirname(file), `.${module.name}.${process.pid}.wasm`);
  const pages = module.pages === 65536 ? [] : ['--maximumMemory', String(module.pages)];
  // Loaded only when something is stale: the compiler takes half a second to load.
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr } = await asc.main(
    [module.entry, '--outFile', relative(here, temporary), ...common, ...pages, ...module.flags],
    { readFile: readSource, writeFile: writeOutput, listFiles: () => [] },
  );
  if (error) {
    rmSync(temporary, { force: true });
    throw new Error(`Compiling ${module.entry} failed:\n${stderr.toString()}`);
  }
  renameSync(temporary, file);
}

// Paths are relative to firmware/, so that no folder name of the machine can reach the bytes.
const readSource = (name: string, base: string): string | null => {
  const path = join(here, base === '.' || base === '' ? '' : base, name);
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : null;
};
const writeOutput = (name: string, contents: Uint8Array | string): void => writeFileSync(join(here, name), contents);

export interface BuiltModule {
  name: string;
  digest: string;
  /** False if the module was up to date. */
  compiled: boolean;
}

/** Builds every stale module (or the named ones). */
export async function build(names: string[] = modules.map((module) => module.name)): Promise<BuiltModule[]> {
  mkdirSync(buildFolder, { recursive: true });
  const built: BuiltModule[] = [];
  for (const module of modules.filter((candidate) => names.includes(candidate.name))) {
    if (!existsSync(join(here, module.entry))) continue;
    const stamp = join(buildFolder, `${module.name}.inputs`);
    const inputs = inputDigest(module);
    const compiled = !existsSync(wasmPath(module.name)) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== inputs;
    if (compiled) {
      await compile(module);
      writeFileSync(stamp, inputs);
    }
    built.push({ name: module.name, digest: wasmDigest(module.name), compiled });
  }
  return built;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const quiet = process.argv.includes('--quiet');
    const names = process.argv.slice(2).filter((argument) => argument !== '--quiet');
    for (const { name, digest, compiled } of await build(names.length > 0 ? names : undefined))
      if (compiled || !quiet)
        process.stderr.write(`${name}.wasm ${statSync(wasmPath(name)).size} bytes, SHA-256 ${digest}\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
