// Generated from protocol/tables/flash.ts by protocol/generate/flash.ts; do not edit.
/** Bytes from the start of the chip. */
export const enum FlashMap {
  Page = 256,
  Sector = 4096,
  StageTable = 448,
  Run = 16384,
  RunEnd = 262144,
  ProtectedEnd = 1048576,
  Staging = 1048576,
  Arrived = 1294336,
  Log = 1298432,
  StagingEnd = 1302528,
  Card = 1507328,
  CardBytes = 65536,
  Device = 1572864,
  DeviceBytes = 524288,
  End = 2097152,
}
