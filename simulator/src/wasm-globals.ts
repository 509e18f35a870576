// Makes the mutable globals of a wasm module visible, so that a snapshot can hold them (program.ts calls it). Only export
// entries are added; code and data stay the bytes that were built. WebAssembly Core 5.5 (binary format).

const EXPORT_SECTION = 7;
const GLOBAL_SECTION = 6;
const IMPORT_SECTION = 2;
const GLOBAL = 3;

/** Name under which mutable global number `index` is exported. */
const globalName = (index: number): string => `mutable-global-${index}`;

export const isGlobalName = (name: string): boolean => name.startsWith('mutable-global-');

/** The module with one more export for each of its own mutable globals. */
export function exportMutableGlobals(wasm: Uint8Array): Uint8Array {
  const reader = new Reader(wasm, 8);
  const out: number[][] = [[...wasm.subarray(0, 8)]];
  let imported = 0;
  let mutable: number[] = [];
  while (!reader.atEnd) {
    const id = reader.byte();
    const body = reader.take(reader.unsigned());
    if (id === IMPORT_SECTION) imported = importedGlobals(new Reader(body, 0));
    if (id === GLOBAL_SECTION) mutable = mutableGlobals(new Reader(body, 0), imported);
    const changed = id === EXPORT_SECTION ? withExports(body, mutable) : body;
    out.push([id, ...unsigned(changed.length)], Array.from(changed));
  }
  return Uint8Array.from(out.flat());
}

function importedGlobals(reader: Reader): number {
  let globals = 0;
  for (let left = reader.unsigned(); left > 0; left--) {
    reader.take(reader.unsigned());
    reader.take(reader.unsigned());
    const kind = reader.byte();
    if (kind === 0) reader.unsigned();
    else if (kind === GLOBAL) {
      reader.take(2);
      globals++;
    } else {
      if (kind === 1) reader.byte();
      const flags = reader.byte();
      reader.unsigned();
      if ((flags & 1) !== 0) reader.unsigned();
    }
  }
  return globals;
}

function mutableGlobals(reader: Reader, firstIndex: number): number[] {
  const indexes: number[] = [];
  const count = reader.unsigned();
  for (let i = 0; i < count; i++) {
    reader.byte();
    if (reader.byte() === 1) indexes.push(firstIndex + i);
    reader.constantExpression();
  }
  return indexes;
}

function withExports(body: Uint8Array, globals: number[]): Uint8Array {
  const reader = new Reader(body, 0);
  const count = reader.unsigned();
  const entries = globals.map((index) => {
    const name = new TextEncoder().encode(globalName(index));
    return [...unsigned(name.length), ...name, GLOBAL, ...unsigned(index)];
  });
  return Uint8Array.from([...unsigned(count + globals.length), ...reader.rest(), ...entries.flat()]);
}

/** LEB128, unsigned. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? low : low | 0x80);
  } while (value !== 0);
  return bytes;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++]!;
  }

  take(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
  }

  /** Skips the first value of a global: one constant instruction and `end`. */
  constantExpression(): void {
    const opcode = this.byte();
    if (opcode === 0x43) this.take(4);
    else if (opcode === 0x44) this.take(8);
    else if (opcode === 0x41 || opcode === 0x42 || opcode === 0x23) while ((this.byte() & 0x80) !== 0);
    else throw new Error(`Reading a wasm global: expected a constant, got opcode 0x${opcode.toString(16)}.`);
    if (this.byte() !== 0x0b) throw new Error('Reading a wasm global: expected the end of its first value.');
  }
}
