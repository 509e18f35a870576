// Keys derived by HKDF-SHA-256 (RFC 5869); labels and salts stand in the APDU table. Called by authentication and
// delivery.
import { hkdfExpand, hkdfExtract } from '../shared/hkdf';
import { wipe } from '../shared/constant-time';
import { keyC, scratch } from './secrets';

/** `length` bytes to `out` from the 32-byte `key`; keyC is used up. */
export function derive(
  key: usize, salt: usize, saltLength: u32, info: usize, infoLength: u32, out: usize, length: u32,
): void {
  hkdfExtract(scratch, salt, saltLength, key, 32, keyC);
  hkdfExpand(scratch, keyC, 32, info, infoLength, out, length);
  wipe(keyC, 64);
}
