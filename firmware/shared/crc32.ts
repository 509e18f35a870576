// CRC-32 of ISO 3309 (reflected, 0xEDB88320), four bits at a time; called for frames and flash rows. Not for secrets.

const TABLE: usize = memory.data<u32>([
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
  0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
], 4);

/** The checksum of `n` bytes after those whose checksum is `before` (0 at the start). */
export function crc32(before: u32, p: usize, n: u32): u32 {
  let crc: u32 = ~before;
  for (let i: u32 = 0; i < n; i++) {
    crc ^= load<u8>(p + i);
    crc = (crc >>> 4) ^ load<u32>(TABLE + ((crc & 15) << 2));
    crc = (crc >>> 4) ^ load<u32>(TABLE + ((crc & 15) << 2));
  }
  return ~crc;
}
