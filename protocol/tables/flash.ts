// Where things lie in the flash chip, in bytes from its start. generate/flash.ts writes the numbers for the firmware, hw/contract.ts
// for the boards' C and linker scripts; simulator and tests read them here.
import { updateSizes } from './update.ts';

const sector = 4096;
const run = 0x4000;
const staging = 0x100000;
const arrived = staging + updateSizes.slot;
const log = arrived + sector;
const end = 0x200000;

export const flashMap = {
  page: 256,
  sector,
  /** The functions of the first stage for the device. The first stage itself lies before `run`. */
  stageTable: 0x1c0,
  /** What runs: an update file byte by byte, the header, then the image. */
  run,
  runEnd: run + updateSizes.slot,
  /** The chip protects what lies before this: what the device may change lies behind it. */
  protectedEnd: end / 2,
  /** What is to run: another update file. */
  staging,
  /** Marks of what has come, a byte for each sector. */
  arrived,
  /** Marks of the copy. */
  log,
  stagingEnd: log + sector,
  /** The card's store, on a chip of its own or on the device's. */
  card: 0x170000,
  cardBytes: 16 * sector,
  /** The device's store. */
  device: 0x180000,
  deviceBytes: 128 * sector,
  end,
} as const;
