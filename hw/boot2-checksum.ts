// The boot ROM of the RP2040 starts a flash only if the first 252 bytes match the CRC-32 after them (datasheet 2.8.1.3.1: polynomial
// 04c11db7, not reflected, begins with ones). Called by build.ts; the emulator checks like the boot ROM.
const CODE = 252;

export function boot2Checksum(image: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of image.subarray(0, CODE)) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}

/** The image with the checksum in its place. */
export function sealBoot2(image: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(image);
  new DataView(sealed.buffer).setUint32(CODE, boot2Checksum(sealed), true);
  return sealed;
}
