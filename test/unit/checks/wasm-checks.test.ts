// The checks that read built wasm modules find what must not be there. The samples are written in the text format.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { allocation } from '../../checks/allocation.ts';
import { wasmInterface } from '../../checks/wasm-interface.ts';
import { sample } from './_sample.ts';

const assemble = async (text: string): Promise<Uint8Array> => {
  const module = (await wabt()).parseWat('sample.wat', text);
  return module.toBinary({}).buffer;
};

describe('allocation', () => {
  const problemsOf = async (text: string) =>
    (await allocation.run(sample({ 'firmware/build/card.wasm': await assemble(text) }), false)).problems;

  test('accepts one page that cannot grow', async () => {
    expect(await problemsOf('(module (memory 1 1) (func (export "run")))')).toEqual([]);
  });

  test.each([
    ['memory.grow in any function', '(module (memory 1 1) (func i32.const 1 memory.grow drop))', 'can grow its memory'],
    ['an import of abort', '(module (import "env" "abort" (func)) (memory 1 1))', 'imports abort'],
    ['an exported allocator', '(module (memory 1 1) (func (export "__new")))', 'exports an allocator'],
    ['two pages', '(module (memory 2 2))', 'has memory 2 to 2 pages'],
    ['memory without a limit', '(module (memory 1))', 'has memory 1 to any pages'],
  ])('finds %s', async (_name, text, sentence) => {
    expect(await problemsOf(text)).toEqual([expect.stringContaining(sentence)]);
  });
});

describe('wasm-interface', () => {
  const list = 'test/checks/wasm-interface.txt';
  const module = '(module (import "board" "beep" (func)) (func (export "event")))';

  test('accepts what the list holds and names what is new or gone', async () => {
    const root = sample({
      'firmware/build/card.wasm': await assemble(module),
      [list]: 'card import board.beep function\ncard export key function\n',
    });
    const { problems } = await wasmInterface.run(root, false);
    expect(problems).toEqual([
      expect.stringContaining('new: card export event function'),
      expect.stringContaining('gone: card export key function'),
    ]);
  });

  test('--create writes the list', async () => {
    const root = sample({ 'firmware/build/card.wasm': await assemble(module), [list]: '' });
    expect((await wasmInterface.run(root, true)).problems).toEqual([]);
    expect(readFileSync(join(root, list), 'utf8')).toBe(
      'card import board.beep function\ncard export event function\n',
    );
  });
});
