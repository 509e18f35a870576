// Procedure 1: the clerk types the document seal into a device of his own and the issuer seal from its display into the page.
// Called by approval-desk.ts.
import { randomUUID } from 'node:crypto';
import { SealError } from '../errors.ts';
import type { HostSeal } from '../keys/people.ts';
import { requireDigits, sameDigits } from '../seal/digits.ts';
import type { Case, CaseSeals } from './case.ts';
import type { CaseSending } from './case-sending.ts';
import type { DeskParts } from './desk-parts.ts';
import type { JournalOutbox } from './journal-outbox.ts';
import { documentSealOf, type KeptSeals } from './kept-seals.ts';

export class TypedSeals {
  readonly #parts: DeskParts;
  readonly #outbox: JournalOutbox;
  readonly #kept: KeptSeals;
  readonly #sending: CaseSending;
  readonly #clock: () => Date;

  constructor(parts: DeskParts, outbox: JournalOutbox, kept: KeptSeals, sending: CaseSending, clock: () => Date) {
    this.#parts = parts;
    this.#outbox = outbox;
    this.#kept = kept;
    this.#sending = sending;
    this.#clock = clock;
  }

  /** The six digits that a clerk of procedure 1 types into the device. */
  documentSealOf(user: string, id: string): string {
    return documentSealOf(this.#parts.store.get(id), user).documentSeal6;
  }

  /** The issuer seal from the display of the clerk's own device. */
  async type(user: string, id: string, typed: string): Promise<CaseSeals> {
    const one = this.#parts.store.get(id);
    await this.#kept.requireJournalled(one, user);
    await this.#requireCards(one, user);
    const issuerSeal6 = requireDigits(typed.replace(/\s/g, ''), 6, 'The issuer seal');
    const { documentSeal6, digest } = documentSealOf(one, user);
    const known = this.#expected(user, documentSeal6);
    if (known !== undefined && !sameDigits(known.digits6, issuerSeal6)) {
      const text = `Placing the seal of case ${one.summary.customsId}: ${issuerSeal6} is not the issuer seal of ${documentSeal6} by ${one.approval!.clerk.name}.`;
      throw new SealError(
        'issuer-seal-wrong',
        `${text} Compare the document seal on the device, and type what it shows.`,
      );
    }
    const seals: CaseSeals = {
      at: this.#clock().toISOString(),
      method: known?.method ?? 'open-1',
      documentSeal6,
      issuerSeal6,
      issuer: one.approval!.clerk.issuer,
      ...(known === undefined ? {} : { keyGeneration: known.generation }),
      // A key that the office holds too could have made it there.
      origin: known === undefined ? 'card' : 'host-held',
      check: known === undefined ? 'format' : 'key',
      digest,
    };
    await this.#kept.keep([{ one, seals }], user, true);
    // Only this one: what could not be sent before waits to be asked for, and holds up nobody who types on.
    await this.#sending.send([this.#parts.store.get(id)]);
    return seals;
  }

  /** Which card a typed seal came from does not show: where every card of a clerk was revoked, it was one of those. */
  async #requireCards(one: Case, user: string): Promise<void> {
    const { people, store } = this.#parts;
    const { issuer, name } = one.approval!.clerk;
    const revoked = people.revokedCard({ issuer });
    if (revoked === undefined) return;
    const { customsId } = one.summary;
    store.change(() =>
      store.tell({
        kind: 'verification',
        time: this.#clock().toISOString(),
        person: user,
        customsId,
        requestId: `${one.approval!.id}/${one.approval!.index}/refused/${randomUUID()}`,
        issuer,
        outcome: 'refused: card-revoked',
      }),
    );
    await this.#outbox.flush();
    const text = `Placing the seal of case ${customsId}: the card of ${name} was revoked on ${revoked.at.slice(0, 10)}.`;
    throw new SealError('card-revoked', `${text} Withdraw the approval, and ask the security officer for a new card.`);
  }

  /** The issuer seal by a key that the office holds; undefined where it holds none. */
  #expected(user: string, documentSeal6: string): HostSeal | undefined {
    try {
      return this.#parts.people.issuerSeal(user, documentSeal6, this.#clock());
    } catch (error) {
      if (error instanceof SealError && error.code === 'no-seal-key') return undefined;
      throw error;
    }
  }
}
