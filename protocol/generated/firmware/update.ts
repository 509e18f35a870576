// Generated from protocol/tables/update.ts by protocol/generate/update.ts; do not edit.
/** Offsets of the header of an update file. */
export const enum Header {
  Magic = 0,
  Board = 8,
  Version = 24,
  Length = 28,
  Digest = 32,
  Crc = 64,
  Key = 68,
  Zeros = 76,
  HeaderCrc = 188,
  Signature = 192,
}

/** Bytes. */
export const enum Size {
  Header = 256,
  Board = 16,
  Signed = 192,
  Slot = 245760,
}

/** What the first stage answers. */
export const enum Update {
  Good = 0,
  Working = 1,
  Damaged = 2,
  Board = 3,
  Older = 4,
  Key = 5,
  Digest = 6,
  State = 7,
}
