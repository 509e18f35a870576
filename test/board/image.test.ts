// The image itself: reproducible, with nothing of this machine in it, and as the boot ROM and its drag-and-drop want it.
// Needs: arm-compiler

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flashMap } from '@sigillator/protocol/tables/flash';
import { SECTOR_BYTES } from '@sigillator/simulator/flash';
import { beforeAll, expect, test, vi } from 'vitest';
import {
  buildFolder,
  buildImage,
  buildPico,
  type Image,
  type ImageName,
  imageNames,
  inputFiles,
} from '../../hw/build.ts';
import { recipes } from '../../hw/recipes.ts';
import { markUnaligned } from '../../hw/unaligned.ts';
import { all } from '../seed.ts';
import { FLASH_SECTORS } from '../targets/emu/nor-flash.ts';

vi.setConfig({ testTimeout: 600_000 });
const root = fileURLToPath(new URL('../..', import.meta.url));
let image: Image;
beforeAll(async () => {
  image = await buildPico();
});

test('the same sources give the same bytes in another folder: device and card, with --all every image', async () => {
  const chosen: ImageName[] = all ? imageNames : ['pico', 'pico-card'];
  for (const name of chosen) await buildImage(name);
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-board-'));
  try {
    for (const part of ['hw', 'firmware', 'protocol', 'package.json'])
      cpSync(join(root, part), join(folder, part), {
        recursive: true,
        filter: (path) => !path.includes('hw/build') || path.endsWith('hw/build.ts'),
      });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    execFileSync(process.execPath, ['hw/build.ts', ...chosen], { cwd: folder });
    const built = readdirSync(join(folder, 'hw/build')).filter((file) => /\.(bin|uf2|update|elf)$/.test(file));
    for (const kind of ['pico.bin', 'pico.uf2', 'pico.update', 'pico.first-stage.elf', 'pico-card.elf'])
      expect(built).toContain(kind);
    for (const file of built) {
      const [theirs, ours] = [join(folder, 'hw/build', file), join(buildFolder, file)].map((path) =>
        readFileSync(path),
      );
      expect(theirs!.equals(ours!), file).toBe(true);
      expect(theirs!.includes(folder) || ours!.includes(root), `a folder's name in ${file}`).toBe(false);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The headers that a file of hw/ includes, but for what the build writes. */
const headersOf = (file: string): string[] =>
  [...readFileSync(join(root, 'hw', file), 'utf8').matchAll(/^#include "(.+)"/gm)]
    .map(([, header]) => header!)
    .filter((header) => !/^(contract|image|keys|device|card|stage)\.h$/.test(header));

test.each(imageNames)('%s is built anew when a header changes that it includes', (name) => {
  const files = inputFiles(recipes[name]);
  const known = files.map((file) => basename(file));
  const included = files.filter((file) => /\.[chS]$/.test(file)).flatMap(headersOf);
  expect(included.length).toBeGreaterThan(10);
  for (const header of included) expect(known).toContain(header);
});

test.each([
  ['every board', ['contract', 'first-stage', 'runtime'], []],
  ['every RP2040', ['rp2040', 'rp2040/first-stage', 'rp2040/iso-line'], ['contract', 'first-stage', 'runtime']],
])('what %s shares includes no header of one board', (_, folders, below) => {
  const listed = (folder: string): string[] => readdirSync(join(root, 'hw', folder));
  const known = [...folders, ...below].flatMap(listed);
  const code = folders.flatMap((folder) => listed(folder).map((file) => `${folder}/${file}`));
  const included = code.filter((file) => /\.[chS]$/.test(file)).flatMap(headersOf);
  expect(included.length).toBeGreaterThan(10);
  for (const header of included) expect(known).toContain(header);
});

test('the UF2 file holds the image in blocks of 256 bytes for the RP2040, each numbered', () => {
  const file = readFileSync(join(buildFolder, 'pico.uf2'));
  const count = Math.ceil(image.bin.length / 256);
  expect(file.length).toBe(count * 512);
  for (let block = 0; block < count; block++) {
    const at = block * 512;
    expect(file.readUInt32LE(at + 12)).toBe(0x10000000 + block * 256);
    expect([file.readUInt32LE(at + 20), file.readUInt32LE(at + 24)]).toEqual([block, count]);
    expect(file.readUInt32LE(at + 28)).toBe(0xe48bff56);
    const payload = image.bin.subarray(block * 256, block * 256 + 256);
    expect(file.subarray(at + 32, at + 32 + payload.length).equals(payload)).toBe(true);
  }
});

test('the first stage offers the device a table with its version, its length and functions in its own 16 KiB', () => {
  // Version 1: ten words, from development on; an image of any later version finds these there.
  const words = Array.from({ length: 10 }, (_, at) => Buffer.from(image.bin).readUInt32LE(0x1c0 + 4 * at));
  expect(words.slice(0, 3)).toEqual([1, 40, 1]);
  for (const address of words.slice(3)) {
    expect(address & 1, 'Thumb').toBe(1);
    expect(address).toBeGreaterThan(0x10000100);
    expect(address).toBeLessThan(0x10000000 + flashMap.run);
  }
});

test('an access that the wasm marks as unaligned goes byte by byte; text and C that differ are refused', () => {
  const c = 'DEFINE_STORE(i64_store32, u32, u64)\n i32_load_default32(a); i32_load_default32(b);';
  const marked = markUnaligned(c, 'i32.load offset=3 align=1 i32.load');
  expect(marked).toContain('i32_load_unaligned_default32(a); i32_load_default32(b);');
  expect(() => markUnaligned(c, 'i32.load i64.load')).toThrow('expected i64_load as number 2');
  expect(() => markUnaligned(c, 'i32.load i32.load i32.load')).toThrow('expected 3');
});

test('the parts of flash follow one another in whole sectors, and only the upper half may change while the device runs', () => {
  const { run, runEnd, protectedEnd, staging, stagingEnd, card, device, end, sector } = flashMap;
  const parts = [
    [0, run],
    [run, runEnd],
    [protectedEnd, protectedEnd],
    [staging, stagingEnd],
    [card, card + flashMap.cardBytes],
    [device, device + flashMap.deviceBytes],
    [end, end],
  ].flat();
  expect(parts).toEqual([...parts].sort((a, b) => a - b));
  for (const place of parts) expect(place % sector).toBe(0);
  expect(end).toBe(FLASH_SECTORS * SECTOR_BYTES);
});
