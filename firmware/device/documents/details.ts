// What the clerk reads of one document: its fields in the order of the document, as records in a window of memory.
// Filled by intake.ts while the document streams by, read by the review screens. Of a document with more fields than
// the window holds the host sends all again, and a later window is kept: so nothing is cut (SPEC "Sealing", 3).
//
// A record, at an even address: field, one byte | DetailFlag, one byte | length, two bytes | the bytes. A long value
// takes several. Which bytes a record has depends on the document alone, not on how it was cut on its way.

export const enum DetailFlag {
  /** The value is within what is sealed. */
  Sealed = 1,
  /** The record goes on with the value of the record before. */
  Continued = 2,
}

const HEAD: u32 = 4;
const PIECE: u32 = 64;
const WINDOW: u32 = 1024;
const NONE: u32 = 0xffffffff;
const window: usize = memory.data(1024, 4);

@unmanaged
class Details {
  used: u32;
  /** Records before the window, and in it. */
  start: u32;
  count: u32;
  /** Records in all so far, those that found no room included. */
  seen: u32;
  /** The record that is open: its field, or 0; its place or NONE; its length. */
  field: u32;
  at: u32;
  length: u32;
}
const details = changetype<Details>(memory.data(28, 4));

/** Begins a window that leaves out the first `start` records. */
export function detailsBegin(start: u32): void {
  memory.fill(window, 0, WINDOW);
  memory.fill(changetype<usize>(details), 0, offsetof<Details>());
  details.start = start;
}

/** Bytes of a field. */
export function detailsPut(field: u32, sealed: bool, from: usize, length: u32): void {
  while (length > 0) {
    if (details.field != field || details.length == PIECE) openRecord(field, sealed);
    const part = min<u32>(length, PIECE - details.length);
    if (details.at != NONE) {
      memory.copy(window + details.used, from, part);
      details.used += part;
      store<u16>(window + details.at, <u16>(details.length + part), 2);
    }
    details.length += part;
    from += part;
    length -= part;
  }
}

/** The field has ended; an empty one is shown too, and the next is another even if it is of the same kind. */
export function detailsEnd(field: u32, sealed: bool): void {
  if (details.field != field) openRecord(field, sealed);
  details.field = 0;
}

function openRecord(field: u32, sealed: bool): void {
  const continued: u32 = details.field == field ? DetailFlag.Continued : 0;
  const number = details.seen++;
  details.field = field;
  details.length = 0;
  details.used = (details.used + 1) & ~1;
  // Once a record found no room none after it is kept: a window has no holes.
  const next = number == details.start + details.count;
  details.at = next && details.used + HEAD + PIECE <= WINDOW ? details.used : NONE;
  if (details.at == NONE) return;
  store<u8>(window + details.used, <u8>field);
  store<u8>(window + details.used, <u8>(continued | (sealed ? DetailFlag.Sealed : 0)), 1);
  store<u16>(window + details.used, 0, 2);
  details.used += HEAD;
  details.count++;
}

/** What was taken for sealed so far is not: the scope begins later (0541). */
export function detailsUnseal(): void {
  for (let record = detailsNextOf(0); record != 0; record = detailsNextOf(record))
    store<u8>(record, load<u8>(record, 1) & ~(<u8>DetailFlag.Sealed), 1);
}

/** True where records lie behind the window; detailsNext is the first of them. */
export function detailsMore(): bool {
  return details.seen > details.start + details.count;
}
export function detailsNext(): u32 {
  return details.start + details.count;
}
export function detailsStart(): u32 {
  return details.start;
}

/** Walks the window: 0 gives the first record, a record the next, 0 is the end. */
export function detailsNextOf(record: usize): usize {
  const next = record == 0 ? window : record + HEAD + ((<usize>load<u16>(record, 2) + 1) & ~1);
  return next < window + details.used ? next : 0;
}
export function detailField(record: usize): u32 {
  return load<u8>(record);
}
export function detailFlags(record: usize): u32 {
  return load<u8>(record, 1);
}
export function detailBytes(record: usize): usize {
  return record + HEAD;
}
export function detailLength(record: usize): u32 {
  return load<u16>(record, 2);
}
