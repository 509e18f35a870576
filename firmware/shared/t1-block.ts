// Blocks of T=1 (ISO/IEC 7816-3, 11.3): one being received byte by byte, one being sent. Called by t1-card and
// t1-terminal. A block: NAD, PCB, LEN, up to 254 bytes of information, then LRC (one byte) or CRC (two).
import { wipe } from './constant-time';

export const T1_INF_MAX: u32 = 254;
const PROLOGUE: u32 = 3;
const BLOCK_MAX: u32 = 259;

const received: usize = memory.data(BLOCK_MAX, 4);
/** The block to send; t1BlockSendLength() bytes. */
export const T1_SEND: usize = memory.data(BLOCK_MAX, 4);

let count: u32 = 0;
let lastByteAt: u32 = 0;
let sendLength: u32 = 0;
let useCrc: bool = false;
/** A block was wrong: where it ends is not known, so bytes are dropped until the line is silent. */
let noise: bool = false;

/** PCB of the kinds of block (11.3.2.2); I and R carry their sequence bit elsewhere. */
export const enum T1Pcb {
  IMore = 0x20,
  ISequence = 0x40,
  R = 0x80,
  RSequence = 0x10,
  ROtherError = 0x02,
  ResynchRequest = 0xc0,
  ResynchResponse = 0xe0,
  IfsRequest = 0xc1,
  IfsResponse = 0xe1,
  AbortRequest = 0xc2,
  AbortResponse = 0xe2,
  WtxRequest = 0xc3,
  WtxResponse = 0xe3,
}

export function t1BlockInit(crc: bool): void {
  useCrc = crc;
  sendLength = 0;
  t1BlockForget();
}

/** Drops a half received block and every byte of blocks that came or went. */
export function t1BlockForget(): void {
  t1BlockDrop();
  wipe(received, BLOCK_MAX);
}

export function t1BlockForgetSent(): void {
  sendLength = 0;
  wipe(T1_SEND, BLOCK_MAX);
}

/** Takes a byte; true when it completes a good block. Anything wrong shows as t1BlockLate once the line is silent. */
export function t1BlockByte(byte: u32, now: u32): bool {
  lastByteAt = now;
  if (noise) return false;
  store<u8>(received + count, <u8>byte);
  count++;
  if (count < PROLOGUE) return false;
  const length = t1Length();
  noise = length > T1_INF_MAX || load<u8>(received) != 0; // 11.3.2: FF is reserved; without node addresses NAD is 00
  const edc: u32 = useCrc ? 2 : 1;
  if (noise || count < PROLOGUE + length + edc) return false;
  noise = useCrc ? !goodCrc(PROLOGUE + length) : lrc(received, PROLOGUE + length + 1) != 0;
  if (noise) return false;
  count = 0;
  return true;
}

/** True when a block has begun or was wrong, and nothing came for longer than the character waiting time (11.4.3). */
export function t1BlockLate(now: u32, characterWaitMs: u32): bool {
  return t1BlockBegun() && now - lastByteAt > characterWaitMs;
}

/** True while some bytes of a block have come. */
export function t1BlockBegun(): bool {
  return count > 0 || noise;
}

export function t1BlockLastByteAt(): u32 {
  return lastByteAt;
}

export function t1BlockDrop(): void {
  count = 0;
  noise = false;
}

export function t1Pcb(): u32 {
  return load<u8>(received, 1);
}

export function t1Length(): u32 {
  return load<u8>(received, 2);
}

/** Where the information of the received block lies. */
export function t1Information(): usize {
  return received + PROLOGUE;
}

/** Lays out the block to send; `information` may be anywhere. */
export function t1BlockMake(pcb: u32, information: usize, length: u32): void {
  t1BlockDrop(); // the two ends take turns: what came without being a block is over
  store<u8>(T1_SEND, 0);
  store<u8>(T1_SEND, <u8>pcb, 1);
  store<u8>(T1_SEND, <u8>length, 2);
  memory.copy(T1_SEND + PROLOGUE, information, length);
  const end = PROLOGUE + length;
  if (useCrc) {
    const value = crc(T1_SEND, end);
    store<u8>(T1_SEND + end, <u8>value);
    store<u8>(T1_SEND + end, <u8>(value >> 8), 1);
    sendLength = end + 2;
  } else {
    store<u8>(T1_SEND + end, <u8>lrc(T1_SEND, end));
    sendLength = end + 1;
  }
}

/** A block of one byte of information, or of none when `value` is negative. */
export function t1BlockMakeShort(pcb: u32, value: i32): void {
  const at = T1_SEND + PROLOGUE;
  if (value >= 0) store<u8>(at, <u8>value);
  t1BlockMake(pcb, at, value >= 0 ? 1 : 0);
}

export function t1BlockSendLength(): u32 {
  return sendLength;
}

function lrc(at: usize, length: u32): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < length; i++) sum ^= <u32>load<u8>(at + i);
  return sum;
}

/** CRC of ISO/IEC 13239: polynomial 1021 reflected, from FFFF, complemented, low byte first. */
function crc(at: usize, length: u32): u32 {
  let value: u32 = 0xffff;
  for (let i: u32 = 0; i < length; i++) {
    value ^= <u32>load<u8>(at + i);
    for (let bit = 0; bit < 8; bit++) value = (value >> 1) ^ (0x8408 & (0 - (value & 1)));
  }
  return ~value & 0xffff;
}

function goodCrc(length: u32): bool {
  const value = crc(received, length);
  return load<u8>(received + length) == <u8>value && load<u8>(received + length, 1) == <u8>(value >> 8);
}
