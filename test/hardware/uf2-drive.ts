// What the boot ROM's USB drive does with a UF2 file that is dragged onto it (RP2040 datasheet 2.8.4, UF2 specification): for the
// tests of files for real boards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flashMap } from '@sigillator/protocol/tables/flash';
import type { CardChip } from '@sigillator/simulator/card';
import { loadCardImage } from '@sigillator/simulator/card-image';
import { buildFolder } from '../../hw/build.ts';
import { testCardFile } from './test-card.ts';

const CHIP_BYTES = 0x200000;
const WORDS = { magic: [0x0a324655, 0x9e5d5157], end: 0x0ab16f30, familyPresent: 0x2000, family: 0xe48bff56 };
const XIP = 0x10000000;
const SECTOR = 4096;

/** Writes the file into a flash; sectors that it does not name stay. */
export function dragOnto(flash: Uint8Array, file: Uint8Array): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const count = file.length / 512;
  const erased = new Set<number>();
  for (let index = 0; index < count; index++) {
    const word = (i: number): number => view.getUint32(index * 512 + i * 4, true);
    const [first, second, flags, address, bytes, number, all, family] = Array.from({ length: 8 }, (_, i) => word(i));
    const known = first === WORDS.magic[0] && second === WORDS.magic[1] && word(127) === WORDS.end;
    // The ROM ignores blocks of another family, and starts the chip when it has `all` of them.
    if (!known || flags !== WORDS.familyPresent || family !== WORDS.family || bytes !== 256 || number !== index)
      throw new Error(`Block ${index} is none that the boot ROM takes.`);
    if (all !== count) throw new Error(`Block ${index} says that there are ${all}, not ${count}.`);
    const at = address! - XIP;
    const sector = at - (at % SECTOR);
    if (!erased.has(sector)) flash.fill(0xff, sector, sector + SECTOR);
    erased.add(sector);
    flash.set(file.subarray(index * 512 + 32, index * 512 + 288), at);
  }
}

/** A simulated card gets what the built file of a test card puts where the chip has its card. */
export function dragIntoCard(card: CardChip, name: string): void {
  const chip = new Uint8Array(CHIP_BYTES);
  dragOnto(chip, readFileSync(join(buildFolder, testCardFile(name))));
  loadCardImage(name, card, chip.slice(flashMap.card, flashMap.card + flashMap.cardBytes));
}
