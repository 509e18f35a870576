// Numbers of four bytes in commands and answers: big-endian, at any address. Called by card and device.

export function readNumber(at: usize): u32 {
  return (<u32>load<u8>(at) << 24) | (<u32>load<u8>(at, 1) << 16) | (<u32>load<u8>(at, 2) << 8) | <u32>load<u8>(at, 3);
}

export function writeNumber(at: usize, value: u32): void {
  store<u8>(at, <u8>(value >> 24));
  store<u8>(at, <u8>(value >> 16), 1);
  store<u8>(at, <u8>(value >> 8), 2);
  store<u8>(at, <u8>value, 3);
}

/** A number of two bytes, such as a status word. */
export function readShort(at: usize): u32 {
  return (<u32>load<u8>(at) << 8) | <u32>load<u8>(at, 1);
}
