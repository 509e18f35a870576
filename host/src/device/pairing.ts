// Pairing at the host: commitment, random numbers, six digits, the clerk's key. SPEC "Pairing".
import { sha256 } from '@noble/hashes/sha2.js';
import { SealError } from '../errors.ts';
import type { Link, RequestOptions } from '../link/link.ts';
import { pairingDigits } from '../link/noise.ts';

export async function pair(
  link: Link,
  name: string,
  onDigits: (digits: string) => void,
  options: RequestOptions = {},
): Promise<void> {
  const { commitment } = await link.request('pair-begin', { name });
  const random = link.random(16);
  const answer = await link.request('pair-reveal', { random });
  const opened = sha256(answer.random);
  if (opened.some((byte, index) => byte !== commitment[index]))
    throw new SealError(
      'pairing-failed',
      'Pairing: the device did not keep to its commitment; somebody may sit between. Do not go on.',
    );
  onDigits(pairingDigits(link.handshakeHash, random, answer.random));
  await link.request('pair-finish', {}, options);
}
