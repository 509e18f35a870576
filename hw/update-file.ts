// Makes update files: the header of protocol/tables/update.ts, then the image. Called by build.ts, sign.ts and tests.
import { createHash, type KeyObject, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { updateHeader, updateSizes } from '../protocol/tables/update.ts';
import { publicBytes } from './keys.ts';

const KEY_NAME = 8;

/** `1.2.3` as the number that versions are compared by. */
export function versionNumber(version: string): number {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(version)?.slice(1).map(Number);
  if (parts === undefined || parts[0]! > 255 || parts[1]! > 255 || parts[2]! > 65535)
    throw new Error(`Reading a version: expected three numbers such as 1.2.3, got "${version}".`);
  return parts[0]! * 2 ** 24 + parts[1]! * 2 ** 16 + parts[2]!;
}

export interface UpdateParts {
  board: string;
  version: string;
  image: Uint8Array;
  /** Without a key the file is for the factory only: no device takes it as an update. */
  key?: KeyObject;
}

export function updateFile({ board, version, image, key }: UpdateParts): Uint8Array {
  if (image.length + updateSizes.header > updateSizes.slot)
    throw new Error(`Making an update: ${image.length} bytes do not fit the slot of ${updateSizes.slot}.`);
  const header = Buffer.alloc(updateSizes.header);
  header.write('sigillup', updateHeader.magic, 'latin1');
  header.write(board, updateHeader.board, updateSizes.board, 'latin1');
  header.writeUInt32LE(versionNumber(version), updateHeader.version);
  header.writeUInt32LE(image.length, updateHeader.length);
  createHash('sha256').update(image).digest().copy(header, updateHeader.digest);
  header.writeUInt32LE(crc32(image), updateHeader.crc);
  if (key !== undefined) publicBytes(key).copy(header, updateHeader.key, 0, KEY_NAME);
  header.writeUInt32LE(crc32(header.subarray(0, updateHeader.headerCrc)), updateHeader.headerCrc);
  if (key !== undefined) sign(null, header.subarray(0, updateSizes.signed), key).copy(header, updateHeader.signature);
  return Buffer.concat([header, image]);
}
