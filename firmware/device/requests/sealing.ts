// Requests that end in a seal, a signature or a deciphered block, and the device journal. Called by link/requests.ts.
import { Message, WireError } from '../../../protocol/generated/firmware/wire';

/** True while a batch of this session takes documents. */
export function collecting(): bool {
  return false;
}

/** True while the clerk's grant for deciphering lasts. */
export function granted(): bool {
  return false;
}

/** The handler of every request that link/requests.ts has none for. */
export function sealing(_number: Message, _tag: u32): u32 {
  return WireError.UnknownMessage;
}

/** The host wants its open batch ended. */
export function sealingCancel(): void {}

/** The session ended: an open batch that was not approved is forgotten. */
export function sealingLeft(): void {}

/** Rows of the device journal that wait for an export. */
export function journalRows(): u32 {
  return 0;
}

/** Rows that fit. */
export function journalCapacity(): u32 {
  return 0;
}

/** Time of the newest row, seconds since 1970 UTC: the clock is never set before it. */
export function newestRow(): u32 {
  return 0;
}
