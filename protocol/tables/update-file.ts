// Writes and reads the header of an update file (update.ts says where each field lies). Called by hw, which signs it, by the host,
// which looks at a file before it sends it, and by the simulator.
import { updateHeader, updateSizes } from './update.ts';

const MAGIC = 'sigillup';
const KEY_NAME = 8;

/** CRC-32 as in firmware/shared/crc32.ts. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** `1.2.3` as the number that versions are compared by. */
export function versionNumber(version: string): number {
  const [major = 256, minor = 256, patch = 65536] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version)?.slice(1).map(Number) ?? [];
  if (major > 255 || minor > 255 || patch > 65535)
    throw new Error(`Reading a version: expected three numbers such as 1.2.3, got "${version}".`);
  return major * 2 ** 24 + minor * 2 ** 16 + patch;
}

export const versionText = (version: number): string =>
  `${version >>> 24}.${(version >>> 16) & 255}.${version & 65535}`;

export interface UpdateHeader {
  board: string;
  version: string;
  /** Bytes of the image. */
  length: number;
  /** Its SHA-256. */
  digest: Uint8Array;
  /** Its CRC-32. */
  crc: number;
  /** First eight bytes of the public key; zeros where nobody signed. */
  key: Uint8Array;
}

/** The header without its signature. */
export function writeHeader({ board, version, length, digest, crc, key }: UpdateHeader): Uint8Array {
  const bytes = new Uint8Array(updateSizes.header);
  const view = new DataView(bytes.buffer);
  const text = new TextEncoder();
  bytes.set(text.encode(MAGIC), updateHeader.magic);
  bytes.set(text.encode(board).subarray(0, updateSizes.board), updateHeader.board);
  view.setUint32(updateHeader.version, versionNumber(version), true);
  view.setUint32(updateHeader.length, length, true);
  bytes.set(digest, updateHeader.digest);
  view.setUint32(updateHeader.crc, crc, true);
  bytes.set(key.subarray(0, KEY_NAME), updateHeader.key);
  view.setUint32(updateHeader.headerCrc, crc32(bytes.subarray(0, updateHeader.headerCrc)), true);
  return bytes;
}

/** What the header of a file says, or undefined where the file has none that is whole. */
export function readHeader(file: Uint8Array): UpdateHeader | undefined {
  if (file.length <= updateSizes.header) return undefined;
  const view = new DataView(file.buffer, file.byteOffset);
  const latin1 = (at: number, length: number): string => String.fromCharCode(...file.subarray(at, at + length));
  if (latin1(updateHeader.magic, MAGIC.length) !== MAGIC) return undefined;
  if (view.getUint32(updateHeader.headerCrc, true) !== crc32(file.subarray(0, updateHeader.headerCrc)))
    return undefined;
  return {
    board: latin1(updateHeader.board, updateSizes.board).replace(/\0+$/, ''),
    version: versionText(view.getUint32(updateHeader.version, true)),
    length: view.getUint32(updateHeader.length, true),
    digest: file.slice(updateHeader.digest, updateHeader.digest + 32),
    crc: view.getUint32(updateHeader.crc, true),
    key: file.slice(updateHeader.key, updateHeader.key + KEY_NAME),
  };
}
