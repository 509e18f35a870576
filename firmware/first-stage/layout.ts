// The places in flash that the first stage uses (protocol/tables/flash.ts), as the numbers that it counts with.
import { FlashMap } from '../../protocol/generated/firmware/flash';
import { Size } from '../../protocol/generated/firmware/update';

export const SECTOR: u32 = FlashMap.Sector;
export const PAGE: u32 = FlashMap.Page;
export const RUN: u32 = FlashMap.Run;
export const STAGING: u32 = FlashMap.Staging;
export const SECTORS: u32 = <u32>Size.Slot / SECTOR;
/** Marks of staging.ts, one byte for each sector that has come whole. */
export const ARRIVED: u32 = FlashMap.Arrived;
/** Marks of copy.ts. */
export const LOG: u32 = FlashMap.Log;
