// Seals what was approved (seal document 3 and 9.6): by the six digits a clerk typed (procedure 1), with the key that the
// office holds (2), or on the device at this computer (3). A case keeps its approval until its seals are stored and
// journalled, so whatever is interrupted is tried again and seals nothing twice.
import { randomUUID } from 'node:crypto';
import { limits } from '@sigillator/protocol/tables/limits';
import { SealError } from '../errors.ts';
import { scopeOf } from '../scope/scope.ts';
import { requireDigits, sameDigits } from '../seal/digits.ts';
import { documentSeal } from '../seal/open-1.ts';
import { placeSeals } from '../seal/place.ts';
import { sha256Hex } from '../seal/sha256.ts';
import type { Approval, Case, CaseProblem, CaseSeals } from './case.ts';
import * as acts from './case-acts.ts';
import type { CaseSending } from './case-sending.ts';
import type { DeskParts, DeviceSeal } from './desk-parts.ts';
import type { JournalOutbox } from './journal-outbox.ts';

/** The device's own word for "the clerk said no". */
const refusedCode = 'refused';
/** The approval is gone; after anything else it stays, and sealing may be tried again. */
const finalCodes = new Set([refusedCode, 'seal-refused']);

export class CaseSealing {
  readonly #parts: DeskParts;
  readonly #outbox: JournalOutbox;
  readonly #sending: CaseSending;
  readonly #clock: () => Date;
  readonly #running = new Map<string, Promise<void>>();
  /** By approval: fetching kept seals for it, which asks nobody and sends nothing. */
  readonly #finishing = new Map<string, Promise<void>>();

  constructor(parts: DeskParts, outbox: JournalOutbox, sending: CaseSending, clock: () => Date) {
    this.#sending = sending;
    this.#parts = parts;
    this.#outbox = outbox;
    this.#clock = clock;
  }

  /** The six digits that a clerk of procedure 1 types into the device. */
  documentSealOf(user: string, id: string): string {
    const one = this.#parts.store.get(id);
    return documentSeal(scopeOf(acts.approvedBytes(one, user), { profile: one.profile }).sealed).digits6;
  }

  /** Procedure 1: the issuer seal from the display of the clerk's own device. */
  async type(user: string, id: string, typed: string): Promise<CaseSeals> {
    const one = this.#parts.store.get(id);
    await this.#requireJournalled(one, user);
    await this.#requireCards(one, user);
    const issuerSeal6 = requireDigits(typed.replace(/\s/g, ''), 6, 'The issuer seal');
    const { documentSeal6, digest } = this.#documentSeal(one, user);
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
    await this.#finish([{ one, seals, sealed: undefined }], user, true);
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

  /** Procedures 2 and 3: all that is still unsealed of an approval. Callers at the same time share the work. */
  async seal(user: string, approvalId: string): Promise<void> {
    acts.requireOwn('Sealing', this.#parts.store.withApproval(approvalId), user);
    // That is less than what is asked for here.
    while (this.#finishing.has(approvalId)) await this.#finishing.get(approvalId);
    return this.#once(approvalId, async () => {
      try {
        await this.#seal(user, approvalId);
      } finally {
        await this.#send(approvalId);
      }
    });
  }

  #send(approvalId: string): Promise<void> {
    return this.#sending.send(this.#parts.store.withApproval(approvalId));
  }

  requireIdle(approvalId: string): void {
    if (!this.#running.has(approvalId) && !this.#finishing.has(approvalId)) return;
    throw new SealError('busy', 'Withdrawing: it is being sealed right now. Refuse it on the device, or wait.');
  }

  /** An approval that a device may have sealed is not withdrawn: another one would give the document a second seal. */
  async requireNeverSealed(approvalId: string): Promise<void> {
    this.requireIdle(approvalId);
    const cases = this.#parts.store.withApproval(approvalId);
    for (const [part, batch] of partsOf(cases))
      if (batch[0]!.approval!.procedure === 3 && batch.some(({ state }) => state === 'approved'))
        await this.#parts.device?.requireNeverSealed(deviceName(batch[0]!.approval!, part));
    this.requireIdle(approvalId);
  }

  /** Seals of it are here, and asking again brings them to their cases. */
  isKept(approvalId: string): boolean {
    return [...partsOf(this.#parts.store.withApproval(approvalId))].some(([part, batch]) => this.#isKept(batch, part));
  }

  /**
   * After a start, and when the key store is open: cases get the seals that a crash kept from them. No device is asked, nothing
   * is sent.
   */
  async finish(): Promise<void> {
    if (!this.#isRegisterOpen()) return;
    const waiting = this.#parts.store
      .heads()
      .filter(({ state, approval }) => state === 'approved' && approval?.procedure === 3);
    for (const [id, approval] of new Map(waiting.map(({ approval }) => [approval!.id, approval!]))) {
      if (this.#running.has(id) || this.#finishing.has(id)) continue;
      // What cannot be finished stays as it is, and its page says why when it is tried again.
      const done = this.#seal(approval.clerk.user, id, true)
        .catch(() => {})
        .finally(() => this.#finishing.delete(id));
      this.#finishing.set(id, done);
      await done;
    }
  }

  #isRegisterOpen(): boolean {
    try {
      this.#parts.people.revokedCard({ issuer: '' });
      return true;
    } catch {
      return false;
    }
  }

  #isKept(batch: readonly Case[], part: number): boolean {
    const { state } = this.#parts.device?.find(deviceName(batch[0]!.approval!, part)) ?? {};
    return state === 'sealed' || state === 'journalled';
  }

  #once(approvalId: string, work: () => Promise<void>): Promise<void> {
    const there = this.#running.get(approvalId);
    if (there) return there;
    const done = work().finally(() => this.#running.delete(approvalId));
    this.#running.set(approvalId, done);
    return done;
  }

  async #seal(user: string, approvalId: string, keptOnly = false): Promise<void> {
    const cases = this.#parts.store.withApproval(approvalId);
    cases.sort((a, b) => a.approval!.index - b.approval!.index);
    if (cases.length === 0)
      throw new SealError(
        'not-found',
        'Sealing: there is no such approval. It was withdrawn, or refused on the device.',
      );
    const unsealed = cases.filter(({ state }) => state === 'approved');
    for (const one of unsealed) await this.#requireJournalled(one, user);
    const { procedure } = cases[0]!.approval!;
    if (procedure === 1)
      throw new SealError('usage', 'Sealing: these cases were approved for typed seals. Type the seal of each.');
    if (procedure === 2) await this.#byOffice(cases, user, approvalId);
    else await this.#byDeviceInParts(cases, user, approvalId, keptOnly);
  }

  /** Procedure 2: the key stays with `people`; nothing of it comes here. */
  async #byOffice(cases: readonly Case[], user: string, approvalId: string): Promise<void> {
    for (const [index, one] of cases.entries()) {
      if (one.state !== 'approved') continue;
      const { documentSeal6, digest } = this.#documentSeal(one, user);
      const at = this.#clock();
      const made = this.#parts.people.issuerSeal(user, documentSeal6, at);
      const seals: CaseSeals = {
        at: at.toISOString(),
        method: made.method,
        documentSeal6,
        issuerSeal6: made.digits6,
        issuer: made.issuer,
        keyGeneration: made.generation,
        origin: 'host-held',
        check: 'key',
        digest,
      };
      await this.#finish([{ one, seals, sealed: undefined }], user, true);
      this.#progress(user, approvalId, index + 1, cases.length);
    }
  }

  #progress(user: string, approval: string, done: number, all: number): void {
    this.#parts.onNews?.({ type: 'sealing', approval, done, all }, user);
  }

  /** In the parts in which the device was asked before, whatever is sealed or refused since. */
  async #byDeviceInParts(cases: readonly Case[], user: string, approvalId: string, keptOnly: boolean): Promise<void> {
    let done = 0;
    for (const [part, batch] of partsOf(cases)) {
      if (keptOnly && !this.#isKept(batch, part)) continue;
      if (batch.some(({ state }) => state === 'approved')) await this.#byDevice(batch, user, part);
      done += batch.length;
      this.#progress(user, approvalId, done, cases.length);
    }
  }

  /** Procedure 3: one request to the device for each part, under a name that stays the same when it is asked again. */
  async #byDevice(batch: readonly Case[], user: string, part: number): Promise<void> {
    const { device } = this.#parts;
    if (device === undefined)
      throw new SealError('no-device', 'Sealing: this computer has no device for seals. Connect one, then try again.');
    const documents = batch.map((one) => ({ document: one.shown!, profile: one.profile }));
    let made: DeviceSeal[];
    try {
      const { issuer } = batch[0]!.approval!.clerk;
      const answer = await device.seal({ ...deviceName(batch[0]!.approval!, part), person: user, issuer, documents });
      made = batch.map((one, index) => this.#requireSame(one, answer[index]));
    } catch (error) {
      await this.#notSealed(
        batch,
        user,
        error instanceof SealError ? error : { code: 'failure', message: 'Sealing failed.' },
      );
      throw error;
    }
    const finished = batch.map((one, index) => ({
      one,
      seals: sealsOf(made[index]!, this.#clock()),
      sealed: made[index]!.sealed,
    }));
    await this.#finish(
      finished.filter(({ one }) => one.state === 'approved'),
      user,
      false,
    );
  }

  /** The approval holds, and sealing may be tried again; or it is over, as the journal has to say: it had the approval. */
  async #notSealed(batch: readonly Case[], user: string, { code, message }: CaseProblem): Promise<void> {
    const { store } = this.#parts;
    const isOver = finalCodes.has(code);
    store.change(() => {
      for (const { id, summary, approval } of batch) {
        const one = store.get(id);
        if (one.state !== 'approved') continue;
        store.put((isOver ? acts.fail : acts.hinder)(one, { code, message }));
        if (!isOver) continue;
        store.tell({
          kind: 'approval',
          time: this.#clock().toISOString(),
          person: user,
          customsId: summary.customsId,
          requestId: `${approval!.id}/${approval!.index}/ended`,
          digest: approval!.digest,
          outcome: `ended without a seal: ${code}`,
        });
      }
    });
    await this.#outbox.flush();
  }

  /** What came back is a seal of what was approved, by the one who approved. */
  #requireSame(one: Case, made: DeviceSeal | undefined): DeviceSeal {
    const { sealed } = scopeOf(one.shown!, { profile: one.profile });
    const { issuer } = one.approval!.clerk;
    const doing = `Sealing case ${one.summary.customsId}: the device answered a seal`;
    if (made === undefined || made.digest !== sha256Hex(sealed)) {
      const text = `${doing} of other bytes than were approved. It was not used; tell the security officer.`;
      throw new SealError('case-tampered', text);
    }
    if (made.issuer === issuer) return made;
    const text = `${doing} by ${made.issuer}, and ${issuer} approved. It was not used; approve again, with the right card.`;
    throw new SealError('seal-refused', text);
  }

  /** Stores seals and tells the journal in one commit. */
  async #finish(
    finished: readonly { one: Case; seals: CaseSeals; sealed: Uint8Array | undefined }[],
    user: string,
    journal: boolean,
  ): Promise<void> {
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

  #documentSeal(one: Case, user: string): { documentSeal6: string; digest: string } {
    const { sealed } = scopeOf(acts.approvedBytes(one, user), { profile: one.profile });
    return { documentSeal6: documentSeal(sealed).digits6, digest: sha256Hex(sealed) };
  }

  /** Stored bytes and stored approval could be changed together; the journal's row cannot. */
  async #requireJournalled(one: Case, user: string): Promise<void> {
    acts.approvedBytes(one, user);
    const { id, index, digest } = one.approval!;
    await this.#outbox.flush();
    const { customsId } = one.summary;
    for await (const row of this.#parts.journal.search({ kind: 'approval', customsId }))
      if (row.requestId === `${id}/${index}` && row.digest === digest && row.person === user) return;
    const text = `Sealing case ${customsId}: the journal has no approval of this content by ${user}.`;
    throw new SealError('case-tampered', `${text} Nothing was sealed; tell the security officer.`);
  }

  /** The issuer seal by a key that the office holds; undefined where it holds none. */
  #expected(user: string, documentSeal6: string) {
    try {
      return this.#parts.people.issuerSeal(user, documentSeal6, this.#clock());
    } catch (error) {
      if (error instanceof SealError && error.code === 'no-seal-key') return undefined;
      throw error;
    }
  }
}

/** The parts of an approval, each one request to a device. */
function partsOf(cases: readonly Case[]): Map<number, Case[]> {
  const ordered = cases.toSorted((a, b) => a.approval!.index - b.approval!.index);
  return Map.groupBy(ordered, (one) => Math.floor(one.approval!.index / limits.batchMaximum));
}

/** The name that stays the same when it is asked again. */
const deviceName = ({ id, clerk }: Approval, part: number): { owner: string; requestId: string } => ({
  owner: `person:${clerk.user}`,
  requestId: `${id}.${part}`,
});

/** Where a profile has no places, the seals travel beside the document, as evidence. */
function placed(document: Uint8Array, profile: string, seals: CaseSeals): Uint8Array {
  try {
    return placeSeals(document, { profile, ...seals });
  } catch (error) {
    if (error instanceof SealError && error.code === 'seal-no-field') return document;
    throw error;
  }
}

const sealsOf = (made: DeviceSeal, now: Date): CaseSeals => ({
  at: (made.time ?? now).toISOString(),
  method: made.method,
  documentSeal6: made.documentSeal6,
  issuerSeal6: made.issuerSeal6,
  issuer: made.issuer,
  keyGeneration: made.keyGeneration,
  origin: 'card',
  check: 'device',
  digest: made.digest,
});
