// The serial number of a device, as every host can tell it from the handshake. SPEC "Session".
import { sha256 } from '@noble/hashes/sha2.js';
import type { Link } from '../link/link.ts';

/** The first eight bytes of SHA-256 over its public key, in hexadecimal. */
export const deviceSerial = (link: Link): string =>
  Array.from(sha256(link.remoteKey).subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
