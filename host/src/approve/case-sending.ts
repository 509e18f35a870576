// Hands sealed cases on, one transmission each, and notes which case went into which. Called by case-sealing.ts when a case is
// sealed, and by the bridge when a clerk asks again.
import { SealError } from '../errors.ts';
import { sha256Hex } from '../seal/sha256.ts';
import type { Case } from './case.ts';
import * as acts from './case-acts.ts';
import type { DeskParts, Sent } from './desk-parts.ts';
import type { JournalOutbox } from './journal-outbox.ts';

/** Column of the journal. */
const LONGEST_OUTCOME = 1_000;

export class CaseSending {
  readonly #parts: DeskParts;
  readonly #outbox: JournalOutbox;
  readonly #clock: () => Date;
  /** Ids of the cases that are under way to customs, or whose answer is. */
  readonly #underWay = new Set<string>();

  constructor(parts: DeskParts, outbox: JournalOutbox, clock: () => Date) {
    this.#parts = parts;
    this.#outbox = outbox;
    this.#clock = clock;
  }

  /** What is sealed and could not be sent of an approval, or was refused by customs. */
  async again(user: string, approvalId: string): Promise<void> {
    if (this.#parts.sender === undefined)
      throw new SealError('usage', 'Sending: this office sends nothing by itself; fetch the sealed documents.');
    const cases = this.#parts.store.withApproval(approvalId);
    if (cases.length === 0) throw new SealError('not-found', 'Sending: there is no such approval.');
    acts.requireOwn('Sending', cases, user);
    for (const one of cases) await this.#sendOne(one, acts.maySend);
  }

  /** What cannot be sent stays sealed, and says why. */
  async send(cases: readonly Case[]): Promise<void> {
    if (this.#parts.sender === undefined) return;
    for (const one of cases) await this.#sendOne(one, ({ state }) => state === 'sealed');
  }

  /** What customs may be about to accept is not changed. */
  requireIdle(id: string): void {
    if (!this.#underWay.has(id)) return;
    throw new SealError(
      'busy',
      'Changing a case: it is being sent to customs right now. Change it if customs refuses it.',
      {
        retryable: true,
      },
    );
  }

  /** Once at a time; the cases before it took their time, so it may have been sent or changed meanwhile. */
  async #sendOne({ id, approval }: Case, may: (one: Case) => boolean): Promise<void> {
    const now = this.#parts.store.find(id);
    if (now === undefined || now.approval?.id !== approval!.id || !may(now) || this.#underWay.has(id)) return;
    this.#underWay.add(id);
    try {
      await this.#transmit(now);
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #transmit({ id, summary, sealed }: Case): Promise<void> {
    const { sender, store, onNews } = this.#parts;
    let answer: Sent;
    try {
      answer = await sender!.send({ customsId: summary.customsId, document: sealed! });
    } catch (error) {
      const { code, message } =
        error instanceof SealError
          ? error
          : { code: 'failure', message: 'Sending failed; the log of the bridge says why.' };
      store.change(() => store.put({ ...store.get(id), problem: { code, message } }));
      return;
    }
    const sent = store.change(() => {
      const after = acts.send(store.get(id), answer);
      store.put(after);
      store.tell({
        kind: 'transmission',
        time: this.#clock().toISOString(),
        person: after.approval!.clerk.user,
        customsId: summary.customsId,
        transmission: answer.transmission,
        requestId: answer.rejected === undefined ? `${id}/sent` : `${id}/rejected-${after.version}`,
        digest: sha256Hex(sealed!),
        outcome: answer.rejected === undefined ? 'sent' : `rejected: ${answer.rejected}`.slice(0, LONGEST_OUTCOME),
      });
      return after;
    });
    await this.#outbox.flush();
    onNews?.({ type: 'case', id, state: sent.state, version: sent.version });
  }
}
