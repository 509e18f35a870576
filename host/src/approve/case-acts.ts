// What may happen to a case, in which state, by whom. Pure: a case and the time in, the new case out; a refusal is an error
// with a sentence for the clerk. Called by approval-desk.ts inside a transaction of the store.
import { SealError } from '../errors.ts';
import type { Approval, Case, CaseHead, CaseProblem, CaseSeals, Clerk } from './case.ts';
import type { Sent } from './desk-parts.ts';
import { digestOf, shownTo, summaryOf } from './shown-document.ts';

/** How long a clerk has a case to himself after his last act on it. */
export const reviewMs = 15 * 60_000;

const named = ({ summary, id }: Case): string => summary.customsId || id;

/** The review that holds the case now; one that ran out holds nothing. */
export function holderOf(one: CaseHead, at: Date): Clerk | undefined {
  const { review } = one;
  if (review === undefined || (one.state !== 'review' && one.state !== 'marked')) return undefined;
  const leftMs = Date.parse(review.until) - at.getTime();
  // More than a whole review left: the clock went back. Nobody is locked out for longer because of that.
  return leftMs > 0 && leftMs <= reviewMs ? review.clerk : undefined;
}

function refuse(doing: string, one: Case, code: string, why: string): never {
  throw new SealError(code, `${doing} case ${named(one)}: ${why}`);
}

/** Nobody else may have it, and it may not be past its approval. */
function requireFree(doing: string, one: Case, user: string | undefined, at: Date): void {
  if (one.state === 'rejected')
    refuse(doing, one, 'case-rejected', "customs refused it. The company's system changes it, or it is sent again.");
  const after = { approved: 'is approved', sealed: 'is sealed', sent: 'is sent' }[one.state as string];
  if (after !== undefined) {
    const who = one.approval ? ` by ${one.approval.clerk.name}` : '';
    refuse(doing, one, 'case-approved', `it ${after}${who}; nobody can change that any more.`);
  }
  const holder = holderOf(one, at);
  if (holder === undefined || holder.user === user) return;
  const until = one.review!.until.slice(11, 16);
  const why = `${holder.name} has it under review until ${until} UTC. Take another case, or ask ${holder.name}.`;
  refuse(doing, one, 'busy', why);
}

const bumped = (one: Case, more: Partial<Case>): Case => ({ ...one, ...more, version: one.version + 1 });

/** Without what a review left behind. */
function fresh(one: Case): Case {
  const { review: _, approval: __, shown: ___, problem: ____, ...rest } = one;
  return rest;
}

/** The company's system has another content: marks are void. Never under review, after approval only what customs refused. */
export function change(one: Case, document: Uint8Array, at: Date): Case {
  if (one.state !== 'rejected') requireFree('Changing', one, undefined, at);
  const { seals: _, sealed: __, transmission: ___, ...rest } = fresh(one);
  return bumped(rest, { state: 'open', document, summary: summaryOf(document, one.profile) });
}

function held(one: Case, clerk: Clerk, at: Date): Pick<Case, 'review'> {
  const digest = digestOf(shownTo(one.document, clerk.issuer));
  return { review: { clerk, digest, until: new Date(at.getTime() + reviewMs).toISOString() } };
}

/** The clerk opens the whole case. His own mark stays; that of another, whose review ran out, does not. */
export function review(one: Case, clerk: Clerk, at: Date): Case {
  requireFree('Reviewing', one, clerk.user, at);
  const own = one.state === 'marked' && one.review?.clerk.user === clerk.user;
  return bumped(own ? one : fresh(one), { state: own ? 'marked' : 'review', ...held(one, clerk, at) });
}

export function release(one: Case, clerk: Clerk, at: Date): Case {
  requireFree('Leaving', one, clerk.user, at);
  return bumped(fresh(one), { state: 'open' });
}

/** `digest` is that of what the clerk saw: what he marks is what he saw, or it is refused. */
export function mark(one: Case, clerk: Clerk, digest: string, at: Date): Case {
  requireFree('Marking', one, clerk.user, at);
  requireSeen('Marking', one, clerk, digest);
  return bumped(fresh(one), { state: 'marked', ...held(one, clerk, at) });
}

function requireSeen(doing: string, one: Case, clerk: Clerk, digest: string): void {
  if (digestOf(shownTo(one.document, clerk.issuer)) === digest) return;
  refuse(doing, one, 'case-changed', 'it was changed after you saw it. Read it again, then decide.');
}

export function unmark(one: Case, clerk: Clerk, at: Date): Case {
  requireFree('Unmarking', one, clerk.user, at);
  requireMark('Unmarking', one, clerk);
  return bumped(one, { state: 'review', ...held(one, clerk, at) });
}

function requireMark(doing: string, one: Case, clerk: Clerk): void {
  if (one.state === 'marked' && one.review?.clerk.user === clerk.user) return;
  refuse(doing, one, 'not-marked', 'you have not marked it. Mark it first: marking and approving are two acts.');
}

/** The second act. What was shown is kept, so that these very bytes are sealed. */
export function approve(one: Case, approval: Approval, at: Date): Case {
  requireFree('Approving', one, approval.clerk.user, at);
  requireMark('Approving', one, approval.clerk);
  requireSeen('Approving', one, approval.clerk, approval.digest);
  if (one.review?.digest !== approval.digest)
    refuse('Approving', one, 'case-changed', 'it is not what you marked. Read it again, then mark it.');
  return bumped(fresh(one), { state: 'approved', approval, shown: shownTo(one.document, approval.clerk.issuer) });
}

/** Before any seal the clerk may take his approval back; so may an officer when the clerk is away. */
export function withdraw(one: Case, user: string, officer: boolean): Case {
  requireApproved('Withdrawing', one);
  requireClerk('Withdrawing', one, user, officer);
  return bumped(fresh(one), { state: 'open' });
}

/**
 * A typed seal that nobody here can check may have a wrong digit. Where it is sent from here customs tells, and wants another
 * interchange then, which is for the company's system to bring.
 */
export function reopen(one: Case, user: string, officer: boolean, sends: boolean): Case {
  if (one.state !== 'sealed' || one.seals?.check !== 'format' || sends)
    refuse(
      'Reopening',
      one,
      'case-approved',
      'only a typed seal that is not checked, and not sent from here, is given up.',
    );
  requireClerk('Reopening', one, user, officer);
  const { seals: _, sealed: __, ...rest } = fresh(one);
  return bumped(rest, { state: 'open' });
}

function requireClerk(doing: string, one: Case, user: string, officer: boolean): void {
  const { clerk } = one.approval!;
  if (clerk.user !== user && !officer)
    refuse(doing, one, 'not-allowed', `only ${clerk.name} or an officer may do that.`);
}

function requireApproved(doing: string, one: Case): void {
  if (one.state !== 'approved') refuse(doing, one, 'not-approved', `it is ${one.state}, not approved.`);
}

/** What an approval led to is done by the one who gave it. */
export function requireOwn(doing: string, cases: readonly Case[], user: string): void {
  const clerk = cases[0]?.approval?.clerk;
  if (clerk !== undefined && clerk.user !== user)
    throw new SealError('not-allowed', `${doing}: ${clerk.name} approved these cases.`);
}

/** The bytes to seal: exactly those that were approved, or nothing. */
export function approvedBytes(one: Case, user: string): Uint8Array {
  requireApproved('Sealing', one);
  const { approval, shown } = one;
  if (approval!.clerk.user !== user)
    refuse(
      'Sealing',
      one,
      'not-allowed',
      `${approval!.clerk.name} approved it, so only ${approval!.clerk.name} seals it.`,
    );
  if (shown === undefined || digestOf(shown) !== approval!.digest)
    refuse(
      'Sealing',
      one,
      'case-tampered',
      'it is not what was approved. Nothing was sealed; tell the security officer.',
    );
  return shown;
}

export function seal(one: Case, seals: CaseSeals, sealed: Uint8Array): Case {
  requireApproved('Sealing', one);
  const { problem: _, ...rest } = one;
  return bumped(rest, { state: 'sealed', seals, sealed });
}

/** Something stands in the way; the approval holds and sealing may be tried again. */
export function hinder(one: Case, problem: CaseProblem): Case {
  requireApproved('Sealing', one);
  return bumped(one, { problem });
}

/** The clerk said no at the device: the approval is gone. */
export function fail(one: Case, problem: CaseProblem): Case {
  requireApproved('Sealing', one);
  return bumped(fresh(one), { state: 'failed', problem });
}

/** No error's code: pages show the words as they came. */
const customsWords = 'customs-words';

/** What customs refused may be sent again. */
export const maySend = ({ state }: Case): boolean => state === 'sealed' || state === 'rejected';

export function send(one: Case, { transmission, rejected }: Sent): Case {
  if (!maySend(one)) refuse('Sending', one, 'not-sealed', `it is ${one.state}, not sealed.`);
  const { problem: _, ...rest } = one;
  if (rejected === undefined) return bumped(rest, { state: 'sent', transmission });
  return bumped(rest, { state: 'rejected', transmission, problem: { code: customsWords, message: rejected } });
}
