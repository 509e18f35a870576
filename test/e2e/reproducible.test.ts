// The same sources give the same firmware, wherever they lie.
import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build, wasmDigest, wasmPath } from '../../firmware/build.ts';
import { runProgram } from '../checks/program.ts';
import { builtModules } from '../checks/wasm.ts';
import { linkPackages, repository, sample } from '../unit/checks/_sample.ts';

const isSource = (path: string): boolean => !/\/(build|node_modules)(\/|$)/.test(path.slice(repository.length));

test('firmware built in another folder has the same bytes', async () => {
  const shipped = (await build()).map(({ name }) => name).filter((name) => /^(card|device|bulk)/.test(name));
  expect(shipped).not.toEqual([]);
  const root = sample({ 'package.json': readFileSync(join(repository, 'package.json')) });
  linkPackages(root);
  mkdirSync(join(root, 'protocol'));
  for (const folder of ['firmware', 'protocol/generated'])
    cpSync(join(repository, folder), join(root, folder), { recursive: true, filter: isSource });
  const { code, output } = await runProgram('node', ['firmware/build.ts', ...shipped], root);
  expect({ code, output }).toEqual({ code: 0, output });
  const elsewhere = builtModules(root).map(({ name }) => name);
  expect(elsewhere.sort()).toEqual(shipped.sort());
  for (const name of shipped)
    expect(output).toContain(`${name}.wasm ${statSync(wasmPath(name)).size} bytes, SHA-256 ${wasmDigest(name)}`);
});
