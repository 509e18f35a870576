// Seals what was approved (seal document 3 and 9.6): with the key that the office holds (procedure 2), or on the device at
// this computer (3); typed-seals.ts has procedure 1. A case keeps its approval until its seals are stored and
// journalled, so whatever is interrupted is tried again and seals nothing twice.
import { limits } from '@sigillator/protocol/tables/limits';
import { SealError } from '../errors.ts';
import { scopeOf } from '../scope/scope.ts';
import { sha256Hex } from '../seal/sha256.ts';
import type { Approval, Case, CaseProblem, CaseSeals } from './case.ts';
import * as acts from './case-acts.ts';
import type { CaseSending } from './case-sending.ts';
import type { DeskParts, DeviceSeal } from './desk-parts.ts';
import type { JournalOutbox } from './journal-outbox.ts';
import { documentSealOf, type KeptSeals } from './kept-seals.ts';

/** The device's own word for "the clerk said no". */
const refusedCode = 'refused';
/** The approval is gone; after anything else it stays, and sealing may be tried again. */
const finalCodes = new Set([refusedCode, 'seal-refused']);

export class CaseSealing {
  readonly #parts: DeskParts;
  readonly #outbox: JournalOutbox;
  readonly #kept: KeptSeals;
  readonly #sending: CaseSending;
  readonly #clock: () => Date;
  readonly #running = new Map<string, Promise<void>>();
  /** By approval: fetching kept seals for it, which asks nobody and sends nothing. */
  readonly #finishing = new Map<string, Promise<void>>();

  constructor(parts: DeskParts, outbox: JournalOutbox, kept: KeptSeals, sending: CaseSending, clock: () => Date) {
    this.#kept = kept;
    this.#sending = sending;
    this.#parts = parts;
    this.#outbox = outbox;
    this.#clock = clock;
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
    const waiting = this.#parts.store.heads(['approved']).filter(({ approval }) => approval?.procedure === 3);
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
    for (const one of unsealed) await this.#kept.requireJournalled(one, user);
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
      const { documentSeal6, digest } = documentSealOf(one, user);
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
      await this.#kept.keep([{ one, seals }], user, true);
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
    await this.#kept.keep(
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
