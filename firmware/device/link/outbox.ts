// What waits to be sent to the host: whole frames, handed to the board as it takes them. Called by send.ts and link.ts.
import { MAX_FRAME } from '../../../protocol/generated/firmware/wire';
import { portSend } from '../board';

/** One answer of any size, the reserve, and a few small answers that the port has not taken yet. */
const CAPACITY: u32 = 3072;
/** Kept free for the answer of the one request that waits for a person, which is always small. */
const RESERVE: u32 = 256;
const buffer: usize = memory.data(3072, 4);
let from: u32 = 0;
let to: u32 = 0;

/** Room for an answer of any size: requests are taken only while it is true, so answers are never lost. */
export function outboxFree(): bool {
  return CAPACITY - (to - from) >= MAX_FRAME + RESERVE;
}

export function outboxClear(): void {
  from = 0;
  to = 0;
}

/** Where the next frame may be written; at least `length` bytes, or 0. */
export function outboxSpace(length: u32): usize {
  if (CAPACITY - to < length) {
    memory.copy(buffer, buffer + from, to - from);
    to -= from;
    from = 0;
  }
  return CAPACITY - to < length ? 0 : buffer + to;
}

/** What was written at outboxSpace is a frame to be sent. */
export function outboxAdd(length: u32): void {
  to += length;
}

/** Gives the board as much as it takes. */
export function outboxFlush(port: u32): void {
  while (from < to) {
    const taken = portSend(port, buffer + from, to - from);
    if (taken == 0) return;
    from += taken;
  }
  outboxClear();
}
