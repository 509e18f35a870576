// Paired hosts, in flash: public key, name, highest sequence number. Called by the link, pairing and the settings
// screens.
import { HOST_NAME, PAIRED_HOSTS } from '../../../protocol/generated/firmware/wire';
import { equalBytes } from '../../shared/constant-time';
import { Store, storeBegin, storeCommit, storeDelete, storeRead } from '../../shared/store';
import { hostGone } from '../documents/sealing';
import { save, StoreKey } from '../settings';

/** No host, or none of this number. */
export const NO_HOST: u32 = 0xff;

@unmanaged
class Host {
  /** Highest sequence number that was sealed for this host. */
  sequence: u64;
  key0: u64;
  key1: u64;
  key2: u64;
  key3: u64;
  nameLength: u32;
  name0: u32;
  name1: u32;
  name2: u32;
  name3: u32;
  name4: u32;
}
const SIZE: u32 = 64;
const KEY: usize = 8;
const NAME: usize = 44;
const host: Host = changetype<Host>(memory.data(64, 8));
let loaded: u32 = NO_HOST;

function load(number: u32): bool {
  if (loaded == number) return true;
  loaded = NO_HOST;
  if (storeRead(StoreKey.FirstHost + number, changetype<usize>(host), SIZE) != <i32>SIZE) return false;
  loaded = number;
  return true;
}

/** Number of the host with this key, or NO_HOST. */
export function hostOf(key: usize): u32 {
  for (let number: u32 = 0; number < PAIRED_HOSTS; number++)
    if (load(number) && equalBytes(changetype<usize>(host) + KEY, key, 32)) return number;
  return NO_HOST;
}

export function hostExists(number: u32): bool {
  return number < PAIRED_HOSTS && load(number);
}

export function hostName(number: u32): usize {
  return load(number) ? changetype<usize>(host) + NAME : 0;
}
export function hostNameLength(number: u32): u32 {
  return load(number) ? host.nameLength : 0;
}
export function hostKey(number: u32): usize {
  return load(number) ? changetype<usize>(host) + KEY : 0;
}
export function hostSequence(number: u32): u64 {
  return load(number) ? host.sequence : 0;
}

export function hostCount(): u32 {
  let count: u32 = 0;
  for (let number: u32 = 0; number < PAIRED_HOSTS; number++) if (hostExists(number)) count++;
  return count;
}

/** Number of the host at this place of the list. */
export function hostAt(place: u32): u32 {
  for (let number: u32 = 0; number < PAIRED_HOSTS; number++) if (hostExists(number) && place-- == 0) return number;
  return NO_HOST;
}

/** True where another host than the one with this key has the name. */
export function hostNamed(name: usize, length: u32, key: usize): bool {
  for (let number: u32 = 0; number < PAIRED_HOSTS; number++) {
    if (!hostExists(number) || host.nameLength != length) continue;
    const at = changetype<usize>(host);
    if (equalBytes(at + NAME, name, length) && !equalBytes(at + KEY, key, 32)) return true;
  }
  return false;
}

/** Stores a host under a free number, or under its own if its key is known; NO_HOST when all places are taken. */
export function hostAdd(key: usize, name: usize, nameLength: u32): u32 {
  let number = hostOf(key);
  const known = number != NO_HOST;
  if (!known) {
    number = 0;
    while (number < PAIRED_HOSTS && hostExists(number)) number++;
    if (number == PAIRED_HOSTS) return NO_HOST;
  }
  // A host that pairs again keeps its sequence number: its old requests stay answered.
  const sequence: u64 = known ? hostSequence(number) : 0;
  loaded = NO_HOST;
  memory.fill(changetype<usize>(host), 0, SIZE);
  host.sequence = sequence;
  memory.copy(changetype<usize>(host) + KEY, key, 32);
  host.nameLength = min<u32>(nameLength, HOST_NAME);
  memory.copy(changetype<usize>(host) + NAME, name, host.nameLength);
  if (!save(StoreKey.FirstHost + number, changetype<usize>(host), SIZE, 0)) return NO_HOST;
  loaded = number;
  return number;
}

export function hostRemove(number: u32): bool {
  hostGone(number);
  loaded = NO_HOST;
  if (storeBegin() != Store.OK) return false;
  if (storeDelete(StoreKey.FirstHost + number) != Store.OK) return false;
  return storeCommit() == Store.OK;
}

/** Raises the host's highest sequence number. The caller writes it with what it belongs to: see hostRecord. */
export function hostRaise(number: u32, sequence: u64): void {
  if (load(number) && sequence > host.sequence) host.sequence = sequence;
}

/** The record as the store keeps it, for a transaction of the caller. */
export function hostRecord(number: u32): usize {
  return load(number) ? changetype<usize>(host) : 0;
}
export const HOST_RECORD: u32 = SIZE;
/** After a transaction that failed: what lies in memory is no longer what lies in flash. */
export function hostForget(): void {
  loaded = NO_HOST;
}
