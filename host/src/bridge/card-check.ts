// Whose card may seal: that of the clerk who approved, and none that was revoked (seal document 8 and 9.6). Called by
// sealings.ts before the device asks its clerk, and again of the seal that comes back: cards are changed in between.
import type { SealResult } from '../device/seal-result.ts';
import { SealError } from '../errors.ts';
import type { JournalEntry } from '../journal/journal.ts';
import type { RevokedCard } from '../keys/people.ts';
import { journalName, sealEntry } from './journal-rows.ts';
import type { RequestRow } from './seal-requests.ts';

export type CardLook = Pick<SealResult, 'issuer' | 'cardId' | 'keyGeneration'>;

/** The register of revoked cards; fails with `key-store-closed` while nobody can look into it. */
export interface CardRegister {
  revokedCard(card: { issuer: string; card?: string; generation?: number }): RevokedCard | undefined;
}

export interface CardRules {
  /** Who approved; undefined where any holder of a card may seal. */
  issuer?: string | undefined;
  register?: CardRegister | undefined;
  /** Only revocations up to this time count: of a seal that was given out before. */
  upTo?: string | undefined;
}

/** Why this card may not seal; undefined where it may. */
export function cardFault(look: CardLook, { issuer, register, upTo }: CardRules): SealError | undefined {
  const { cardId: card, keyGeneration: generation } = look;
  if (issuer !== undefined && look.issuer !== issuer) {
    const whose = look.issuer === '' ? 'nobody that it names' : look.issuer;
    const text = `Sealing: the card in the device is of ${whose}, but ${issuer || 'a clerk without identity in the register'} approved.`;
    return new SealError('wrong-card', `${text} Put the right card in, then try again.`, { retryable: true });
  }
  const revoked = register?.revokedCard({ issuer: look.issuer, card, generation });
  if (revoked === undefined || (upTo !== undefined && revoked.at > upTo)) return undefined;
  return new SealError(
    'card-revoked',
    `Sealing: the card ${card} of ${look.issuer} was revoked on ${revoked.at.slice(0, 10)}. Hand it to the security officer, and seal with a card that is valid.`,
  );
}

/** It has sealed all the same, and its seals are given to nobody. */
export const refusedSeal = ({ requestId }: Pick<RequestRow, 'requestId'>, fault?: SealError): SealError =>
  new SealError(
    'seal-refused',
    `Sealing request "${requestId}": a card sealed that may not. Its seal is not used, and the journal tells of it. ${
      fault === undefined ? 'Ask anew, with the right card.' : `What was wrong: ${fault.message}`
    }`,
  );

/** The rows of these seals of a request, by document; those of a card that may not seal tell no digits of it. */
export function judged(
  request: RequestRow,
  device: string,
  results: ReadonlyMap<number, SealResult>,
  rules: CardRules,
): { fault: SealError | undefined; seals: JournalEntry[]; refusals: JournalEntry[] } {
  const seals = [...results].map(([index, result]) => sealEntry(request, index, device, result));
  for (const result of results.values()) {
    const fault = cardFault(result, rules);
    if (fault === undefined) continue;
    const dumb = seals.map((seal) => ({ ...seal, issuerSeal: undefined }));
    return { fault, seals: dumb, refusals: refusalEntries(request, device, result, fault) };
  }
  return { fault: undefined, seals, refusals: [] };
}

/** A row for each document of the request: the journal is searched by customs id. */
export const refusalEntries = (
  request: RequestRow,
  device: string,
  { issuer, keyGeneration }: CardLook,
  fault: SealError,
): JournalEntry[] =>
  Array.from({ length: request.count }, (_, index) => ({
    kind: 'verification',
    person: request.about.person,
    device,
    customsId: request.about.customsIds?.[index] ?? undefined,
    requestId: journalName(request, index),
    issuer,
    keyGeneration,
    outcome: `refused: ${fault.code}`,
  }));
