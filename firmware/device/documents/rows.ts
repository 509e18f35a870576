// The device journal: one row a seal in the store, hash-chained, in a ring of positions. Called by sealing.ts, the
// requests of the journal, and at start. SPEC "Device journal" says what a row means; here is where its bytes lie.
import { PAIRED_HOSTS, RESULTS_KEPT } from '../../../protocol/generated/firmware/wire';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../../shared/sha256';
import { storeRead } from '../../shared/store';
import { cborWriteHead, Major } from '../../shared/cbor';
import { hostCount, NO_HOST } from '../link/hosts';
import { save, StoreKey } from '../settings';

/** Rows that the ring holds: so many seals may wait for an export, so many results are remembered. */
export const ROWS: u32 = RESULTS_KEPT;

@unmanaged
export class Row {
  sequence: u64;
  counter: u32;
  time: u32;
  cardCounter: u32;
  documentLength: u8;
  purpose: u8;
  profile: u8;
  method: u8;
  generation: u8;
  host: u8;
  issuerLength: u8;
  sealLength: u8;
  serialLength: u8;
  validity: u8;
  /** Bytes of signature or attributes behind the row. */
  blobLength: u16;
}
// Behind the fields: what has more than eight bytes.
export const ROW_HOST: usize = 32; // 8: start of SHA-256 of the host's key
export const ROW_DIGEST: usize = 40; // 32
export const ROW_EVIDENCE: usize = 72; // 32
export const ROW_DOCUMENT_SEAL: usize = 104; // 18
export const ROW_ISSUER_SEAL: usize = 122; // 18
export const ROW_ISSUER: usize = 140; // 17
export const ROW_SERIAL: usize = 157; // 16
export const ROW_CHAIN: usize = 176; // 32
export const ROW_SIZE: u32 = 208;
/** A signature and the attributes it covers. */
export const BLOB_MAX: u32 = 384;
/** The row being read or written. */
export const row = changetype<Row>(memory.data(592, 8));

/** What is remembered of each position: host << 12 | the low 12 bits of the sequence number, or NOTHING. */
const index: usize = memory.data(2 * 512, 4);
const NOTHING: u16 = 0xffff;
const sha: usize = memory.data(SHA256_CTX, 8);

@unmanaged
class Journal {
  /** Counter of the newest row, and its time; the next position is behind it. */
  newest: u32;
  time: u32;
  /** Last row that a host has acknowledged. */
  acknowledged: u32;
  scanned: u32;
}
const journal = changetype<Journal>(memory.data(16, 4));
/** Chain value of the newest row. */
const chain: usize = memory.data(32, 4);

export function rowBytes(): usize {
  return changetype<usize>(row);
}
export function rowBlob(): usize {
  return changetype<usize>(row) + ROW_SIZE;
}
export function newestCounter(): u32 {
  return journal.newest;
}
export function newestTime(): u32 {
  return journal.time;
}
/** Rows that wait for an export. */
export function rowsWaiting(): u32 {
  return min<u32>(journal.newest - journal.acknowledged, ROWS);
}
/** Positions for new rows. Where no host is paired nobody would export: the ring goes round. */
export function rowsFree(): u32 {
  const waiting = rowsWaiting();
  if (waiting < ROWS) return ROWS - waiting;
  return hostCount() == 0 ? ROWS : 0;
}
/** Counter of the oldest row that is still there, 0 for none. */
export function oldestCounter(): u32 {
  if (journal.newest == 0) return 0;
  return journal.newest > ROWS ? journal.newest - ROWS + 1 : 1;
}
/** Rows up to this one are safe on a host. */
export function acknowledge(counter: u32): bool {
  if (counter <= journal.acknowledged) return true;
  store<u32>(acknowledged, counter);
  if (!save(StoreKey.Acknowledged, acknowledged, 4, 0)) return false;
  journal.acknowledged = counter;
  return true;
}
const acknowledged: usize = memory.data(4, 4);

export function keyOfCounter(counter: u32): u32 {
  return StoreKey.FirstRow + counter % ROWS;
}

/** Reads the row of a counter; false where there is none of that counter. */
export function readRow(counter: u32): bool {
  const length = storeRead(keyOfCounter(counter), rowBytes(), ROW_SIZE + BLOB_MAX);
  return length >= <i32>ROW_SIZE && row.counter == counter;
}

/** At start: reads all rows, some a call; true once done. Needs a store that can be read. */
export function scanRows(): bool {
  const last = min<u32>(journal.scanned + 8, ROWS);
  for (let slot = journal.scanned; slot < last; slot++) {
    store<u16>(index + (<usize>slot << 1), NOTHING);
    if (storeRead(StoreKey.FirstRow + slot, rowBytes(), ROW_SIZE + BLOB_MAX) < <i32>ROW_SIZE) continue;
    if (row.counter % ROWS != slot) continue;
    remember();
    if (row.counter > journal.newest) setNewest();
  }
  journal.scanned = last;
  if (last < ROWS) return false;
  if (storeRead(StoreKey.Acknowledged, acknowledged, 4) == 4) journal.acknowledged = load<u32>(acknowledged);
  return true;
}

function setNewest(): void {
  journal.newest = row.counter;
  journal.time = row.time;
  memory.copy(chain, rowBytes() + ROW_CHAIN, 32);
}

/** Puts the present row into the index. */
function remember(): void {
  const known = row.host < PAIRED_HOSTS;
  store<u16>(index + (<usize>(row.counter % ROWS) << 1), known ? mark(row.host, row.sequence) : NOTHING);
}

function mark(host: u32, sequence: u64): u16 {
  return <u16>((host << 12) | (<u32>sequence & 0xfff));
}

/** Reads the row of a host's sequence number; false where it is not (or no longer) known. */
export function findRow(host: u32, sequence: u64): bool {
  const wanted = mark(host, sequence);
  for (let back: u32 = 0; back < ROWS && back < journal.newest; back++) {
    const counter = journal.newest - back;
    if (load<u16>(index + (<usize>(counter % ROWS) << 1)) != wanted) continue;
    if (readRow(counter) && row.sequence == sequence && row.host == <u8>host) return true;
  }
  return false;
}

/** Completes the present row: its chain value follows from the newest. The caller writes it, then says rowStored. */
export function chainRow(): void {
  sha256Init(sha);
  sha256Update(sha, chain, 32);
  const length = exportRow(exported);
  sha256Update(sha, exported, length);
  sha256Final(sha, rowBytes() + ROW_CHAIN);
}
/** Room for the present row as it is exported. */
export const exported: usize = memory.data(160, 4);

/** The present row is in flash: it is the newest now. */
export function rowStored(): void {
  setNewest();
  remember();
}

/**
 * Writes the present row as the journal hashes it; answers the length. Every paired host may read it, so the issuer
 * seal is not in it: that one goes to the host that asked for it.
 */
export function exportRow(out: usize): u32 {
  const bytes = rowBytes();
  let at = cborWriteHead(out, Major.Map, 11);
  at = number(at, 0, row.counter);
  at = number(at, 1, row.time);
  at = number(at, 2, row.sequence);
  at = text(at, 3, Major.Bytes, bytes + ROW_HOST, row.host == <u8>NO_HOST ? 0 : 8);
  at = text(at, 4, Major.Text, bytes + ROW_SERIAL, row.serialLength);
  at = number(at, 5, row.profile);
  at = number(at, 6, row.method);
  at = text(at, 7, Major.Bytes, bytes + ROW_EVIDENCE, 32);
  at = text(at, 8, Major.Text, bytes + ROW_DOCUMENT_SEAL, row.documentLength);
  at = text(at, 10, Major.Text, bytes + ROW_ISSUER, row.issuerLength);
  at = number(at, 11, row.purpose);
  return <u32>(at - out);
}

function number(at: usize, key: u32, value: u64): usize {
  return cborWriteHead(cborWriteHead(at, Major.Uint, key), Major.Uint, value);
}

function text(at: usize, key: u32, major: u32, from: usize, length: u32): usize {
  at = cborWriteHead(cborWriteHead(at, Major.Uint, key), major, length);
  memory.copy(at, from, length);
  return at + length;
}
