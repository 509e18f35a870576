// The batch that a host has announced: what is known of each document until it is sealed. Called by intake.ts,
// sealing.ts and the review screens. Nothing of it lies in flash before the clerk has approved.
import { BATCH_MAXIMUM } from '../../../protocol/generated/firmware/wire';

export const enum BatchPhase {
  /** No batch. */
  None = 0,
  /** Documents are coming in. */
  Collecting = 1,
  /** All are here; the host has asked for approval and the clerk decides. */
  Asking = 2,
  /** The clerk has approved: it is finished whatever happens to the link. */
  Approved = 3,
  /** Finished while the host was asking again for it. */
  Done = 4,
}

@unmanaged
export class Batch {
  /** Sequence number of the first document. */
  sequence: u64;
  phase: BatchPhase;
  /** Number of the host in hosts.ts. */
  host: u32;
  count: u32;
  /** Documents that are here, from the first on. */
  ready: u32;
  /** Documents at the head that were sealed under these numbers before. */
  known: u32;
  /** Documents sealed since the approval, from `known` on. */
  sealed: u32;
  /** Bytes of all documents. */
  bytes: u32;
  /** 1: a host asks again for what is approved already. */
  joined: u32;
  /** 1: given up as soon as the card has answered. */
  stopping: u32;
  unused: u32;
}
export const batch = changetype<Batch>(memory.data(48, 8));

export const CUSTOMS_ID: u32 = 35;

/** What the list shows of a document. */
@unmanaged
export class Summary {
  length: u32;
  goods: u32;
  profile: u8;
  purpose: u8;
  /** 1: fields that the profile does not seal are shown as such. */
  unsealed: u8;
  /** 1: not EDIFACT, cannot be shown; allowed at the keypad. */
  unshown: u8;
  typeLength: u8;
  destinationLength: u8;
  idLength: u8;
  /** 1: the customs id goes on beyond what is kept; the details show all of it. */
  idCut: u8;
  type0: u32;
  type1: u32;
  destination: u32;
}
const TEXT: usize = offsetof<Summary>();
const SUMMARY: usize = TEXT + 36;
const summaries: usize = memory.data(64 * 64, 4);

/** What sealing needs of a document, as it also lies in flash once approved. */
export const INTENT: u32 = 84;
export const INTENT_DIGEST: usize = 0; // 32, of the request
export const INTENT_EVIDENCE: usize = 32; // 32
export const INTENT_SEAL: usize = 64; // 18 ASCII digits
export const INTENT_PURPOSE: usize = 82;
export const INTENT_PROFILE: usize = 83;
const intents: usize = memory.data(84 * 64, 4);

export function summaryOf(index: u32): Summary {
  return changetype<Summary>(summaries + <usize>index * SUMMARY);
}
/** The customs id, idLength bytes. */
export function summaryId(index: u32): usize {
  return changetype<usize>(summaryOf(index)) + TEXT;
}
export function summaryClear(index: u32): void {
  memory.fill(changetype<usize>(summaryOf(index)), 0, SUMMARY);
}

export function intentOf(index: u32): usize {
  return intents + <usize>index * INTENT;
}

/** Documents that this batch still has to seal or has sealed itself. */
export function batchOwn(): u32 {
  return batch.count - batch.known;
}

export function batchClear(): void {
  memory.fill(changetype<usize>(batch), 0, offsetof<Batch>());
  memory.fill(summaries, 0, SUMMARY * BATCH_MAXIMUM);
  memory.fill(intents, 0, INTENT * BATCH_MAXIMUM);
}
