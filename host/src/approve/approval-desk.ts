// The acts of clerks on cases, each one checked, stored and journalled before it is answered. Called by the bridge.
import { randomUUID } from 'node:crypto';
import { SealError } from '../errors.ts';
import { requireCustomsId } from '../journal/customs-id.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { type Person, type Procedure, requireAllowed } from '../keys/person.ts';
import { type Approval, type Case, type CaseHead, type CaseSummary, type Clerk, caseStates } from './case.ts';
import * as acts from './case-acts.ts';
import { CaseSealing } from './case-sealing.ts';
import { CaseSending } from './case-sending.ts';
import { type CaseView, viewOf } from './case-view.ts';
import type { DeskParts } from './desk-parts.ts';
import { removeForgotten } from './forgotten-cases.ts';
import { JournalOutbox } from './journal-outbox.ts';
import { KeptSeals } from './kept-seals.ts';
import { ShownDigests } from './shown-digests.ts';
import { digestOf, shownTo, summaryOf } from './shown-document.ts';
import { isStatementLanguage, statements } from './statement-texts.ts';
import { TypedSeals } from './typed-seals.ts';

/** A case as a clerk saw it. */
export interface SeenCase {
  id: string;
  digest: string;
}

export interface ApproveOrder {
  cases: readonly SeenCase[];
  /** How they will be sealed: by typing (1), by the office (2), by the device at this computer (3). */
  procedure: Procedure;
  /** In which language the clerk read the statement. */
  language: string;
}

const mostCases = 1_000;
/** In the list; the journal finds what was done before. Never less than one approval. */
export const mostDone = mostCases;

export class ApprovalDesk {
  readonly #parts: DeskParts;
  readonly #clock: () => Date;
  readonly #outbox: JournalOutbox;
  readonly #digests: ShownDigests;
  readonly sealing: CaseSealing;
  readonly typing: TypedSeals;
  readonly sending: CaseSending;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? (() => new Date());
    this.#outbox = new JournalOutbox(parts.store, parts.journal);
    this.#digests = new ShownDigests(parts.store);
    this.sending = new CaseSending(parts, this.#outbox, this.#clock);
    const kept = new KeptSeals(parts, this.#outbox);
    this.sealing = new CaseSealing(parts, this.#outbox, kept, this.sending, this.#clock);
    this.typing = new TypedSeals(parts, this.#outbox, kept, this.sending, this.#clock);
  }

  /**
   * After a start: the journal gets what a crash kept from it, and cases get their seals, where no closed key store forbids it.
   * Answers what no journal takes.
   */
  async recover(): Promise<JournalEntry[]> {
    await this.#outbox.flush();
    await this.sealing.finish();
    return this.#outbox.refused();
  }

  /** Cases that are over go when the content of all their rows has gone from the journal. Answers how many. */
  purge(): Promise<number> {
    return removeForgotten(this.#parts.store, this.#parts.journal, this.sends);
  }

  /** A declaration from the company's own system. The same document again is the same case. */
  add(document: Uint8Array, profile: string): Case {
    const summary = summaryOf(document, profile);
    const { store } = this.#parts;
    const added = store.change(() => {
      const there = store.withCustomsId(summary.customsId);
      const same = there.find((one) => one.profile === profile && digestOf(one.document) === digestOf(document));
      if (same) return same;
      requireOnly('Adding', summary, there);
      const one: Case = {
        id: randomUUID(),
        version: 1,
        state: 'open',
        profile,
        summary,
        document,
        addedAt: this.#clock().toISOString(),
      };
      store.put(one);
      return one;
    });
    this.#tell(added);
    return added;
  }

  /** The company's system has another content for a case. */
  change(id: string, document: Uint8Array): Case {
    this.sending.requireIdle(id);
    return this.#move(id, (one, at) => {
      const changed = acts.change(one, document, at);
      const there = this.#parts.store.withCustomsId(changed.summary.customsId);
      requireOnly(
        'Changing',
        changed.summary,
        there.filter((other) => other.id !== id),
      );
      return changed;
    });
  }

  /** A case as a program sees it that brought it. */
  brought(id: string): Case {
    return this.#parts.store.get(id);
  }

  /** Whether sealed documents go to customs from here. */
  get sends(): boolean {
    return this.#parts.sender !== undefined;
  }

  /** The list, as this person sees it: all that is not done, and of what is done that which was approved last. */
  list(user: string): CaseView[] {
    const person = this.#person(user, 'view-cases');
    const most = { sent: mostDone, ...(this.sends ? {} : { sealed: mostDone }) };
    return this.#parts.store.heads(caseStates, most).map((one) => this.#view(one, person));
  }

  /** A whole case to look at, without taking it. */
  look(user: string, id: string): { view: CaseView; document: Uint8Array } {
    const person = this.#person(user, 'view-cases');
    const one = this.#parts.store.get(id);
    return {
      view: this.#view(one, person),
      document: one.sealed ?? one.shown ?? shownTo(one.document, person.issuer),
    };
  }

  /** A clerk opens a case to decide: nobody else may change or review it meanwhile. */
  review(user: string, id: string): CaseView {
    const person = this.#person(user, 'approve');
    return this.#view(
      this.#move(id, (one, at) => acts.review(one, clerkOf(person), at)),
      person,
    );
  }

  release(user: string, id: string): void {
    const clerk = clerkOf(this.#person(user, 'approve'));
    this.#move(id, (one, at) => acts.release(one, clerk, at));
  }

  /** The first act: all of these cases or none. */
  mark(user: string, cases: readonly SeenCase[]): void {
    const clerk = clerkOf(this.#person(user, 'approve'));
    this.#moveAll(cases, (one, at, { digest }) => acts.mark(one, clerk, digest, at));
  }

  unmark(user: string, ids: readonly string[]): void {
    const clerk = clerkOf(this.#person(user, 'approve'));
    this.#moveAll(
      ids.map((id) => ({ id })),
      (one, at) => acts.unmark(one, clerk, at),
    );
  }

  /** The second act: all of these cases or none. Answers the approval's id. Sealing is a further step. */
  async approve(user: string, { cases, procedure, language }: ApproveOrder): Promise<string> {
    const person = this.#person(user, 'approve');
    requireCases(cases);
    if (!isStatementLanguage(language))
      throw new SealError('bad-request', `Approving: the statement has no text in "${language}".`);
    if (procedure === 2 && person.procedure !== 2)
      throw new SealError(
        'not-allowed',
        'Approving: the office does not hold your key. Choose your own device, or the one at this computer.',
      );
    const id = randomUUID();
    const clerk = clerkOf(person);
    const at = this.#clock();
    const { store } = this.#parts;
    const moved = store.change(() =>
      cases.map((seen, index) => {
        const one = store.get(seen.id);
        requireCustomsId(one.summary.customsId);
        const approval: Approval = { id, index, at: at.toISOString(), clerk, procedure, digest: seen.digest, language };
        const approved = acts.approve(one, approval, at);
        store.put(approved);
        store.tell({
          kind: 'approval',
          time: approval.at,
          person: user,
          customsId: one.summary.customsId,
          requestId: approvalName(approval),
          profile: one.profile,
          digest: seen.digest,
          issuer: clerk.issuer,
          outcome: 'approved',
          content: { statement: statements[language], language, name: clerk.name, procedure, ...one.summary },
        });
        return approved;
      }),
    );
    await this.#outbox.flush();
    for (const one of moved) this.#tell(one);
    return id;
  }

  /**
   * Takes back what has no seal yet of an approval. Where a device that nobody can ask has sealed it, or may have, an officer
   * decides, with a reason: a device that is lost must not keep its cases for ever, and the journal says what is open.
   */
  async withdraw(user: string, approvalId: string, reason?: string): Promise<number> {
    const { store } = this.#parts;
    const officer = this.#parts.people.find(user)?.roles.includes('officer') ?? false;
    const approved = (): Case[] => store.withApproval(approvalId).filter(({ state }) => state === 'approved');
    for (const one of approved()) acts.withdraw(one, user, officer); // may he?
    let outcome = 'withdrawn';
    await this.sealing.requireNeverSealed(approvalId).catch((error: unknown) => {
      if (!(error instanceof SealError) || error.code === 'busy' || this.sealing.isKept(approvalId)) throw error;
      if (!officer || reason === undefined)
        throw new SealError(error.code, `${error.message} Otherwise an officer may withdraw it and say why.`);
      const isSealed = error.code === 'sealed-already';
      outcome = `withdrawn by an officer; ${isSealed ? 'a device has sealed of it, or will' : 'whether a device sealed it is not known'}`;
    });
    this.sealing.requireIdle(approvalId);
    const moved = store.change(() =>
      approved().map((one) => {
        const open = acts.withdraw(one, user, officer);
        const requestId = `${approvalName(one.approval!)}/withdrawn`;
        const { customsId } = one.summary;
        store.put(open);
        store.tell({
          kind: 'approval',
          time: this.#clock().toISOString(),
          person: user,
          customsId,
          requestId,
          digest: one.approval!.digest,
          outcome,
          ...(reason === undefined ? {} : { content: { reason } }),
        });
        return open;
      }),
    );
    await this.#outbox.flush();
    for (const one of moved) this.#tell(one);
    return moved.length;
  }

  /** A typed seal with a wrong digit goes; the case waits for a clerk again. */
  async reopen(user: string, id: string): Promise<void> {
    const { store } = this.#parts;
    const { roles } = this.#person(user, 'withdraw-approval');
    const opened = store.change(() => {
      const one = store.get(id);
      const open = acts.reopen(one, user, roles.includes('officer'), this.sends);
      store.put(open);
      store.tell({
        kind: 'approval',
        time: this.#clock().toISOString(),
        person: user,
        customsId: one.summary.customsId,
        requestId: `${approvalName(one.approval!)}/reopened`,
        digest: one.approval!.digest,
        outcome: 'its seal is not used; to be approved anew',
      });
      return open;
    });
    await this.#outbox.flush();
    this.#tell(opened);
  }

  #view(one: CaseHead, person: Person): CaseView {
    return viewOf(one, person, this.#clock(), () => this.#digests.of(one, person.issuer));
  }

  #person(user: string, action: 'view-cases' | 'approve' | 'withdraw-approval'): Person {
    const person = this.#parts.people.find(user);
    requireAllowed(person?.roles ?? [], action);
    return person!;
  }

  #move(id: string, act: (one: Case, at: Date) => Case): Case {
    return this.#moveAll([{ id }], act)[0]!;
  }

  #moveAll<T extends { id: string }>(wanted: readonly T[], act: (one: Case, at: Date, wanted: T) => Case): Case[] {
    requireCases(wanted);
    const { store } = this.#parts;
    const at = this.#clock();
    const moved = store.change(() =>
      wanted.map((one) => {
        const after = act(store.get(one.id), at, one);
        store.put(after);
        return after;
      }),
    );
    for (const one of moved) this.#tell(one);
    return moved;
  }

  #tell({ id, state, version }: Case): void {
    this.#parts.onNews?.({ type: 'case', id, state, version });
  }
}

/** How the journal names a case of an approval. */
export const approvalName = ({ id, index }: Pick<Approval, 'id' | 'index'>): string => `${id}/${index}`;

/** One customs id, one case: two could both be approved and sent. */
function requireOnly(doing: string, { customsId }: CaseSummary, others: readonly Case[]): void {
  if (others.length === 0 || customsId === '') return;
  throw new SealError('case-there', `${doing} case ${customsId}: there is one with another content. Change that one.`);
}

const clerkOf = ({ user, name, issuer }: Person): Clerk => ({ user, name, issuer });

function requireCases(cases: readonly { id: string }[]): void {
  if (cases.length === 0) throw new SealError('bad-request', 'Choosing cases: none was chosen. Mark at least one.');
  if (cases.length > mostCases)
    throw new SealError('bad-request', `Choosing cases: at most ${mostCases} at once, got ${cases.length}.`);
  if (new Set(cases.map(({ id }) => id)).size < cases.length)
    throw new SealError('bad-request', 'Choosing cases: one of them was named twice.');
}
