// Whether a header is signed by one of the two keys, and whether the image in flash is the one it speaks of. In steps,
// since a device that takes an update lives on meanwhile. Called by staging.ts and copy.ts.
import { Header, Size, Update } from '../../protocol/generated/firmware/update';
import { crc32 } from '../shared/crc32';
import { Ed25519, ED25519_CTX, ed25519Begin, ed25519Step } from '../shared/ed25519-verify';
import { equalBytes } from '../shared/constant-time';
import { flashRead } from '../shared/flash';
import {
  SHA256_SMALL_CTX, sha256SmallFinal, sha256SmallInit, sha256SmallUpdate,
} from '../shared/sha256-small';
import { publicKey } from './board';
import { BUFFER, buffer, header, imageLength } from './header';

const KEYS: u32 = 2;
const KEY_BYTES: u32 = 32;
const KEY_NAME: u32 = 8;
/** Steps of the signature in one of ours: 4 ms on the M0+. */
const AT_ONCE: u32 = 4;

const signature: usize = memory.data(<i32>ED25519_CTX, 8);
const hash: usize = memory.data(<i32>SHA256_SMALL_CTX, 8);
const key: usize = memory.data(32, 4);
let at: u32 = 0;

/** Begins with the signature of `header`. */
export function signatureBegin(): Update {
  for (let i: u32 = 0; i < KEYS; i++) {
    publicKey(i, key);
    if (equalBytes(key, header + <usize>Header.Key, KEY_NAME) == 0) continue;
    ed25519Begin(signature, key, header + <usize>Header.Signature, header, Size.Signed);
    return Update.Working;
  }
  return Update.Key;
}

export function signatureStep(): Update {
  const result = ed25519Step(signature, AT_ONCE);
  if (result == Ed25519.WORKING) return Update.Working;
  return result == Ed25519.GOOD ? Update.Good : Update.Key;
}

/** Begins with the SHA-256 of the image that `header` speaks of. */
export function digestBegin(): void {
  at = 0;
  sha256SmallInit(hash);
}

/** Takes in a piece of the image of the file at `address`. */
export function digestStep(address: u32): Update {
  const part = min<u32>(BUFFER, imageLength() - at);
  if (part > 0) {
    flashRead(address + Size.Header + at, buffer, part);
    sha256SmallUpdate(hash, buffer, part);
    at += part;
    return Update.Working;
  }
  sha256SmallFinal(hash, key);
  return equalBytes(key, header + <usize>Header.Digest, KEY_BYTES) == 1 ? Update.Good : Update.Digest;
}

/** The quick look: true if the image of the file at `address` has the checksum that `header` states. */
export function checksumIsGood(address: u32): bool {
  let sum: u32 = 0;
  for (let done: u32 = 0; done < imageLength(); done += BUFFER) {
    const part = min<u32>(BUFFER, imageLength() - done);
    flashRead(address + Size.Header + done, buffer, part);
    sum = crc32(sum, buffer, part);
  }
  return sum == load<u32>(header, <usize>Header.Crc);
}
