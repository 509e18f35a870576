// The last long answer (a signature, a certificate request), which the host fetches by read-blob. Set by the handler
// that made it, forgotten with the session.
/** Room for one. Whoever builds one here has forgotten the one before. */
export const BLOB_ROOM: u32 = 1024;
export const blobRoom: usize = memory.data(1024, 4);

let bytes: usize = 0;
let length: u32 = 0;

/** `at` stays the owner's and must keep its bytes until the next blob or the end of the session. */
export function blobOffer(at: usize, n: u32): void {
  bytes = at;
  length = n;
}

export function blobForget(): void {
  bytes = 0;
  length = 0;
}

export function blobBytes(): usize {
  return bytes;
}

export function blobLength(): u32 {
  return length;
}
