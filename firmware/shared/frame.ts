// Frames on any byte pipe: COBS (no zero inside), CRC-32 at the end, one zero behind. SPEC.md "Frames".
// Receiving works on the bytes as they come; a damaged or oversized frame is dropped and the next zero starts anew.
import { crc32 } from './crc32';

/** What feeding one byte can bring. */
export const enum Fed {
  /** Nothing yet. */
  More = 0,
  /** A whole frame: kind and message lie in the buffer, frameLength bytes without the CRC. */
  Frame = 1,
  /** Bytes up to a zero that are no frame. */
  Damaged = 2,
}

/** A receiver; its buffer lies behind it. A frame above the capacity is dropped like a damaged one. */
@unmanaged
export class Receiver {
  /** Bytes of the buffer: MAX_FRAME where a session may be, less for a port that only says hello. */
  capacity: u32;
  /** Decoded bytes so far. */
  length: u32;
  /** Bytes that follow until the next code byte; 0 means the next byte is a code. */
  run: u32;
  /** 1 where the run that ends now stands for a zero byte. */
  zero: u32;
  /** 1 until the next zero byte: what came so far is no frame. */
  lost: u32;
}
/** Bytes of a receiver without its buffer. */
export const RECEIVER_BYTES: usize = offsetof<Receiver>();

export function frameBuffer(receiver: Receiver): usize {
  return changetype<usize>(receiver) + offsetof<Receiver>();
}

/** Forgets what came so far: a port was opened or closed. */
export function frameReset(receiver: Receiver): void {
  receiver.length = 0;
  receiver.run = 0;
  receiver.zero = 0;
  receiver.lost = 0;
}

/** Takes one byte of the pipe. On Fed.Frame the caller reads receiver.length bytes at frameBuffer, then frameReset. */
export function frameFeed(receiver: Receiver, byte: u8): Fed {
  if (byte == 0) return finish(receiver);
  if (receiver.lost) return Fed.More;
  if (receiver.run == 0) {
    // A code byte: the zero that the run before stood for comes out now, since the frame goes on.
    if (receiver.zero) put(receiver, 0);
    receiver.run = byte - 1;
    receiver.zero = byte == 255 ? 0 : 1;
  } else {
    put(receiver, byte);
    receiver.run--;
  }
  return Fed.More;
}

function put(receiver: Receiver, byte: u8): void {
  if (receiver.length >= receiver.capacity) {
    receiver.lost = 1;
    return;
  }
  store<u8>(frameBuffer(receiver) + receiver.length, byte);
  receiver.length++;
}

function finish(receiver: Receiver): Fed {
  const length = receiver.length;
  const whole = receiver.lost == 0 && receiver.run == 0 && length > 4;
  const empty = length == 0 && receiver.run == 0 && receiver.zero == 0 && receiver.lost == 0;
  frameReset(receiver);
  if (empty) return Fed.More; // zeros between frames say nothing
  if (!whole) return Fed.Damaged;
  const body = length - 4;
  const buffer = frameBuffer(receiver);
  if (crc32(0, buffer, body) != loadBytes(buffer + body)) return Fed.Damaged;
  receiver.length = body;
  return Fed.Frame;
}

/** A little-endian u32 at any address: the M0+ has no unaligned loads. */
function loadBytes(at: usize): u32 {
  return load<u8>(at) | (<u32>load<u8>(at, 1) << 8) | (<u32>load<u8>(at, 2) << 16) | (<u32>load<u8>(at, 3) << 24);
}

/**
 * Writes the frame around `length` bytes at `source` (four bytes behind them are overwritten) to `out`; answers its
 * size.
 */
export function frameWrite(source: usize, length: u32, out: usize): u32 {
  const crc = crc32(0, source, length);
  for (let i: u32 = 0; i < 4; i++) store<u8>(source + length + i, <u8>(crc >> (i << 3)));
  const total = length + 4;
  let code = out; // where the code byte of the open run goes
  let at = out + 1;
  for (let i: u32 = 0; i < total; i++) {
    const byte = load<u8>(source + i);
    if (byte != 0) store<u8>(at++, byte);
    const run = at - code;
    if (byte == 0 || run == 255) {
      store<u8>(code, <u8>run);
      code = at++;
    }
  }
  store<u8>(code, <u8>(at - code));
  store<u8>(at, 0);
  return <u32>(at + 1 - out);
}
