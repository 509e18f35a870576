// What the office has set, kept in flash. Called by the machine and the settings screens; STATES.md says when.
import { FlashMap } from '../../protocol/generated/firmware/flash';
import { currentLanguage, setLanguage } from './display/sentence';
import { Store, storeIdle, storeRead, storeSave } from '../shared/store';

/** Keys of the device's store. Rows of the journal come after these. */
export const enum StoreKey {
  Settings = 1,
  /** device-code.ts: salt and stretched code. */
  Code = 2,
  /** device-code.ts: wrong tries in a row. */
  CodeTries = 3,
  /** The organisation's terminal key, 32 bytes. */
  TerminalKey = 4,
  /** link/device-keys.ts: the key pair of the device for sessions. */
  LinkKeys = 5,
  /** link/hosts.ts: the first of the paired hosts, 16 to 23. */
  FirstHost = 16,
  /** documents/sealing.ts: what the clerk has approved and is not all sealed; its documents, 25 to 29. */
  Approval = 24,
  FirstIntent = 25,
  /** documents/rows.ts: last row that is safe on a host; the rows. */
  Acknowledged = 31,
  FirstRow = 512,
}

/**
 * Sectors of the device's flash that the store has, and keys it may hold. A full journal of rows with signatures fits,
 * an approval of the most documents and all hosts beside it: nothing that was approved ever lacks room.
 */
export const SECTORS: u32 = <u32>FlashMap.DeviceBytes / <u32>FlashMap.Sector;
export const INDEX_ENTRIES: u32 = 576;
export const storeMemory: usize = memory.data(2304, 4);

export const TIMEOUT_DEFAULT: u32 = 2;
export const TIMEOUT_MOST: u32 = 30;

@unmanaged
export class Settings {
  language: u32;
  /** Minutes without a key until the PIN is asked again. */
  timeout: u32;
  /** 1: documents that cannot be shown may be sealed. */
  unseen: u32;
  /** 1: paired hosts may bring new firmware. */
  updates: u32;
}
const SIZE: u32 = 16;
export const settings = changetype<Settings>(memory.data(16, 4));
const TRIES: u32 = 16;

/** Reads the settings, or takes the defaults. */
export function loadSettings(): void {
  settings.timeout = TIMEOUT_DEFAULT;
  settings.unseen = 0;
  settings.updates = 0;
  settings.language = 0;
  storeRead(StoreKey.Settings, changetype<usize>(settings), SIZE);
  if (settings.timeout < 1 || settings.timeout > TIMEOUT_MOST) settings.timeout = TIMEOUT_DEFAULT;
  setLanguage(settings.language);
}

/** Stores the settings; false if the memory did not take them, and then they are as they were. */
export function saveSettings(): bool {
  settings.language = currentLanguage();
  if (save(StoreKey.Settings, changetype<usize>(settings), SIZE, 0)) return true;
  loadSettings();
  return false;
}

/** Stores one record; makes room first where the store asks for it. */
export function save(key: u32, pointer: usize, length: u32, secret: u32): bool {
  let result = storeSave(key, pointer, length, secret);
  for (let i: u32 = 0; i < TRIES && result == Store.BUSY; i++) {
    storeIdle();
    result = storeSave(key, pointer, length, secret);
  }
  return result == Store.OK;
}
