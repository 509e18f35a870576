// Makes update files: the header of protocol/tables/update-file.ts, signed, then the image. Called by build.ts, sign.ts and tests.
import { createHash, type KeyObject, sign } from 'node:crypto';
import { updateHeader, updateSizes } from '../protocol/tables/update.ts';
import { crc32, writeHeader } from '../protocol/tables/update-file.ts';
import { publicBytes } from './keys.ts';

export interface UpdateParts {
  board: string;
  version: string;
  image: Uint8Array;
  /** Without a key the file is for the factory only: no device takes it as an update. */
  key?: KeyObject;
}

export function updateFile({ board, version, image, key }: UpdateParts): Uint8Array {
  if (Buffer.byteLength(board) > updateSizes.board)
    throw new Error(`Making an update: the board's name "${board}" has more than ${updateSizes.board} bytes.`);
  if (image.length + updateSizes.header > updateSizes.slot)
    throw new Error(`Making an update: ${image.length} bytes do not fit the slot of ${updateSizes.slot}.`);
  const header = writeHeader({
    board,
    version,
    length: image.length,
    digest: createHash('sha256').update(image).digest(),
    crc: crc32(image),
    key: key === undefined ? new Uint8Array() : publicBytes(key),
  });
  if (key !== undefined) header.set(sign(null, header.subarray(0, updateSizes.signed), key), updateHeader.signature);
  return new Uint8Array(Buffer.concat([header, image]));
}
