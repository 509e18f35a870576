// Whether a device never sealed what it may have been asked for. Called by sealings.ts, before it gives a request new numbers
// and before an approval is withdrawn.
import { SealError } from '../errors.ts';
import type { OpenDevice } from './device-source.ts';

/** The device's journal reaches back before these numbers and has none of them: they were never sealed. */
export async function requireNotInRows(device: OpenDevice, first: bigint, last: bigint): Promise<void> {
  let reaches = false;
  for await (const { counter, requestId, host } of device.journal(0)) {
    const sequence = BigInt(requestId);
    if (counter === 1 || (host === device.host && sequence < first)) reaches = true;
    if (host === device.host && sequence >= first && sequence <= last) throw unknowable(first);
  }
  if (!reaches) throw unknowable(first);
}

const unknowable = (first: bigint): SealError =>
  new SealError(
    'request-expired',
    `Sealing: whether number ${first} was sealed cannot be told any more; it will not be sealed again. Look in the journal, then ask under a new request id.`,
  );

/** Neither sealed nor approved: a batch that was approved is finished by the device without anybody (SPEC "Sealing"). */
export async function requireNotApproved(device: OpenDevice, first: bigint, count: number): Promise<void> {
  try {
    if (!(await device.isSealed(first, count))) return;
  } catch (error) {
    // With a full journal it says nothing of them, and has approved nothing.
    if (!(error instanceof SealError) || !['request-expired', 'journal-full'].includes(error.code)) throw error;
    return requireNotInRows(device, first, first + BigInt(count - 1));
  }
  throw sealedAlready();
}

export const sealedAlready = (): SealError =>
  new SealError(
    'sealed-already',
    'Taking the approval back: the device has sealed of it, or will. Choose "try again"; nothing is sealed twice.',
  );
