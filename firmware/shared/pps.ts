// Protocol and parameters selection (ISO/IEC 7816-3, 9), the card's end: T=1 at the speed that holds without any.
// Called by card/line.ts for what comes right after the answer to reset.

export const enum Pps {
  /** Not a selection: the byte belongs to a block. */
  None = 0,
  Taken = 1,
  /** PPS_ANSWER must go out: protocol T=1; without PPS1 the usual speed holds (9.3). */
  Agreed = 2,
}

export const PPS_ANSWER_LENGTH: u32 = 3;
export const PPS_ANSWER: usize = memory.data<u8>([0xff, 0x01, 0xfe]);

/** Characters of the request so far; none may follow once a block has come. */
let count: u32 = 0;
let over: bool = false;
let length: u32 = 0;
let protocol: u32 = 0;
let check: u32 = 0;

export function ppsStart(): void {
  count = 0;
  over = false;
}

/** `late`: nothing had come for longer than the character waiting time. */
export function ppsByte(byte: u32, late: bool): Pps {
  if (late) count = 0;
  if (over || (count == 0 && byte != 0xff)) {
    over = true;
    return Pps.None;
  }
  if (count == 0) check = 0;
  check ^= byte;
  count++;
  if (count == 2) {
    // PPS0: protocol, and which of PPS1 to PPS3 follow.
    protocol = byte & 15;
    length = 3 + <u32>popcnt<u32>(byte & 0x70);
  }
  if (count < 3 || count < length) return Pps.Taken;
  count = 0;
  // 9.1: a wrong request gets no answer.
  return check == 0 && protocol == 1 ? Pps.Agreed : Pps.Taken;
}
