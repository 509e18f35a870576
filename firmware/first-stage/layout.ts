// Where things lie in flash, from the start of the chip. Slot and staging area hold an update file byte by byte: the
// header, then the image. hw/pico/pico.ld has the same numbers.
import { Size } from '../../protocol/generated/firmware/update';

export const SECTOR: u32 = 4096;
export const PAGE: u32 = 256;
/** What runs; before it lies the first stage itself. */
export const RUN: u32 = 0x4000;
/** What is to run. */
export const STAGING: u32 = 0x100000;
export const SECTORS: u32 = <u32>Size.Slot / SECTOR;
/** Marks of staging.ts, one byte for each sector that has come whole. */
export const ARRIVED: u32 = STAGING + <u32>Size.Slot;
/** Marks of copy.ts. */
export const LOG: u32 = ARRIVED + SECTOR;
