// `npm run build:test-card -- NAME…`: writes test cards as UF2 files, for real boards. The same file fits a `pico-card` and the
// soft card of a `pico`: both keep the card at the same place in flash. Also called by by-hand.ts.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flashMap } from '@sigillator/protocol/tables/flash';
import { buildFolder } from '../../hw/build.ts';
import { FLASH_ADDRESS, uf2 } from '../../hw/uf2.ts';
import { softCardMakers, softIssuerPin, softPin } from '../targets/soft-cards.ts';

const testCardNames = Object.keys(softCardMakers);
export const testCardFile = (name: string): string => `test-card-${name}.uf2`;

/** What the flash of the card holds. */
export async function testCardFlash(name: string): Promise<Uint8Array> {
  if (!Object.hasOwn(softCardMakers, name))
    throw new Error(`Making a test card: expected one of ${testCardNames.join(', ')}, got "${name}".`);
  const harness = await softCardMakers[name as keyof typeof softCardMakers]();
  harness.powerOff();
  return harness.flash.bytes.slice();
}

export const testCardUf2 = async (name: string): Promise<Uint8Array> =>
  uf2(await testCardFlash(name), FLASH_ADDRESS + flashMap.card);

/** Answers the path of the file. */
export async function writeTestCard(name: string, folder = buildFolder): Promise<string> {
  const bytes = await testCardUf2(name);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, testCardFile(name));
  // Whole or not at all: somebody may drag it, or read it, meanwhile.
  writeFileSync(`${path}.${process.pid}`, bytes);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

export const testCardWarning = `These are TEST CARDS: their keys and PINs (${softPin}, of a new card ${softIssuerPin}) are public, so that anybody can
make their seals. On a board such a file overwrites the card that is there, and nothing brings that back.`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const names = process.argv.slice(2);
    if (names.length === 0) throw new Error(`Making a test card: name one or more of ${testCardNames.join(', ')}.`);
    for (const name of names) process.stdout.write(`${await writeTestCard(name)}\n`);
    process.stdout.write(`${testCardWarning}\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
