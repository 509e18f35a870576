// A case as one person sees it in a list: who has it, what he may do, the digest of what he would approve.
import type { Person } from '../keys/person.ts';
import type { CaseHead, CaseSeals, CaseState, CaseSummary } from './case.ts';
import { holderOf } from './case-acts.ts';

export interface CaseView extends CaseSummary {
  id: string;
  version: number;
  /** `open` when the review of another ran out. */
  state: CaseState;
  profile: string;
  /** SHA-256 of the document as this person sees it; what he marks and approves. */
  digest: string;
  /** Whether this person marked it. */
  marked: boolean;
  /** Another person that has it, and until when. */
  holder?: { name: string; until: string };
  approval?: { id: string; at: string; name: string; procedure: number; mine: boolean };
  seals?: CaseSeals;
  transmission?: string;
  /** What stood in the way last: a sentence, and the code of the error. */
  problem?: string;
  problemCode?: string;
}

/** `digest` tells that of the document as this person sees it; asked only before an approval. */
export function viewOf(one: CaseHead, person: Pick<Person, 'user'>, at: Date, digest: () => string): CaseView {
  const { id, version, profile, summary, review, approval, seals, transmission, problem } = one;
  const holder = holderOf(one, at);
  const own = review?.clerk.user === person.user;
  const lapsed = (one.state === 'review' || one.state === 'marked') && holder === undefined && !own;
  return {
    ...summary,
    id,
    version,
    profile,
    state: lapsed ? 'open' : one.state,
    digest: approval?.digest ?? digest(),
    marked: one.state === 'marked' && own,
    ...(holder !== undefined && !own ? { holder: { name: holder.name, until: review!.until } } : {}),
    ...(approval
      ? {
          approval: {
            id: approval.id,
            at: approval.at,
            name: approval.clerk.name,
            procedure: approval.procedure,
            mine: approval.clerk.user === person.user,
          },
        }
      : {}),
    ...(seals ? { seals } : {}),
    ...(transmission === undefined ? {} : { transmission }),
    ...(problem === undefined ? {} : { problem: problem.message, problemCode: problem.code }),
  };
}
