// A command APDU taken apart (ISO/IEC 7816-4, 5.1: short and extended lengths); called by the dispatcher.

export const enum Le {
  /** Absent: as much as there is, up to 256. */
  None = 0,
}

export let ins: u32 = 0;
export let p1: u32 = 0;
export let p2: u32 = 0;
/** The command data. */
export let data: usize = 0;
export let dataLength: u32 = 0;
/** Longest answer wanted, 1 to 65536, or Le.None. */
export let expected: u32 = 0;

/** Takes `length` bytes at `at` apart; false if the lengths in it do not add up. The header is read if it is there. */
export function parseApdu(at: usize, length: u32): bool {
  dataLength = 0;
  expected = Le.None;
  data = at;
  if (length < 4) return false;
  ins = load<u8>(at, 1);
  p1 = load<u8>(at, 2);
  p2 = load<u8>(at, 3);
  if (length == 4) return true; // case 1
  const first: u32 = load<u8>(at, 4);
  if (length == 5) {
    expected = first == 0 ? 256 : first; // case 2S
    return true;
  }
  if (first != 0) {
    data = at + 5;
    dataLength = first;
    if (length == 5 + first) return true; // case 3S
    const le: u32 = load<u8>(at + length - 1);
    return length == 6 + first && setExpected(le == 0 ? 256 : le); // case 4S
  }
  if (length < 7) return false;
  const wide: u32 = number(at + 5);
  if (length == 7) return setExpected(wide == 0 ? 65536 : wide); // case 2E
  data = at + 7;
  dataLength = wide;
  if (wide == 0) return false;
  if (length == 7 + wide) return true; // case 3E
  if (length != 9 + wide) return false;
  const le = number(at + 7 + wide);
  return setExpected(le == 0 ? 65536 : le); // case 4E
}

function setExpected(value: u32): bool {
  expected = value;
  return true;
}

function number(at: usize): u32 {
  return (<u32>load<u8>(at) << 8) | <u32>load<u8>(at, 1);
}
