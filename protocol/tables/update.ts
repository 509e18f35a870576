// The update file: a header of one flash page, then the image. generate/update.ts writes the numbers for the firmware; host and
// board build read them here. All numbers are little-endian.

/** Offset of each field of the header, in bytes. */
export const updateHeader = {
  /** "sigillup" */
  magic: 0,
  /** Which board the image is for: up to 16 ASCII characters, filled with zeros. */
  board: 8,
  /** u32: major * 2^24 + minor * 2^16 + patch; an update must be above what runs. */
  version: 24,
  /** u32: bytes of the image. */
  length: 28,
  /** SHA-256 of the image: what the display shows before the key press. */
  digest: 32,
  /** u32: CRC-32 of the image, for the quick look at every start. */
  crc: 64,
  /** First 8 bytes of the public key that the signature is for. */
  key: 68,
  /** Zeros from here on. */
  zeros: 76,
  /** u32: CRC-32 of all before it. */
  headerCrc: 188,
  /** Ed25519 over all before it. */
  signature: 192,
} as const;

export const updateSizes = {
  header: 256,
  board: 16,
  /** What is signed. */
  signed: 192,
  /** Room for header and image in the run slot and in the staging area. */
  slot: 240 * 1024,
} as const;

/** Answers of the first stage (firmware/first-stage), numbers of the board contract too. */
export const updateOutcomes = {
  Good: 0,
  Working: 1,
  /** No header, or not one of a whole file. */
  Damaged: 2,
  Board: 3,
  /** Not above the version that runs. */
  Older: 4,
  /** Signed by neither key of this device. */
  Key: 5,
  /** The image is not the one that was signed. */
  Digest: 6,
  /** Not now: nothing was begun, or the bytes are not those that come next. */
  State: 7,
} as const;

/**
 * Public keys, in hexadecimal, whose private keys anybody can derive (hw/keys.ts): release and recovery. A device whose first
 * stage trusts one says DEVELOPMENT; the simulator is such a device.
 */
export const developmentPublicKeys = [
  '3ddf732f34f4773c8eb8e086108f54dea34377d3cbe0338af825404de8889140',
  '60eb49ff400b2827d6300ebcd558f9beeba45d5ddbe91e6cf2f62a351e849521',
] as const;
