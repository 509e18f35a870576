// New firmware for a device: the file is looked at here first, then sent from where the device has it, then a person at the device
// compares version and digest and presses the key. SPEC "Updates".
import { sha256 } from '@noble/hashes/sha2.js';
import { updateHeader, updateSizes } from '@sigillator/protocol/tables/update';
import { crc32, readHeader, type UpdateHeader } from '@sigillator/protocol/tables/update-file';
import { SealError } from '../errors.ts';
import type { Link, RequestOptions } from '../link/link.ts';

const CHUNK = 2048;
/** Answers in a row without a byte more than before. */
const PATIENCE = 3;

export interface UpdateOptions extends RequestOptions {
  /** Bytes of the file that the device has. */
  onSent?: (have: number) => void;
  /** All is there and checked; the device waits for a person. */
  onWaiting?: () => void;
}

const damaged = (what: string): SealError =>
  new SealError('update-damaged', `Reading the firmware file: ${what}. Get it again and compare its digest.`);

/** What the file says of itself, once all of it that can be checked without a key was found right. */
export function checkUpdateFile(file: Uint8Array): UpdateHeader {
  const header = readHeader(file);
  if (header === undefined)
    throw damaged(
      'expected an update file for a device (its name ends in .update), got something else or a damaged one',
    );
  const image = file.subarray(updateSizes.header);
  if (image.length !== header.length)
    throw damaged(`its header promises ${header.length} bytes of image, ${image.length} are there`);
  if (crc32(image) !== header.crc || sha256(image).some((byte, index) => byte !== header.digest[index]))
    throw damaged('the image is not the one that its header describes');
  const signature = file.subarray(updateHeader.signature, updateSizes.header);
  if (signature.every((byte) => byte === 0))
    throw new SealError(
      'update-key',
      'Reading the firmware file: nobody has signed it, and no device takes it so. Sign it with hw/sign.ts.',
    );
  return header;
}

const ASK_MS = 1_000;

/** After the key press: waits until the device has left, whether its port says so or its session is gone. */
export async function untilRestart(link: Link): Promise<void> {
  let here = true;
  while (here && link.isOpen) {
    await link.request('info', {}, { budgetMs: ASK_MS }).catch((error: SealError) => {
      here = error.code !== 'timed-out';
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sends the file and waits for the key press, which is noted then; the device starts anew a moment later. */
export async function update(link: Link, file: Uint8Array, options: UpdateOptions = {}): Promise<UpdateHeader> {
  const header = checkUpdateFile(file);
  const { onSent, onWaiting, ...rest } = options;
  let { have } = await link.request('update-begin', { header: file.slice(0, updateSizes.header) }, rest);
  for (let stuck = 0; have < file.length; ) {
    onSent?.(have);
    const before = have;
    ({ have } = await link.request('update-data', { offset: have, data: file.slice(have, have + CHUNK) }, rest));
    stuck = have > before ? 0 : stuck + 1;
    if (stuck === PATIENCE)
      throw new SealError('update-refused', `Sending firmware: the device stays at ${have} bytes. Begin again.`, {
        retryable: true,
      });
  }
  onSent?.(have);
  onWaiting?.();
  await link.request('update-finish', {}, rest);
  return header;
}
