// One call of an external seal method in an instance of its own, so that nothing of one key is left for the next. Called by
// the host's worker (external-worker.ts) and by the simulator's card, which stands for a board.

const PAGE = 65536;
const DIGITS = 18;

/** The 18 digits; throws an Error whose message ends the sentence "The external seal method …". */
export function callExternal(module: WebAssembly.Module, key: Uint8Array, data: Uint8Array): string {
  const { memory, seal } = new WebAssembly.Instance(module, {}).exports as {
    memory: WebAssembly.Memory;
    seal: (...values: number[]) => unknown;
  };
  // Behind everything that the module has laid out for itself.
  const keyAt = memory.buffer.byteLength;
  const dataAt = keyAt + key.length;
  const out = dataAt + data.length;
  try {
    memory.grow(Math.ceil((key.length + data.length + DIGITS) / PAGE));
  } catch {
    throw new Error(`cannot take ${data.length} bytes: its memory does not grow that far`);
  }
  new Uint8Array(memory.buffer, keyAt).set(key);
  new Uint8Array(memory.buffer, dataAt).set(data);
  const answer = seal(keyAt, key.length, dataAt, data.length, out);
  if (answer !== 0) throw new Error(`answered ${String(answer)}, expected 0`);
  const digits = String.fromCharCode(...new Uint8Array(memory.buffer, out, DIGITS));
  if (!/^\d{18}$/.test(digits)) throw new Error('gave something else than 18 ASCII digits');
  return digits;
}
