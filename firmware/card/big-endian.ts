// Numbers of four bytes in commands: big-endian and not aligned. Called by the commands.

export function readNumber(at: usize): u32 {
  return (<u32>load<u8>(at) << 24) | (<u32>load<u8>(at, 1) << 16) | (<u32>load<u8>(at, 2) << 8) | <u32>load<u8>(at, 3);
}

export function writeNumber(at: usize, value: u32): void {
  store<u8>(at, <u8>(value >> 24));
  store<u8>(at, <u8>(value >> 16), 1);
  store<u8>(at, <u8>(value >> 8), 2);
  store<u8>(at, <u8>value, 3);
}
