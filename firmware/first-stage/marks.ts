// Marks in flash: a byte that was cleared stands for something that was done whole. A mark that power cut short does
// not count and may be made again. Called by staging.ts and copy.ts.
import { flashProgram, flashRead } from '../shared/flash';

const byte: usize = memory.data(4, 4);

export function isMarked(address: u32): bool {
  flashRead(address, byte, 1);
  return load<u8>(byte) == 0;
}

export function mark(address: u32): void {
  store<u8>(byte, 0);
  flashProgram(address, byte, 1);
}
