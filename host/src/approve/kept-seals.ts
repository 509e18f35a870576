// What every way of sealing has in common: only what the journal says was approved is sealed, and seals are stored and
// journalled in one commit. Called by case-sealing.ts and typed-seals.ts.
import { SealError } from '../errors.ts';
import { scopeOf } from '../scope/scope.ts';
import { documentSeal } from '../seal/open-1.ts';
import { placeSealsIfAny } from '../seal/place.ts';
import { sha256Hex } from '../seal/sha256.ts';
import type { Case, CaseSeals } from './case.ts';
import * as acts from './case-acts.ts';
import type { DeskParts } from './desk-parts.ts';
import type { JournalOutbox } from './journal-outbox.ts';

export interface Finished {
  one: Case;
  seals: CaseSeals;
  /** The document with its seals, where the device placed them. */
  sealed?: Uint8Array | undefined;
}

export class KeptSeals {
  readonly #parts: DeskParts;
  readonly #outbox: JournalOutbox;

  constructor(parts: DeskParts, outbox: JournalOutbox) {
    this.#parts = parts;
    this.#outbox = outbox;
  }

  /** Stored bytes and stored approval could be changed together; the journal's row cannot. */
  async requireJournalled(one: Case, user: string): Promise<void> {
    acts.approvedBytes(one, user);
    const { id, index, digest } = one.approval!;
    await this.#outbox.flush();
    const { customsId } = one.summary;
    for await (const row of this.#parts.journal.search({ kind: 'approval', customsId }))
      if (row.requestId === `${id}/${index}` && row.digest === digest && row.person === user) return;
    const text = `Sealing case ${customsId}: the journal has no approval of this content by ${user}.`;
    throw new SealError('case-tampered', `${text} Nothing was sealed; tell the security officer.`);
  }

  /** `journal`: nobody else writes the rows of these seals. */
  async keep(finished: readonly Finished[], user: string, journal: boolean): Promise<void> {
    const { store, onNews } = this.#parts;
    const moved = store.change(() =>
      finished.map(({ one, seals, sealed }) => {
        const now = store.get(one.id);
        const document = sealed ?? placed(acts.approvedBytes(now, user), now.profile, seals);
        const after = acts.seal(now, seals, document);
        store.put(after);
        if (journal)
          store.tell({
            kind: 'seal',
            time: seals.at,
            person: user,
            customsId: now.summary.customsId,
            requestId: `${now.approval!.id}/${now.approval!.index}/seal`,
            profile: now.profile,
            method: seals.method,
            digest: seals.digest,
            documentSeal: seals.documentSeal6,
            issuerSeal: seals.issuerSeal6,
            issuer: seals.issuer,
            keyGeneration: seals.keyGeneration,
            origin: seals.origin,
            outcome: `sealed, ${seals.check === 'format' ? 'form checked' : 'checked with the key'}`,
            content: document,
          });
        return after;
      }),
    );
    await this.#outbox.flush();
    for (const { id, state, version } of moved) onNews?.({ type: 'case', id, state, version });
  }
}

/** What a clerk types into the device, and the evidence; only of what he approved. */
export function documentSealOf(one: Case, user: string): { documentSeal6: string; digest: string } {
  const { sealed } = scopeOf(acts.approvedBytes(one, user), { profile: one.profile });
  return { documentSeal6: documentSeal(sealed).digits6, digest: sha256Hex(sealed) };
}

/** Where a profile has no places, the document stays as it is. */
const placed = (document: Uint8Array, profile: string, seals: CaseSeals): Uint8Array =>
  placeSealsIfAny(document, { profile, ...seals }) ?? document;
