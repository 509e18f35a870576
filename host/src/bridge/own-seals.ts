// Which seals on a device are a request's. Its numbers alone do not tell: every program of this user has the same host key, and
// one that finds a number free that the bridge has given takes it. Called by sealings.ts, device-rows.ts and never-sealed.ts.
import { purposes } from '../device/seal-documents.ts';
import type { SealResult } from '../device/seal-result.ts';
import { SealError } from '../errors.ts';
import type { DocumentScope } from '../scope/scope.ts';
import { sha256Hex } from '../seal/sha256.ts';
import type { OpenDevice } from './device-source.ts';
import type { RequestRow } from './seal-requests.ts';

/** What of a document every seal of it says. */
export interface Evidence {
  /** SHA-256 of the sealed bytes, in hexadecimal. */
  digest: string;
  profile: string;
}

/** A row of a device's journal or a result. */
interface Made extends Evidence {
  purpose?: number;
  blob?: Uint8Array;
}

export const evidenceOf = ({ sealed, profile }: DocumentScope): Evidence => ({ digest: sha256Hex(sealed), profile });

/**
 * Of what was made under the number of this document of a request. Requests from before evidence was kept have the number
 * alone.
 */
export function isOwn({ about }: Pick<RequestRow, 'about'>, index: number, made: Made): boolean {
  if (about.documents === undefined) return true;
  const { digest, profile } = about.documents[index]!;
  const isSeal = (made.purpose ?? purposes.seal) === purposes.seal && made.blob === undefined;
  return isSeal && made.digest === digest && made.profile === profile;
}

/** Undefined where the device knows none: it gives seals only to the host that asked, and not for ever. */
export async function resultOf(device: OpenDevice, sequence: bigint): Promise<SealResult | undefined> {
  try {
    return await device.result(sequence);
  } catch (error) {
    if (error instanceof SealError && ['request-unknown', 'request-expired'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Something else was made under the first of its numbers. A batch is made in order, so nothing of it was. */
export async function isTaken(device: OpenDevice, request: RequestRow, first: bigint): Promise<boolean> {
  const made = await resultOf(device, first);
  return made !== undefined && !isOwn(request, 0, made);
}
