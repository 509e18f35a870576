// The answer to reset (ISO/IEC 7816-3, 8.2): the card writes one, the terminal reads one byte by byte.

/** Longest answer to reset (8.2.1): TS and 32 characters. */
export const ATR_MAX: u32 = 33;

/** The card's: T=1 only, 254 bytes a block, LRC, BWI 4, CWI 5, extended lengths. Returns its length. */
export function atrWrite(at: usize): u32 {
  store<u8>(at, 0x3b); // TS: direct convention
  store<u8>(at, 0x8a, 1); // T0: TD1 follows, 10 historical bytes
  store<u8>(at, 0x81, 2); // TD1: TD2 follows, T=1
  store<u8>(at, 0x31, 3); // TD2: TA3 and TB3 follow, T=1
  store<u8>(at, 0xfe, 4); // TA3: IFSC 254
  store<u8>(at, 0x45, 5); // TB3: BWI 4, CWI 5
  store<u8>(at, 0x80, 6); // historical bytes in compact TLV (ISO/IEC 7816-4, 12.1.1)
  store<u8>(at, 0x73, 7); // card capabilities
  store<u8>(at, 0xc0, 8); // selection by full name and by path
  store<u8>(at, 0x01, 9); // data unit of one byte
  store<u8>(at, 0x40, 10); // extended Lc and Le
  store<u8>(at, 0x54, 11); // card issuer's data: "SIGI"
  store<u32>(at, 0x49474953, 12);
  let check: u32 = 0;
  for (let i: u32 = 1; i < 16; i++) check ^= <u32>load<u8>(at + i);
  store<u8>(at, <u8>check, 16); // TCK, since T=1 is offered
  return 17;
}

export const enum Atr {
  More = 0,
  Whole = 1,
  /** Not an answer to reset, a wrong check byte, or no T=1. */
  Bad = 2,
}

const bytes: usize = memory.data(ATR_MAX, 4);
let count: u32 = 0;
let offersT1: bool = false;
let firstProtocol: u32 = 0;
let informationMax: u32 = 32;
let waits: u32 = 0x4d;
let crc: bool = false;

export function atrStart(): void {
  count = 0;
}

export function atrByte(byte: u32): Atr {
  if (count == ATR_MAX) return Atr.Bad;
  store<u8>(bytes + count, <u8>byte);
  count++;
  if (load<u8>(bytes) != 0x3b) return Atr.Bad;
  const whole = walk();
  if (whole > ATR_MAX) return Atr.Bad;
  if (count < whole) return Atr.More;
  return offersT1 && informationMax >= 1 && informationMax <= 254 ? Atr.Whole : Atr.Bad;
}

/** Reads what is there from T0 on; returns how long the whole is, as far as is known, or more than ATR_MAX if wrong. */
function walk(): u32 {
  offersT1 = false;
  firstProtocol = 0;
  informationMax = 32; // 11.4.2 to 11.4.4: what holds when TA, TB, TC for T=1 are absent
  waits = 0x4d;
  crc = false;
  let needsCheck: u32 = 0;
  let described = false;
  let indicatorAt: u32 = 1;
  let protocol: u32 = 0;
  for (let level: u32 = 1; level <= ATR_MAX; level++) {
    if (indicatorAt >= count) return indicatorAt + 1;
    const announced: u32 = <u32>load<u8>(bytes + indicatorAt) >> 4;
    const last = indicatorAt + <u32>popcnt<u32>(announced);
    if (last >= count) return last + 1;
    // 11.4.1: the first bytes after T=1 with i > 2 are the ones that count.
    if (level > 2 && protocol == 1 && !described) {
      described = true;
      readSpecific(indicatorAt + 1, announced);
    }
    if ((announced & 8) == 0) {
      const whole = last + 1 + (<u32>load<u8>(bytes, 1) & 15) + needsCheck;
      return count == whole && needsCheck != 0 && checkSum() != 0 ? ATR_MAX + 1 : whole;
    }
    indicatorAt = last;
    protocol = <u32>load<u8>(bytes + last) & 15;
    if (level == 1) firstProtocol = protocol;
    if (protocol == 1) offersT1 = true;
    if (protocol != 0) needsCheck = 1; // 8.2.5
  }
  return ATR_MAX + 1;
}

function readSpecific(at: u32, announced: u32): void {
  if ((announced & 1) != 0) informationMax = <u32>load<u8>(bytes + at++);
  if ((announced & 2) != 0) waits = <u32>load<u8>(bytes + at++);
  if ((announced & 4) != 0) crc = (load<u8>(bytes + at) & 1) != 0;
}

function checkSum(): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 1; i < count; i++) sum ^= <u32>load<u8>(bytes + i);
  return sum;
}

export function atrLength(): u32 {
  return count;
}

export function atrBytes(): usize {
  return bytes;
}

/** The protocol that is used unless another is negotiated. */
export function atrFirstProtocol(): u32 {
  return firstProtocol;
}

export function atrInformationMax(): u32 {
  return informationMax;
}

export function atrUsesCrc(): bool {
  return crc;
}

/** Block waiting time in ms (11.4.3: 11 etu + 2^BWI * 960 * 372 / f), rounded up, for an etu in microseconds. */
export function atrBlockWaitMs(etuMicroseconds: u32, clockKilohertz: u32): u32 {
  const cycles: u32 = (<u32>960 * 372) << min(waits >> 4, 9);
  return (11 * etuMicroseconds) / 1000 + cycles / clockKilohertz + 2;
}

/** Character waiting time in ms (11.4.3: 11 + 2^CWI etu), rounded up. */
export function atrCharacterWaitMs(etuMicroseconds: u32): u32 {
  const etus: u32 = 11 + (<u32>1 << (waits & 15));
  return (etus * etuMicroseconds) / 1000 + 1;
}
