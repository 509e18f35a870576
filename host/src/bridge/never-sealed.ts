// Whether a device never sealed what it may have been asked for. Called by sealings.ts, before it gives a request new numbers,
// before an approval is withdrawn, and after a clerk's no, which ends the approval only if nothing was sealed.
import { SealError } from '../errors.ts';
import type { OpenDevice } from './device-source.ts';
import { isOwn, isTaken } from './own-seals.ts';
import type { RequestRow } from './seal-requests.ts';

/** The device's journal reaches back before a request's numbers and has nothing of it: it was never sealed. */
export async function requireNotInRows(device: OpenDevice, request: RequestRow, first: bigint): Promise<void> {
  let reaches = false;
  for await (const row of device.journal(0)) {
    if (row.counter === 1) reaches = true;
    if (row.host !== device.host) continue;
    const index = Number(BigInt(row.requestId) - first);
    if (index >= 0 && index < request.count && isOwn(request, index, row)) throw unknowable(first);
    // With something else under its first number nothing of it was sealed behind that row.
    if (index <= 0) reaches = true;
  }
  if (!reaches) throw unknowable(first);
}

const unknowable = (first: bigint): SealError =>
  new SealError(
    'request-expired',
    `Sealing: whether number ${first} was sealed cannot be told any more; it will not be sealed again. Look in the journal, then ask under a new request id.`,
  );

/** Neither sealed nor approved: a batch that was approved is finished by the device without anybody (SPEC "Sealing"). */
export async function requireNotApproved(device: OpenDevice, request: RequestRow, first: bigint): Promise<void> {
  try {
    if (!(await device.isSealed(first, request.count))) return;
    if (!(await isTaken(device, request, first))) throw sealedAlready();
  } catch (error) {
    // With a full journal it says nothing of them, and has approved nothing.
    if (!(error instanceof SealError) || !['request-expired', 'journal-full'].includes(error.code)) throw error;
  }
  return requireNotInRows(device, request, first);
}

export const sealedAlready = (): SealError =>
  new SealError(
    'sealed-already',
    'Taking the approval back: the device has sealed of it, or will. Choose "try again"; nothing is sealed twice.',
  );
