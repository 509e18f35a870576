// Compiles chip.wasm for another core, with what a board's image is compiled with: for the portable tests and the figures of the
// M0+. Called by emulated-core.ts and qemu-core.ts. Needs the ARM compiler.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, wasmPath } from '../../../firmware/build.ts';
import { compilerFlags } from '../../../hw/build.ts';
import { translate } from '../../../hw/translate.ts';

const here = dirname(fileURLToPath(import.meta.url));
const runtime = fileURLToPath(new URL('../../../hw/runtime', import.meta.url));

export interface Core {
  cpu: string;
  /** Addresses of its program and its data memory. */
  code: number;
  data: number;
}

export interface CoreProgram {
  /** What lies at `code`. */
  bin: Uint8Array;
  /** The same with its symbols, for a loader. */
  elf: Uint8Array;
  symbols: Map<string, number>;
}

const run = (program: string, parameters: string[]): string =>
  execFileSync(`arm-none-eabi-${program}`, parameters, { encoding: 'utf8', cwd: here });

/** `extra` are further C files beside this one. */
export async function buildCore({ cpu, code, data }: Core, extra: string[] = []): Promise<CoreProgram> {
  await build(['chip']);
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-core-'));
  try {
    translate('chip', wasmPath('chip'), folder);
    const elf = join(folder, 'core.elf');
    run('gcc', [
      ...[...compilerFlags(cpu), '-w', `-I${runtime}`, `-I${folder}`],
      ...[join(folder, 'chip.c'), 'core.c', ...extra],
      ...['-nostartfiles', '-Tcore.ld', `-Wl,--defsym,CODE=${code}`, `-Wl,--defsym,DATA=${data}`, '-o', elf],
    ]);
    run('objcopy', ['-O', 'binary', elf, `${elf}.bin`]);
    const symbols = new Map<string, number>();
    for (const line of run('nm', [elf]).split('\n')) {
      const [address = '', , name = ''] = line.split(' ');
      if (name !== '') symbols.set(name, Number.parseInt(address, 16));
    }
    return { bin: readFileSync(`${elf}.bin`), elf: readFileSync(elf), symbols };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function addressOf({ symbols }: CoreProgram, name: string): number {
  const address = symbols.get(name);
  if (address === undefined) throw new Error(`The program of the core has no ${name}.`);
  return address;
}

/** Cores have one page of memory, which does not grow. */
export const noRoom = (): never => {
  throw new Error('A core has one page of memory; the test asks for more.');
};

/** Registers and stack of a call (AAPCS): four words in registers, 64-bit values at even places. */
export function callWords(parameters: (number | bigint)[]): { registers: number[]; stack: number[] } {
  const words: number[] = [];
  for (const parameter of parameters) {
    if (typeof parameter === 'number') words.push(parameter >>> 0);
    else {
      if (words.length % 2 === 1) words.push(0);
      words.push(Number(BigInt.asUintN(32, parameter)), Number(BigInt.asUintN(32, parameter >> 32n)));
    }
  }
  const stack = words.slice(4);
  return { registers: words.slice(0, 4), stack: stack.length % 2 === 0 ? stack : [...stack, 0] };
}
