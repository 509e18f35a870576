// The header of an update file: what it says, and whether it is whole. Called by all of the first stage.
import { Header, Size, Update } from '../../protocol/generated/firmware/update';
import { crc32 } from '../shared/crc32';
import { equalBytes } from '../shared/constant-time';
import { flashRead } from '../shared/flash';
import { boardName } from './board';

/** The header that is looked at; the one that came from a host lies in `buffer`. */
export const header: usize = memory.data(256, 8);
/** Bytes on their way: from a host to flash, or from flash to a digest. */
export const BUFFER: u32 = 2048;
export const buffer: usize = memory.data(2048, 8);

const name: usize = memory.data(16, 4);
/** "sigi" and "llup" as they lie in memory. */
const MAGIC_1: u32 = 0x69676973;
const MAGIC_2: u32 = 0x70756c6c;
/** Stack pointer and first instruction. */
const SHORTEST: u32 = 8;

export function version(): u32 {
  return load<u32>(header, <usize>Header.Version);
}

export function imageLength(): u32 {
  return load<u32>(header, <usize>Header.Length);
}

/** Reads the header at a flash address and looks at all of it but the signature. */
export function readHeader(address: u32): Update {
  flashRead(address, header, Size.Header);
  return checkHeader();
}

export function checkHeader(): Update {
  if (load<u32>(header) != MAGIC_1 || load<u32>(header, 4) != MAGIC_2) return Update.Damaged;
  const length = imageLength();
  if (length < SHORTEST || length > <u32>Size.Slot - <u32>Size.Header) return Update.Damaged;
  if (load<u32>(header, <usize>Header.HeaderCrc) != crc32(0, header, Header.HeaderCrc)) return Update.Damaged;
  boardName(name);
  return equalBytes(header + <usize>Header.Board, name, Size.Board) == 1 ? Update.Good : Update.Board;
}
