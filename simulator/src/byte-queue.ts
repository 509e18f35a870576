// A queue of bytes in a buffer of fixed size, as the buffers of a port are. Plain data, so that snapshots can copy it.

export interface ByteQueue {
  readonly buffer: Uint8Array;
  /** Place of the oldest byte. */
  start: number;
  length: number;
}

export const emptyQueue = (capacity: number): ByteQueue => ({ buffer: new Uint8Array(capacity), start: 0, length: 0 });

/** Appends as many of the bytes as fit; returns how many. */
export function put(queue: ByteQueue, bytes: Uint8Array): number {
  const { buffer } = queue;
  const count = Math.min(bytes.length, buffer.length - queue.length);
  const end = (queue.start + queue.length) % buffer.length;
  const first = Math.min(count, buffer.length - end);
  buffer.set(bytes.subarray(0, first), end);
  buffer.set(bytes.subarray(first, count), 0);
  queue.length += count;
  return count;
}

/** Moves the oldest bytes to the target, as many as it holds; returns how many. */
export function take(queue: ByteQueue, target: Uint8Array): number {
  const { buffer, start } = queue;
  const count = Math.min(target.length, queue.length);
  const first = Math.min(count, buffer.length - start);
  target.set(buffer.subarray(start, start + first));
  target.set(buffer.subarray(0, count - first), first);
  queue.start = (start + count) % buffer.length;
  queue.length -= count;
  return count;
}
