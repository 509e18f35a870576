// Which wasm modules may be an external seal method: none that imports anything, none without a bound on its memory.
// Called by external.ts.
import { SealError } from '../errors.ts';

/** 64 MiB. */
const MOST_PAGES = 1024;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

const refused = (problem: string): SealError =>
  new SealError('external-unfit', `The external seal method was refused: ${problem}. Ask whoever supplied it.`);

export function externalModule(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  if (!WebAssembly.validate(bytes)) throw refused('it is no wasm module');
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`);
  if (imports.length > 0) throw refused(`expected no imports, got ${imports.join(', ')}`);
  const exports = WebAssembly.Module.exports(module).map(({ name, kind }) => `${name} (${kind})`);
  for (const needed of ['memory (memory)', 'seal (function)'])
    if (!exports.includes(needed)) throw refused(`expected the export ${needed}, got ${exports.join(', ') || 'none'}`);
  const maximum = memoryMaximum(bytes);
  if (maximum === undefined || maximum > MOST_PAGES)
    throw refused(`expected a memory of at most ${MOST_PAGES} pages, got ${maximum ?? 'one without a maximum'}`);
  return module;
}

/** The declared maximum in pages, undefined if there is none. The module is valid (WebAssembly core 5.5.8). */
function memoryMaximum(bytes: Uint8Array): number | undefined {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const size = number();
    if (section !== MEMORY_SECTION) {
      at += size;
      continue;
    }
    // More memories, shared or 64-bit ones: not what a method needs.
    if (number() !== 1 || bytes[at++] !== HAS_MAXIMUM) return undefined;
    number();
    return number();
  }
  return undefined;
}
