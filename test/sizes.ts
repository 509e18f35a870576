// `npm run sizes [-- --json]`: bytes of each built wasm module, and of the board's image where the ARM compiler is there, against
// its budget. Exits 1 if one is over it.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPico } from '../hw/build.ts';
import { builtModules } from './checks/wasm.ts';
import { sizeBudget } from './size-budget.ts';
import { isMet } from './system-packages.ts';

export interface Size {
  id: string;
  bytes: number;
  /** null: counted, not limited. */
  budget: number | null;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export const measureSizes = (): Size[] =>
  builtModules(root).map(({ name, bytes }) => ({ id: name, bytes: bytes.length, budget: sizeBudget[name] ?? null }));

/** Flash and RAM of the image; nothing without the compiler. */
async function imageSizes(): Promise<Size[]> {
  if (!isMet('arm-compiler')) {
    process.stderr.write('the image of the board is left out: its compiler (Debian: gcc-arm-none-eabi) is not here\n');
    return [];
  }
  const { flash, ram } = await buildPico();
  return Object.entries({ 'pico-flash': flash, 'pico-ram': ram }).map(([id, bytes]) => ({
    id,
    bytes,
    budget: sizeBudget[id] ?? null,
  }));
}

export const isOver = ({ bytes, budget }: Size): boolean => budget !== null && bytes > budget;

function line(size: Size): string {
  const limit =
    size.budget === null ? 'no budget' : `of ${size.budget} (${((100 * size.bytes) / size.budget).toFixed(0)} %)`;
  return `${size.id.padEnd(14)} ${String(size.bytes).padStart(8)} bytes, ${limit}${isOver(size) ? ', OVER BUDGET' : ''}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = [...measureSizes(), ...(await imageSizes())];
  const json = process.argv.includes('--json');
  process.stdout.write(`${json ? JSON.stringify({ sizes }) : sizes.map(line).join('\n')}\n`);
  process.exitCode = sizes.some(isOver) ? 1 : 0;
}
