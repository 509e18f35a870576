// wasm -> C for a small chip: wasm2c, then changes to what it wrote, each of which must hit its pattern exactly once, so
// that another wasm2c fails here and not on the board. Called by build.ts.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { markUnaligned } from './unaligned.ts';

const wabt = join(dirname(createRequire(import.meta.url).resolve('wabt/package.json')), 'bin');
const run = (tool: string, parameters: string[]): string =>
  execFileSync(process.execPath, [join(wabt, tool), ...parameters], { encoding: 'utf8', maxBuffer: 64e6 });

type Change = [what: string, pattern: RegExp, text: string];

const changes = (name: string): Change[] => [
  [
    'the memory lies at a fixed place, so that no base is loaded for each access',
    /#define MEM_ADDR\(mem, addr, n\) &\(\(mem\)->data\[addr\]\)/,
    `extern uint8_t ${name}_memory[];\n#define MEM_ADDR(mem, addr, n) (&${name}_memory[(uint32_t)(addr)])`,
  ],
  [
    // Address and offset are added in 64 bits; a sum above 2^32 is truncated here and in MEM_ADDR alike, so that every
    // access stays in the memory. Measured on the M0+: 40 % of an RSA signature.
    'one 32-bit comparison and one cold trap for all bounds checks',
    /#if WASM_RT_MEMCHECK_GUARD_PAGES\n#define MEMCHECK_DEFAULT32[\s\S]*?#endif/,
    `__attribute__((noreturn, noinline, cold)) static void trap_out_of_bounds(void) { wasm_rt_trap(WASM_RT_TRAP_OOB); }
#define MEMCHECK_DEFAULT32(mem, a, t) if (UNLIKELY((uint32_t)(a) > WASM_MEMORY_BYTES - sizeof(t))) trap_out_of_bounds();`,
  ],
  [
    'a loaded value that nobody uses need not be kept',
    /#define FORCE_READ_INT\(var\) __asm__\(""\s*::"r"\(var\)\);/,
    '#define FORCE_READ_INT(var)',
  ],
  [
    // ARMv6-M has no unaligned access: an address that breaks the promise of the sources ends in the fault handler.
    'loads are aligned, as the sources promise',
    /wasm_rt_memcpy\(&result, MEM_ADDR_MEMOP\(mem, addr, sizeof\(t1\)\),\s*\\\n\s*sizeof\(t1\)\);/,
    'wasm_rt_memcpy(&result, ALIGNED(t1, MEM_ADDR_MEMOP(mem, addr, sizeof(t1))), sizeof(t1));',
  ],
  [
    'stores are aligned, as the sources promise',
    /wasm_rt_memcpy\(MEM_ADDR_MEMOP\(mem, addr, sizeof\(t1\)\), &wrapped,\s*\\\n\s*sizeof\(t1\)\);/,
    'wasm_rt_memcpy(ALIGNED(t1, MEM_ADDR_MEMOP(mem, addr, sizeof(t1))), &wrapped, sizeof(t1));',
  ],
  [
    'what aligned means: eight-byte values need four on this chip',
    /#define TRAP\(x\)/,
    '#define ALIGNED(t, p) __builtin_assume_aligned((p), sizeof(t) > 4 ? 4 : sizeof(t))\n#define TRAP(x)',
  ],
  [
    'the runtime gives each module its own memory',
    /wasm_rt_allocate_memory\(&instance->w2c_memory, 1, 1, 0, 65536\);/,
    `wasm_rt_allocate_memory(${name}_memory, &instance->w2c_memory);`,
  ],
];

/** Writes `name.c` and `name.h` into `folder`. The imports of the module are called `NAME_board_…`. */
export function translate(name: string, wasm: string, folder: string): void {
  const path = join(folder, `${name}.c`);
  run('wasm2c', [wasm, '--no-debug-names', '-n', name, '-o', path]);
  let text = markUnaligned(readFileSync(path, 'utf8'), run('wasm2wat', [wasm]));
  for (const [what, pattern, replacement] of changes(name)) {
    const hits = text.match(new RegExp(pattern.source, 'g'))?.length ?? 0;
    if (hits !== 1)
      throw new Error(`Translating ${name}.wasm: "${what}" expected one place in the C of wasm2c, got ${hits}.`);
    text = text.replace(pattern, () => replacement);
  }
  text += `\nuint8_t ${name}_memory[WASM_MEMORY_BYTES] __attribute__((aligned(8), section(".linear_memory.${name}")));\n`;
  // Device and card both import "board"; in one image the two must differ.
  writeFileSync(path, text.replaceAll('w2c_board', `${name}_board`));
  const header = path.replace(/c$/, 'h');
  writeFileSync(header, readFileSync(header, 'utf8').replaceAll('w2c_board', `${name}_board`));
}
