// How much flash the firmware may use, in sectors. Reads beyond it fail loudly.
import { flashMap } from '@sigillator/protocol/tables/flash';

export const DEVICE_FLASH_SECTORS = flashMap.deviceBytes / flashMap.sector;
export const CARD_FLASH_SECTORS = flashMap.cardBytes / flashMap.sector;
