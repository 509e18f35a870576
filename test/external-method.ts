// Dummies of an external seal method, for the tests of host and card. The good one repeats the first digits of key and data:
// nothing that seals, but anybody can work it out by hand.
import wabt from 'wabt';

const tools = await wabt();

function wasm(text: string): Uint8Array<ArrayBuffer> {
  const module = tools.parseWat('method.wat', text);
  const bytes = new Uint8Array(module.toBinary({}).buffer);
  module.destroy();
  return bytes;
}

const parameters = '(param $key i32) (param $keyLength i32) (param $data i32) (param $dataLength i32) (param $out i32)';
const method = (body: string, memory = '(memory (export "memory") 1 8)', seal = 'seal'): Uint8Array<ArrayBuffer> =>
  wasm(`(module ${memory} (global $calls (mut i32) (i32.const 0))
    (func (export "${seal}") ${parameters} (result i32) ${body}))`);
const copy = (to: number, from: string, length: number): string =>
  Array.from(
    { length },
    (_, i) => `(i32.store8 offset=${to + i} (local.get $out) (i32.load8_u offset=${i} (local.get ${from})))`,
  ).join('');
const answer = (value: number): string => `(i32.const ${value})`;
const digits = `${copy(0, '$key', 12)}${copy(12, '$data', 6)}`;

/** 18 digits: twelve of the key, six of the data. */
export const repeating = method(digits + answer(0));
/** The same, by hand. */
export const repeated = (key: string, data: string): string => key.slice(0, 12) + data.slice(0, 6);

export const bad = {
  noWasm: new Uint8Array(20),
  importing: wasm(`(module (import "env" "now" (func)) (memory (export "memory") 1 1)
    (func (export "seal") ${parameters} (result i32) (i32.const 0)))`),
  otherName: method(answer(0), undefined, 'sign'),
  noMemory: method(answer(0), '(memory 1 8)'),
  unbounded: method(answer(0), '(memory (export "memory") 1)'),
  huge: method(answer(0), '(memory (export "memory") 1 1025)'),
};

/** Accepted, but their answers are not. */
export const wrong = {
  letters: method(`(i32.store8 (local.get $out) (i32.const 65)) ${answer(0)}`),
  failing: method(digits + answer(7)),
  trapping: method('unreachable'),
  endless: method(`(loop $again (br $again)) ${answer(0)}`),
  // Works once in an instance; the second call in the same one would fail.
  forgetful: method(`${digits}(global.get $calls) (global.set $calls (i32.const 1))`),
  small: method(digits + answer(0), '(memory (export "memory") 1 2)'),
};
