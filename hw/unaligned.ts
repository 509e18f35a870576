// Small copies of fixed length become single loads and stores in the wasm, marked "align=1" because their addresses may be
// odd. wasm2c forgets the mark, and ARMv6-M faults on such an address; so they are looked up in the text form of the
// module, whose loads and stores come in the same order as in the C, and go byte by byte. Called by translate.ts.

const inText = /\b([if](?:32|64))\.((?:load|store)\w*)((?: offset=\d+)?(?: align=(\d+))?)/g;
const inC = /\b([if](?:32|64)_(?:load|store)\w*?)_default32\(/g;

/** Variants that make no promise about the address. */
const variants = `#undef ALIGNED
#define ALIGNED(t, p) (p)
DEFINE_LOAD(i32_load_unaligned, u32, u32, u32, FORCE_READ_INT)
DEFINE_LOAD(i64_load_unaligned, u64, u64, u64, FORCE_READ_INT)
DEFINE_LOAD(i32_load16_u_unaligned, u16, u32, u32, FORCE_READ_INT)
DEFINE_STORE(i32_store_unaligned, u32, u32)
DEFINE_STORE(i64_store_unaligned, u64, u64)
DEFINE_STORE(i32_store16_unaligned, u16, u32)
`;

/** The C with every access that may be unaligned marked so. `text` is the module as wasm2wat prints it. */
export function markUnaligned(c: string, text: string): string {
  const accesses = [...text.matchAll(inText)].map(([, type, operation, , align]) => ({
    name: `${type}_${operation}`,
    unaligned: align !== undefined,
  }));
  let at = 0;
  const marked = c.replace(inC, (whole, name: string) => {
    const access = accesses[at++];
    if (access?.name !== name)
      throw new Error(`Marking unaligned accesses: expected ${access?.name} as number ${at} in the C, got ${name}.`);
    return access.unaligned ? `${name}_unaligned_default32(` : whole;
  });
  if (at !== accesses.length)
    throw new Error(`Marking unaligned accesses: expected ${accesses.length} in the C, got ${at}.`);
  const last = 'DEFINE_STORE(i64_store32, u32, u64)\n';
  if (marked.split(last).length !== 2) throw new Error('Marking unaligned accesses: the C of wasm2c has changed.');
  return marked.replace(last, last + variants);
}
