// Holds what each wasm module that ships imports and exports to the committed list wasm-interface.txt, so that nothing gets in or
// out unseen. `npm test -- wasm-interface --create` rewrites the list; the diff is then read like code.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { builtModules, type WasmModule } from './wasm.ts';

const listFile = 'test/checks/wasm-interface.txt';

async function interfaceLines({ name, bytes }: WasmModule): Promise<string[]> {
  const module = await WebAssembly.compile(bytes);
  const imported = WebAssembly.Module.imports(module).map((row) => `import ${row.module}.${row.name} ${row.kind}`);
  const exported = WebAssembly.Module.exports(module).map((row) => `export ${row.name} ${row.kind}`);
  return [...imported.sort(), ...exported.sort()].map((line) => `${name} ${line}`);
}

/** What ships. The other modules exist for tests and export whatever a test wants to call. */
const shipped = /^(card|device|first-stage|bulk)/;

export const wasmInterface: Check = {
  name: 'wasm-interface',
  async run(root, create) {
    const modules = builtModules(root).filter(({ name }) => shipped.test(name));
    const lines = (await Promise.all(modules.map(interfaceLines))).flat();
    const list = join(root, listFile);
    if (create) writeFileSync(list, lines.map((line) => `${line}\n`).join(''));
    const listed = existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean) : [];
    const advice = 'if it is meant: npm test -- wasm-interface --create';
    return {
      problems: [
        ...lines.filter((line) => !listed.includes(line)).map((line) => `new: ${line} (${advice})`),
        ...listed.filter((line) => !lines.includes(line)).map((line) => `gone: ${line} (${advice})`),
      ],
      notes: [`${modules.length} modules, ${lines.length} imports and exports`],
    };
  },
};
