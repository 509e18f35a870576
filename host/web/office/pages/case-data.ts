// Cases as the bridge tells them (routes/cases.ts, approvals.ts), for the clerk's pages.
import type { CaseView } from '../../../src/approve/case-view.ts';
import type { ShownDocument } from '../../../src/approve/shown-document.ts';
import type { Language } from '../shell/language.ts';
import { refusalText } from '../shell/refusal-texts.ts';

export type { CaseView, ShownDocument };

export interface CaseList {
  cases: CaseView[];
  statements: Record<Language, string>;
  sends: boolean;
  /** No more of what is done are listed: those that were approved last. */
  mostDone: number;
}

export interface WholeCase {
  case: CaseView;
  statements: Record<Language, string>;
  document: ShownDocument;
}

export const grouped = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;

/** What stood in the way last. */
export const problemOf = ({ problem, problemCode = '' }: CaseView, language: Language): string =>
  refusalText(problemCode, language, problem);

/** Whether the clerk may still mark it. */
export const isToDo = ({ state }: CaseView): boolean => ['open', 'review', 'marked', 'failed'].includes(state);
/** Whether it may be sent again: what customs rejected, and what a crash or a failure kept from being sent. */
export const maySend = ({ state }: CaseView, sends: boolean): boolean =>
  state === 'rejected' || (state === 'sealed' && sends);
/** Whether its seal may be given up: nobody here can tell whether it was typed right. */
export const mayReopen = ({ state, seals }: CaseView, sends: boolean): boolean =>
  state === 'sealed' && seals?.check === 'format' && !sends;
/** Whether somebody has to act on it; what is approved and has no seal yet is not done. */
export const isWaiting = (one: CaseView, sends: boolean): boolean =>
  isToDo(one) || one.state === 'approved' || maySend(one, sends);
/** Whether this clerk may mark it now. */
export const isFree = (one: CaseView): boolean => isToDo(one) && one.holder === undefined;

/** Where the cases of an approval get their seals. */
export const sealingPath = ({ id, procedure }: { id: string; procedure: number }): string =>
  `#/${procedure === 1 ? 'type' : 'sealing'}/${id}`;
