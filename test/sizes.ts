// `npm run sizes [-- --json]`: bytes of each built wasm module, and of the boards' images where the ARM compiler is there, against
// its budget. Exits 1 if one is over it.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildImage, imageNames } from '../hw/build.ts';
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

/** Flash and RAM of each image; nothing without the compiler. */
async function imageSizes(): Promise<Size[]> {
  if (!isMet('arm-compiler')) {
    process.stderr.write(
      'the images of the boards are left out: their compiler (Debian: gcc-arm-none-eabi) is not here\n',
    );
    return [];
  }
  const sizes: Size[] = [];
  for (const name of imageNames) {
    const { flash, ram, firstStage } = await buildImage(name);
    for (const [part, bytes] of Object.entries({ flash, ram, ...(firstStage > 0 && { 'first-stage': firstStage }) }))
      sizes.push({ id: `${name}-${part}`, bytes, budget: sizeBudget[`${name}-${part}`] ?? null });
  }
  return sizes;
}

export const isOver = ({ bytes, budget }: Size): boolean => budget !== null && bytes > budget;

function line(size: Size): string {
  const limit =
    size.budget === null ? 'no budget' : `of ${size.budget} (${((100 * size.bytes) / size.budget).toFixed(0)} %)`;
  return `${size.id.padEnd(16)} ${String(size.bytes).padStart(8)} bytes, ${limit}${isOver(size) ? ', OVER BUDGET' : ''}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = [...measureSizes(), ...(await imageSizes())];
  const json = process.argv.includes('--json');
  process.stdout.write(`${json ? JSON.stringify({ sizes }) : sizes.map(line).join('\n')}\n`);
  process.exitCode = sizes.some(isOver) ? 1 : 0;
}
