// What the keys file of a verifier says of a personalised card. Called by `card personalise` and `card
// deliver`.
import type { CardData } from '../card/personalise.ts';
import type { VerifierKey } from '../seal/keys-file.ts';

/** Rows of the keys file of a verifier. */
export function keysFileRows(
  card: Pick<CardData, 'issuerId' | 'classic' | 'keys'>,
  procedure2: boolean,
): VerifierKey[] {
  const date = (time: number): string => new Date(time * 1000).toISOString();
  return card.keys.map((key) => ({
    issuer: card.issuerId,
    generation: key.generation,
    use: key.reference === 'response' ? 'response' : 'seal',
    key: key.digits,
    method: key.method,
    validFrom: date(key.validFrom),
    validTo: date(key.validTo),
    ...(card.classic ? { classic: true } : {}),
    ...(procedure2 && key.reference !== 'response' ? { heldBy: 'host' as const } : {}),
  }));
}
