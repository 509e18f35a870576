// No allocation can happen in the card and the device: no memory.grow, no allocator or abort import, one page of memory.
import type { Check } from './check.ts';
import { builtModules, type WasmModule, wasmText } from './wasm.ts';

const programs = ['card', 'device'];

async function problemsOf(module: WasmModule): Promise<string[]> {
  const text = await wasmText(module);
  const lines = text.split('\n').map((line) => line.trim());
  const problems = [];
  // Every allocator of AssemblyScript ends in memory.grow, so its absence shows that none is linked.
  if (lines.some((line) => line.startsWith('memory.grow'))) problems.push(`${module.name}.wasm can grow its memory`);
  for (const name of ['abort', 'seed', 'trace'])
    if (lines.some((line) => line.startsWith('(import') && line.includes(`"${name}"`)))
      problems.push(`${module.name}.wasm imports ${name}`);
  for (const line of lines.filter((candidate) => /^\(export "__(new|alloc|pin|collect)"/.test(candidate)))
    problems.push(`${module.name}.wasm exports an allocator: ${line}`);
  const [, pages, limit] = /\(memory (?:\(;\d+;\) )?(\d+)(?: (\d+))?\)/.exec(text) ?? [];
  if (Number(pages) > 1 || limit === undefined || Number(limit) > 1)
    problems.push(`${module.name}.wasm has memory ${pages} to ${limit ?? 'any'} pages, expected at most 1`);
  return problems;
}

export const allocation: Check = {
  name: 'allocation',
  async run(root) {
    const modules = builtModules(root).filter(({ name }) => programs.includes(name));
    return {
      problems: (await Promise.all(modules.map(problemsOf))).flat(),
      notes: [`${modules.map(({ name }) => name).join(' and ') || 'no program built yet'}`],
    };
  },
};
