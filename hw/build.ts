// Builds flash images from the firmware's wasm: `node hw/build.ts [IMAGE…]`, `pico` if none is named. Output in hw/build/: elf,
// bin, uf2, map, and for devices an update file. `--release-key FILE --recovery-key FILE` (public keys, PEM) make the first stage
// trust these and not the repository's; `--signing-key FILE` signs the update; `--output FOLDER` for another folder. Needs the
// Debian packages gcc-arm-none-eabi and libnewlib-arm-none-eabi. The bytes depend on the sources, the keys and the compiler only.
import { execFile } from 'node:child_process';
import { createHash, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build as buildFirmware, wasmDigest, wasmPath } from '../firmware/build.ts';
import { firmwareVersion as version } from '../protocol/generated/version.ts';
import { flashMap } from '../protocol/tables/flash.ts';
import { sealBoot2 } from './boot2-checksum.ts';
import { contractHeader, linkerSymbols } from './contract.ts';
import { developmentKey, isDevelopment, publicBytes, readPrivateKey, readPublicKey } from './keys.ts';
import { firstStage, type ImageName, imageNames, m0plus, type Recipe, recipes } from './recipes.ts';
import { translate } from './translate.ts';
import { FLASH_ADDRESS, uf2 } from './uf2.ts';
import { updateFile } from './update-file.ts';

const here = dirname(fileURLToPath(import.meta.url));

export { type ImageName, imageNames };
export const buildFolder = join(here, 'build');

export interface Image {
  /** What is flashed, from the first byte of the chip on. */
  bin: Uint8Array;
  digest: string;
  /** Bytes of flash, and of RAM with both memories and the stack; the first stage's are among them. */
  flash: number;
  ram: number;
  /** Bytes of the first stage alone. */
  firstStage: number;
  /** The update file: header and run slot. Empty for an image without a first stage. */
  update: Uint8Array;
  /** Addresses by name. */
  symbols: Map<string, number>;
}

/** Bytes of its linear memory: its static data and no more. */
const FIRST_STAGE_MEMORY = 8192;

export interface Keys {
  /** What the first stage trusts, public. */
  release: KeyObject;
  recovery: KeyObject;
  /** What signs the update; without it the file is unsigned (sign.ts signs later). */
  signing?: KeyObject;
}
export const developmentKeys: Keys = {
  release: developmentKey('release'),
  recovery: developmentKey('recovery'),
  signing: developmentKey('release'),
};
const isDevelopmentBuild = ({ release, recovery }: Keys): boolean => isDevelopment(release) || isDevelopment(recovery);

/** How everything is compiled, for any core. */
export const compilerFlags = (cpu: string): string[] => [
  ...[`-mcpu=${cpu}`, '-mthumb', '-O2', '-g', '-std=gnu11', '-ffreestanding', '-DNDEBUG'],
  ...['-ffunction-sections', '-fdata-sections', '-fno-tree-loop-distribute-patterns'],
];
/** For the code of this folder; what wasm2c writes has its own ways. */
const strict = ['-Wall', '-Wextra', '-Werror', '-Wconversion', '-Wno-sign-conversion'];

const execute = promisify(execFile);
const run = async (program: string, parameters: string[]): Promise<string> => {
  const name = `arm-none-eabi-${program}`;
  try {
    return (await execute(name, parameters, { encoding: 'utf8', cwd: here, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(
      `Building an image: ${name} is not there. Install the packages gcc-arm-none-eabi and libnewlib-arm-none-eabi (Debian's names).`,
      { cause: error },
    );
  }
};

/** Runs so many at once as there are cores. */
async function runAll(program: string, parameterLists: string[][]): Promise<void> {
  const waiting = [...parameterLists];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(program, next);
  };
  // All end before the first error is told: a folder that is still written into cannot be removed.
  const ends = await Promise.allSettled(Array.from({ length: availableParallelism() }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
const isFile = (part: string): boolean => /\.([cSh]|ld)$/.test(part);
const filesIn = (folder: string): string[] =>
  readdirSync(join(here, folder))
    .filter(isFile)
    .map((name) => `${folder}/${name}`);

/** By their names, so that the bytes do not hang on folders. */
const byName = (a: string, b: string): number => (basename(a) < basename(b) ? -1 : 1);

/** What is compiled. */
const sourcesOf = ({ parts }: Recipe): string[] =>
  parts
    .flatMap((part) => (isFile(part) ? part : filesIn(part)))
    .filter((file) => /\.[cS]$/.test(file))
    .sort(byName);

/** Where the compiler looks for headers; what boards share is there for all. */
const foldersOf = ({ parts }: Recipe): string[] => [
  ...new Set([...parts.map((part) => (isFile(part) ? dirname(part) : part)), 'contract', 'first-stage']),
];

/** All files that can change the image, seen from this folder. */
export const inputFiles = (recipe: Recipe): string[] => [
  ...readdirSync(here).filter((name) => name.endsWith('.ts')),
  ...['flash.ts', 'update.ts', 'update-file.ts'].map((table) => `../protocol/tables/${table}`),
  ...[...new Set([recipe, firstStage].flatMap(foldersOf))].flatMap(filesIn).sort(),
];

/** One digest over all that can change the image. */
async function inputDigest(recipe: Recipe, keys: Keys): Promise<string> {
  const files = inputFiles(recipe);
  const known = [keys.release, keys.recovery, keys.signing].map((key) => (key ? publicBytes(key).toString('hex') : ''));
  const modules = ['device', ...recipe.modules, ...firstStage.modules];
  const tools = [
    await run('gcc', ['--version']),
    readFileSync(createRequire(import.meta.url).resolve('wabt/package.json')),
  ];
  const parts = [...tools.map(sha256), contractHeader(), version, ...known, ...modules.map(wasmDigest)];
  return sha256([...parts, ...files.map((file) => sha256(readFileSync(join(here, file))))].join('\n'));
}

const cBytes = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ');

const imageHeader = (): string => `/* SHA-256 of device.wasm: what the simulator shows too. */
static const uint8_t firmware_digest[32] = {${cBytes(Buffer.from(wasmDigest('device'), 'hex'))}};
`;

/** What the first stage of this image trusts. */
const keysHeader = (image: ImageName, keys: Keys): string => `#define BOARD_NAME "${image}"
#define DEVELOPMENT ${Number(isDevelopmentBuild(keys))}
static const uint8_t public_keys[2][32] = {{${cBytes(publicBytes(keys.release))}},
  {${cBytes(publicBytes(keys.recovery))}}};
`;

/** Folder names of this machine must not reach the bytes; of two that fit, the compiler takes the last. */
const anonymous = (folder: string): string[] => [`-ffile-prefix-map=${here}=.`, `-ffile-prefix-map=${folder}=.`];

/** Name of a module in C. */
const cName = (module: string): string => (module === 'first-stage' ? 'stage' : module);

/** Compiles and links; returns what is flashed. */
async function link(name: string, recipe: Recipe, folder: string, extra: string[] = []): Promise<Uint8Array> {
  const { modules, script, cpu, wide } = recipe;
  const flags = [...compilerFlags(cpu), `-DWIDE_PRODUCTS=${wide}`, ...extra];
  for (const module of modules) translate(cName(module), wasmPath(module), folder);
  const own = sourcesOf(recipe);
  const include = [...foldersOf(recipe).map((part) => `-I${part}`), `-I${folder}`];
  const object = (file: string): string => join(folder, `${name}-${file.replaceAll('/', '-')}.o`);
  const all = [...flags, ...anonymous(folder), ...include];
  // The assembler would note its folder with the debug information.
  const bare = (file: string): string[] => (file.endsWith('.S') ? all.filter((flag) => flag !== '-g') : all);
  // The modules first: they take the longest.
  await runAll('gcc', [
    ...modules.map((module) => [...all, '-w', '-c', join(folder, `${cName(module)}.c`), '-o', object(module)]),
    ...own.map((file) => [...bare(file), ...strict, '-c', file, '-o', object(file)]),
  ]);
  const [elf, bin] = [join(folder, `${name}.elf`), join(folder, `${name}.bin`)];
  await run('gcc', [
    ...[...flags, '-nostartfiles', ...linkerSymbols(), `-T${script}`, '-Wl,--gc-sections', '-Wl,--build-id=none'],
    ...[`-Wl,-Map=${join(folder, `${name}.map`)}`, '-o', elf, ...own.map(object), ...modules.map(object)],
  ]);
  await run('objcopy', ['-O', 'binary', elf, bin]);
  return readFileSync(bin);
}

/** Links the first stage for an image, and fills up to where the run slot begins. */
async function linkFirstStage(image: ImageName, folder: string, keys: Keys): Promise<Uint8Array> {
  writeFileSync(join(folder, 'keys.h'), keysHeader(image, keys));
  const stage = sealBoot2(
    await link('first-stage', firstStage, folder, [`-DWASM_MEMORY_BYTES=${FIRST_STAGE_MEMORY}u`]),
  );
  renameSync(join(folder, 'first-stage.elf'), join(folder, `${image}.first-stage.elf`));
  const room = new Uint8Array(flashMap.run).fill(0xff);
  room.set(stage);
  return room;
}

async function compile(image: ImageName, folder: string, keys: Keys): Promise<void> {
  const recipe: Recipe = recipes[image];
  writeFileSync(join(folder, 'contract.h'), contractHeader());
  writeFileSync(join(folder, 'image.h'), imageHeader());
  const linked = await link(image, recipe, folder);
  if (recipe.cpu !== m0plus.cpu) return;
  let bin = sealBoot2(linked);
  if (recipe.updates) {
    const { signing } = keys;
    const update = updateFile({ board: image, version, image: linked, ...(signing && { key: signing }) });
    writeFileSync(join(folder, `${image}.update`), update);
    bin = Buffer.concat([await linkFirstStage(image, folder, keys), update]);
  }
  writeFileSync(join(folder, `${image}.bin`), bin);
  writeFileSync(join(folder, `${image}.uf2`), uf2(bin, FLASH_ADDRESS));
}

/** Text, data and zeroed bytes of a program. */
const sizesOf = async (elf: string): Promise<number[]> =>
  /\n\s*(\d+)\s+(\d+)\s+(\d+)/
    .exec(await run('size', [elf]))!
    .slice(1)
    .map(Number);

async function readImage(image: ImageName, output: string): Promise<Image> {
  const bin = readFileSync(join(output, `${image}.bin`));
  const symbols = new Map<string, number>();
  for (const line of (await run('nm', [join(output, `${image}.elf`)])).split('\n')) {
    const [address = '', , name = ''] = line.split(' ');
    if (name !== '') symbols.set(name, Number.parseInt(address, 16));
  }
  const { updates } = recipes[image];
  const [, data = 0, bss = 0] = await sizesOf(join(output, `${image}.elf`));
  const [stageText = 0, stageData = 0, stageBss = 0] = updates
    ? await sizesOf(join(output, `${image}.first-stage.elf`))
    : [];
  const update = updates ? readFileSync(join(output, `${image}.update`)) : new Uint8Array();
  const ram = data + bss + stageData + stageBss;
  return { bin, digest: sha256(bin), flash: bin.length, ram, firstStage: stageText + stageData, update, symbols };
}

const kinds = ['elf', 'bin', 'uf2', 'map', 'update', 'first-stage.elf'];

/** An image, built anew if anything it depends on has changed. */
export async function buildImage(image: ImageName, keys = developmentKeys, output = buildFolder): Promise<Image> {
  const recipe: Recipe = recipes[image];
  await buildFirmware(['device', ...recipe.modules, ...firstStage.modules]);
  mkdirSync(output, { recursive: true });
  const stamp = join(output, `${image}.inputs`);
  const inputs = await inputDigest(recipe, keys);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return readImage(image, output);
  const folder = join(output, `.new.${image}.${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    await compile(image, folder, keys);
    for (const file of kinds.map((kind) => `${image}.${kind}`))
      if (existsSync(join(folder, file))) renameSync(join(folder, file), join(output, file));
    writeFileSync(stamp, inputs);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return readImage(image, output);
}

export const buildPico = (): Promise<Image> => buildImage('pico');

const isImage = (name: string): name is ImageName => imageNames.some((known) => known === name);

/** The keys of the command line: none of them, or both public ones, neither of which is the repository's. */
function chosenKeys(release?: string, recovery?: string, signing?: string): Keys {
  if (release === undefined && recovery === undefined && signing === undefined) return developmentKeys;
  if (release === undefined || recovery === undefined)
    throw new Error('Choosing keys: expected --release-key and --recovery-key together; a device trusts both.');
  const keys: Keys = { release: readPublicKey(release), recovery: readPublicKey(recovery) };
  if (isDevelopmentBuild(keys))
    throw new Error('Choosing keys: one is a development key, which anybody can derive; make your own.');
  if (publicBytes(keys.release).equals(publicBytes(keys.recovery)))
    throw new Error('Choosing keys: release and recovery key are the same; the second is for the loss of the first.');
  return signing === undefined ? keys : { ...keys, signing: readPrivateKey(signing) };
}

async function buildNamed(names: string[], keys: Keys, output: string): Promise<void> {
  for (const name of names) {
    if (!isImage(name)) throw new Error(`Building an image: expected one of ${imageNames.join(', ')}, got "${name}".`);
    const { digest, flash, ram } = await buildImage(name, keys, output);
    process.stdout.write(`${name}.bin ${flash} bytes of flash, ${ram} of RAM, SHA-256 ${digest}\n`);
    if (recipes[name].updates)
      process.stdout.write(
        `${name}.update version ${version}, ${keys.signing ? 'signed' : 'not signed: see hw/sign.ts'}${isDevelopmentBuild(keys) ? ', DEVELOPMENT' : ''}\n`,
      );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'release-key': { type: 'string' },
        'recovery-key': { type: 'string' },
        'signing-key': { type: 'string' },
        output: { type: 'string', default: buildFolder },
      },
    });
    const keys = chosenKeys(values['release-key'], values['recovery-key'], values['signing-key']);
    await buildNamed(positionals.length > 0 ? positionals : ['pico'], keys, resolve(values.output));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
