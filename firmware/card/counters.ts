// The card's counters and the latest time it has seen; called by seal, response, signature, delivery, authentication,
// status.
import { put, readRecord, Rec } from './memory';

@unmanaged
export class Counters {
  seal: u32;
  response: u32;
  signature: u32;
  delivery: u32;
  latestTime: u32;
}

export const COUNTERS: u32 = 20;
const counters = changetype<Counters>(memory.data(20, 4));

/** Reads them; all zero on a new card. */
export function readCounters(): Counters {
  const at = changetype<usize>(counters);
  if (!readRecord(Rec.Counters, at, COUNTERS)) memory.fill(at, 0, COUNTERS);
  return counters;
}

/** Adds them to the transaction. */
export function putCounters(): void {
  put(Rec.Counters, changetype<usize>(counters), COUNTERS, 0);
}
