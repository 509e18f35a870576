// Frames on any byte pipe: COBS, CRC-32, zero at the end. Host side; firmware/shared/frame.ts is the other. SPEC.md "Frames".
import { limits } from '@sigillator/protocol/tables/limits';
import { crc32 } from './crc32.ts';

/** The frame around a kind byte and a message, ready for the wire. */
export function encodeFrame(kind: number, message: Uint8Array): Uint8Array {
  const body = new Uint8Array(message.length + 5);
  body[0] = kind;
  body.set(message, 1);
  new DataView(body.buffer).setUint32(body.length - 4, crc32(body.subarray(0, body.length - 4)), true);
  return cobsEncode(body);
}

function cobsEncode(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + Math.ceil((body.length + 1) / 254) + 2);
  let code = 0;
  let at = 1;
  for (const byte of body) {
    if (byte !== 0) out[at++] = byte;
    if (byte === 0 || at - code === 255) {
      out[code] = at - code;
      code = at++;
    }
  }
  out[code] = at - code;
  out[at++] = 0;
  return out.subarray(0, at);
}

export interface Frame {
  kind: number;
  message: Uint8Array;
}

/** Takes bytes in any chunking and gives frames; damaged ones are counted and dropped. */
export class FrameReader {
  /** How many runs of bytes up to a zero were no frame. */
  damaged = 0;
  readonly #pending = new Uint8Array(limits.maxFrame + 16);
  #length = 0;
  #lost = false;

  *feed(bytes: Uint8Array): Generator<Frame> {
    for (const byte of bytes) {
      if (byte !== 0) {
        if (this.#length === this.#pending.length) this.#lost = true;
        else this.#pending[this.#length++] = byte;
        continue;
      }
      const frame = this.#lost ? undefined : decodeFrame(this.#pending.subarray(0, this.#length));
      if (frame) yield frame;
      else if (this.#length > 0) this.damaged++;
      this.#length = 0;
      this.#lost = false;
    }
  }
}

/** The frame in the bytes between two zeros; undefined where they are none. */
export function decodeFrame(encoded: Uint8Array): Frame | undefined {
  const body = new Uint8Array(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; ) {
    const code = encoded[at]!;
    if (at + code > encoded.length) return undefined;
    body.set(encoded.subarray(at + 1, at + code), length);
    length += code - 1;
    at += code;
    if (code !== 255 && at < encoded.length) body[length++] = 0;
  }
  if (length <= 4 || length - 4 > limits.maxFrame) return undefined;
  const crc = new DataView(body.buffer).getUint32(length - 4, true);
  if (crc !== crc32(body.subarray(0, length - 4))) return undefined;
  return { kind: body[0]!, message: body.slice(1, length - 4) };
}
