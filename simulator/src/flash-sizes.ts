// How much flash the firmware may use, in sectors of 4096 bytes. Reads beyond it fail loudly, so these follow `SECTORS` in
// firmware/device/settings.ts and firmware/card/memory.ts.

export const DEVICE_FLASH_SECTORS = 128;
export const CARD_FLASH_SECTORS = 16;
