// UF2, the format that the Pico's boot ROM takes by drag and drop: blocks of 512 bytes with 256 bytes of flash each. Called by
// build.ts. Numbers from the UF2 specification; the family is the RP2040's.
/** Where the chip reads its flash as memory. */
export const FLASH_ADDRESS = 0x10000000;
const BLOCK = 512;
const PAYLOAD = 256;
const FAMILY_PRESENT = 0x2000;
const RP2040_FAMILY = 0xe48bff56;

export function uf2(image: Uint8Array, address: number): Uint8Array {
  const count = Math.ceil(image.length / PAYLOAD);
  const file = new Uint8Array(count * BLOCK);
  const view = new DataView(file.buffer);
  for (let index = 0; index < count; index++) {
    const header = [
      0x0a324655,
      0x9e5d5157,
      FAMILY_PRESENT,
      address + index * PAYLOAD,
      PAYLOAD,
      index,
      count,
      RP2040_FAMILY,
    ];
    for (const [i, word] of header.entries()) view.setUint32(index * BLOCK + i * 4, word, true);
    file.set(image.subarray(index * PAYLOAD, (index + 1) * PAYLOAD), index * BLOCK + 32);
    view.setUint32(index * BLOCK + BLOCK - 4, 0x0ab16f30, true);
  }
  return file;
}
