// What waits to be sent to the host: whole frames in a ring, handed to the board as it takes them. Called by link.ts.
import { MAX_FRAME } from '../../../protocol/generated/firmware/wire';
import { portSend } from '../board';

const CAPACITY: u32 = 4096;
const ring: usize = memory.data(4096, 4);
let head: u32 = 0;
let used: u32 = 0;

/** Room for one more frame of any size: requests are taken only while it is true, so answers are never lost. */
export function outboxFree(): bool {
  return CAPACITY - used >= MAX_FRAME;
}

export function outboxEmpty(): bool {
  return used == 0;
}

export function outboxClear(): void {
  head = 0;
  used = 0;
}

/** Queues a frame; false where it does not fit, and then nothing of it is queued. */
export function outboxPut(frame: usize, length: u32): bool {
  if (CAPACITY - used < length) return false;
  for (let i: u32 = 0; i < length; i++) store<u8>(ring + ((head + used + i) & (CAPACITY - 1)), load<u8>(frame + i));
  used += length;
  return true;
}

/** Gives the board as much as it takes. */
export function outboxFlush(port: u32): void {
  while (used > 0) {
    const run = min<u32>(used, CAPACITY - head);
    const taken = portSend(port, ring + head, run);
    head = (head + taken) & (CAPACITY - 1);
    used -= taken;
    if (taken < run) return;
  }
}
