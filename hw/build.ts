// Builds flash images from the firmware's wasm: `node hw/build.ts [IMAGE…]`, `pico` if none is named. Output in hw/build/: elf,
// bin, uf2, map. Needs the Debian packages gcc-arm-none-eabi and libnewlib-arm-none-eabi. The bytes depend on the sources and the
// compiler only.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as buildFirmware, wasmDigest, wasmPath } from '../firmware/build.ts';
import { sealBoot2 } from './boot2-checksum.ts';
import { contractHeader } from './contract.ts';
import { translate } from './translate.ts';
import { uf2 } from './uf2.ts';

const here = dirname(fileURLToPath(import.meta.url));
export const buildFolder = join(here, 'build');

export interface Image {
  /** What is flashed, from the first byte of the chip on. */
  bin: Uint8Array;
  digest: string;
  /** Bytes of flash, and of RAM with both memories and the stack. */
  flash: number;
  ram: number;
  /** Addresses by name. */
  symbols: Map<string, number>;
}

interface Recipe {
  cpu: string;
  /** What the board contracts answer for wideProducts. */
  wide: 0 | 1;
  modules: string[];
  folders: string[];
  /** Files of those folders that this image does without. */
  without: string[];
  /** Files of other folders. */
  also: string[];
  script: string;
}

/** The core of the RP2040. Its multiplication of 64 bits is a helper of the compiler that branches on data. */
const m0plus: Pick<Recipe, 'cpu' | 'wide' | 'also'> = { cpu: 'cortex-m0plus', wide: 0, also: [] };

const recipes = {
  /** The device with a soft card on its own chip. */
  pico: {
    ...m0plus,
    modules: ['device', 'card'],
    folders: ['pico', 'rp2040', 'runtime'],
    without: ['pico/slot.c', 'rp2040/iso-line.c'],
    script: 'pico/pico.ld',
  },
  /** The device with a card slot. */
  'pico-slot': {
    ...m0plus,
    modules: ['device'],
    folders: ['pico', 'rp2040', 'runtime'],
    without: ['pico/soft-card.c', 'rp2040/card-board.c'],
    script: 'pico/pico.ld',
  },
  /** The card that fits the slot. */
  'pico-card': {
    ...m0plus,
    modules: ['card'],
    folders: ['pico-card', 'rp2040', 'runtime'],
    without: [],
    script: 'pico-card/pico-card.ld',
  },
  /** The device with a soft card on another instruction set: a board that QEMU has. */
  'mps2-an505': {
    ...{ cpu: 'cortex-m33', wide: 1 },
    modules: ['device', 'card'],
    folders: ['mps2-an505', 'runtime'],
    without: [],
    also: ['pico/device-board.c', 'pico/soft-card.c', 'rp2040/card-board.c'],
    script: 'mps2-an505/mps2-an505.ld',
  },
} satisfies Record<string, Recipe>;

export type ImageName = keyof typeof recipes;
export const imageNames = Object.keys(recipes) as ImageName[];

/** How everything is compiled, for any core. */
export const compilerFlags = (cpu: string): string[] => [
  ...[`-mcpu=${cpu}`, '-mthumb', '-O2', '-g', '-std=gnu11', '-ffreestanding', '-DNDEBUG'],
  ...['-ffunction-sections', '-fdata-sections', '-fno-tree-loop-distribute-patterns'],
];
/** For the code of this folder; what wasm2c writes has its own ways. */
const strict = ['-Wall', '-Wextra', '-Werror', '-Wconversion', '-Wno-sign-conversion'];

const run = (program: string, parameters: string[]): string =>
  execFileSync(`arm-none-eabi-${program}`, parameters, { encoding: 'utf8', cwd: here });

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
const sources = (folder: string): string[] =>
  readdirSync(join(here, folder))
    .filter((name) => /\.[cSh]$|\.ld$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);

const sourcesOf = ({ folders, without, also }: Recipe): string[] =>
  [...folders.flatMap(sources), ...also].filter((file) => !without.includes(file));

/** One digest over all that can change the image. */
function inputDigest(recipe: Recipe): string {
  const files = [
    'build.ts',
    'contract.ts',
    'translate.ts',
    'unaligned.ts',
    'boot2-checksum.ts',
    'uf2.ts',
    ...sourcesOf(recipe),
  ];
  const parts = [run('gcc', ['--version']), contractHeader(), ...recipe.modules.map(wasmDigest)];
  return sha256([...parts, ...files.map((file) => sha256(readFileSync(join(here, file))))].join('\n'));
}

const imageHeader = (): string => {
  const bytes = wasmDigest('device')
    .match(/../g)!
    .map((byte) => `0x${byte}`);
  return `/* SHA-256 of device.wasm: what the simulator shows too. */\nstatic const uint8_t firmware_digest[32] = {${bytes.join(', ')}};\n`;
};

/** Folder names of this machine must not reach the bytes. */
const anonymous = (folder: string): string[] => [`-ffile-prefix-map=${folder}=.`, `-ffile-prefix-map=${here}=.`];

function compile(image: ImageName, folder: string): void {
  const recipe: Recipe = recipes[image];
  const { modules, script, cpu, wide } = recipe;
  const flags = [...compilerFlags(cpu), `-DWIDE_PRODUCTS=${wide}`];
  for (const name of modules) translate(name, wasmPath(name), folder);
  writeFileSync(join(folder, 'contract.h'), contractHeader());
  writeFileSync(join(folder, 'image.h'), imageHeader());
  const own = sourcesOf(recipe).filter((file) => /\.[cS]$/.test(file));
  const include = [...new Set([...recipe.folders, ...recipe.also.map(dirname)])].map((name) => `-I${name}`);
  const object = (file: string): string => join(folder, `${file.replaceAll('/', '-')}.o`);
  const all = [...flags, ...anonymous(folder), ...include, `-I${folder}`];
  // The assembler would note its folder with the debug information.
  const bare = (file: string): string[] => (file.endsWith('.S') ? all.filter((flag) => flag !== '-g') : all);
  for (const file of own) run('gcc', [...bare(file), ...strict, '-c', file, '-o', object(file)]);
  for (const name of modules) run('gcc', [...all, '-w', '-c', join(folder, `${name}.c`), '-o', object(name)]);
  run('gcc', [
    ...[...flags, '-nostartfiles', `-T${script}`, '-Wl,--gc-sections', '-Wl,--build-id=none'],
    ...[
      `-Wl,-Map=${join(folder, `${image}.map`)}`,
      '-o',
      join(folder, `${image}.elf`),
      ...own.map(object),
      ...modules.map(object),
    ],
  ]);
  run('objcopy', ['-O', 'binary', join(folder, `${image}.elf`), join(folder, `${image}.bin`)]);
  if (cpu !== m0plus.cpu) return;
  const bin = sealBoot2(readFileSync(join(folder, `${image}.bin`)));
  writeFileSync(join(folder, `${image}.bin`), bin);
  writeFileSync(join(folder, `${image}.uf2`), uf2(bin, 0x10000000));
}

function readImage(image: ImageName): Image {
  const bin = readFileSync(join(buildFolder, `${image}.bin`));
  const symbols = new Map<string, number>();
  for (const line of run('nm', [join(buildFolder, `${image}.elf`)]).split('\n')) {
    const [address = '', , name = ''] = line.split(' ');
    if (name !== '') symbols.set(name, Number.parseInt(address, 16));
  }
  const [, , , data = 0, bss = 0] =
    /\n\s*(\d+)\s+(\d+)\s+(\d+)/.exec(run('size', [join(buildFolder, `${image}.elf`)]))?.map(Number) ?? [];
  return { bin, digest: sha256(bin), flash: bin.length, ram: data + bss, symbols };
}

/** An image, built anew if anything it depends on has changed. */
export async function buildImage(image: ImageName): Promise<Image> {
  const recipe: Recipe = recipes[image];
  await buildFirmware(['device', ...recipe.modules]);
  mkdirSync(buildFolder, { recursive: true });
  const stamp = join(buildFolder, `${image}.inputs`);
  const inputs = inputDigest(recipe);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return readImage(image);
  const folder = join(buildFolder, `.new.${image}.${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    compile(image, folder);
    for (const file of ['elf', 'bin', 'uf2', 'map'].map((kind) => `${image}.${kind}`))
      if (existsSync(join(folder, file))) renameSync(join(folder, file), join(buildFolder, file));
    writeFileSync(stamp, inputs);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return readImage(image);
}

export const buildPico = (): Promise<Image> => buildImage('pico');

const isImage = (name: string): name is ImageName => imageNames.some((known) => known === name);

async function buildNamed(names: string[]): Promise<void> {
  for (const name of names) {
    if (!isImage(name)) throw new Error(`Building an image: expected one of ${imageNames.join(', ')}, got "${name}".`);
    const { digest, flash, ram } = await buildImage(name);
    process.stdout.write(`${name}.bin ${flash} bytes of flash, ${ram} of RAM, SHA-256 ${digest}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const named = process.argv.slice(2);
    await buildNamed(named.length > 0 ? named : ['pico']);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
